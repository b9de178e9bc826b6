"""Ordering a payment, replacing the account of one that came to nothing, lifting a hold."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eligibility.payments import work
from eligibility.payments.accounts import AccountDetails
from eligibility.payments.commands.books import book_order
from eligibility.payments.commands.messages import keep_name_check
from eligibility.payments.models import AccountCheck, BankStatement, Payment
from eligibility.payments.reasons import CITYS_FAULT
from eligibility.payments.signatures import unknown_person
from eligibility.payments.states import UNPAID_FOR_GOOD, Hold, PaymentState
from services.core.audit.api import Actor, record
from services.core.calendar.api import working_days_after
from services.core.money.api import Money
from services.core.outbox.api import emit
from services.core.transitions.api import Refused
from services.tasks.api import open_task

# Families share accounts; a third person is what mule accounts look like, so somebody has a look.
MOST_PAYEES_OF_AN_ACCOUNT: Final = 2
_TIME_TO_LOOK: Final = 3  # working days


class ObligationConflict(Exception):
    """The same obligation was ordered before with another amount, payee or account: nothing was changed."""

    code = "payments.obligation_conflict"

    def __init__(self) -> None:
        self.message = _("This has been ordered already, with another amount or account. Nothing was changed.")
        super().__init__(self.message)


@transaction.atomic
def order_payment(
    *,
    obligation: UUID,
    payee: UUID,
    amount: Money,
    account: AccountDetails,
    verified: bool,
    purpose: str,
    actor: Actor,
    at: datetime,
) -> Payment:
    """Freeze what is to be paid and book that it is owed. Ordering the same again gives what there is already."""
    wanted = Payment(obligation_id=obligation, payee_id=payee, amount=amount, purpose=purpose)
    try:
        with transaction.atomic():
            if not Payment.objects.filter(obligation_id=obligation).exists():
                payment = _create(wanted, account, verified=verified, actor=actor, at=at)
                book_order(payment, at=at)
                return payment
    except IntegrityError:
        # Another connection ordered it between our look and our insert; its row is visible now.
        if not Payment.objects.filter(obligation_id=obligation).exists():
            raise
    return _ordered_before(wanted, account)


@transaction.atomic
def replace_account(*, payment: UUID, account: AccountDetails, actor: Actor, at: datetime) -> Payment:
    """A new attempt to another account after the bank refused one. It is held until the bank confirms the holder."""
    former = _locked(payment)
    successor = Payment.objects.filter(previous=former).first()
    if successor is not None:
        if bytes(successor.account_index) == account.index:
            return successor  # pressed twice
        raise Refused(_("Another account has been given for this payment already."))
    if former.state not in UNPAID_FOR_GOOD:
        raise Refused(_("This payment has not been refused, so its account cannot be changed."))
    if BankStatement.objects.disputes().filter(payment__obligation_id=former.obligation_id).exists():
        raise Refused(
            _("The bank’s answers about this payment contradict each other. A clerk is clearing this up first.")
        )
    return _create(_next_attempt(former), account, verified=False, actor=actor, at=at)


@transaction.atomic
def pay_again(*, batch: UUID, actor: Actor, at: datetime) -> int:
    """New attempts, to the same accounts, for what the bank rejected because of us. Gives how many."""
    rejected = Payment.objects.select_for_update(of=("self",), no_key=True).filter(
        batch_id=batch, state__in=UNPAID_FOR_GOOD, reason_code__in=CITYS_FAULT, next__isnull=True
    )
    disputed = BankStatement.objects.disputes().values("payment__obligation_id")
    formers = list(rejected.exclude(obligation_id__in=disputed).order_by("pk"))
    if not formers:
        raise Refused(_("Nothing in this batch was rejected because of us."))
    for former in formers:
        same = AccountDetails(former.account_number, former.bank_code, former.holder_name)
        _create(_next_attempt(former), same, verified=True, actor=actor, at=at)
    return len(formers)


@transaction.atomic
def lift_hold(*, payment: UUID, actor: Actor, at: datetime) -> Payment:
    """A supervisor found nothing wrong with several people being paid to one account."""
    held = _locked(payment)
    refusal = unknown_person(actor)
    if refusal:
        raise Refused(refusal)
    if held.held != Hold.SHARED_ACCOUNT:
        raise Refused(_("This payment is not held for a supervisor."))
    if actor.person == held.payee_id:
        raise Refused(_("This payment is yours, so somebody else must look at it."))
    held.held = Hold.NONE
    held.save(update_fields=["held"])
    _record(held, "hold_lifted", actor=actor, at=at)
    return held


def confirm_account(payment: Payment, *, actor: Actor, at: datetime) -> None:
    """The bank confirmed the holder: the payment goes on, unless too many are paid to this account."""
    held = _locked(payment.pk)
    held.held = _shared_hold(held)
    held.save(update_fields=["held"])
    _record(held, "account_confirmed", actor=actor, at=at)
    _ask_supervisor(held, actor=actor, at=at)


def _locked(payment: UUID) -> Payment:
    return Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=payment)


def _next_attempt(former: Payment) -> Payment:
    return Payment(
        obligation_id=former.obligation_id,
        payee_id=former.payee_id,
        amount=former.amount,
        purpose=former.purpose,
        attempt=former.attempt + 1,
        previous=former,
    )


def _create(wanted: Payment, account: AccountDetails, *, verified: bool, actor: Actor, at: datetime) -> Payment:
    wanted.id = uuid4()
    wanted.end_to_end_id = wanted.id.hex
    wanted.account_number, wanted.holder_name = account.number, account.holder_name
    wanted.bank_code, wanted.account_last4, wanted.account_index = account.bank_code, account.last4, account.index
    wanted.state, wanted.ordered_at = PaymentState.CREATED, at
    wanted.held = _shared_hold(wanted) if verified else Hold.ACCOUNT_CHECK
    wanted.save(force_insert=True)
    _record(wanted, "ordered", actor=actor, at=at)
    if not verified:
        _ask_bank(wanted, at=at)
    _ask_supervisor(wanted, actor=actor, at=at)
    return wanted


def _ordered_before(wanted: Payment, account: AccountDetails) -> Payment:
    """The latest attempt, if the first one ordered just this."""
    attempts = list(Payment.objects.filter(obligation_id=wanted.obligation_id).order_by("attempt"))
    first = attempts[0]
    same = (first.payee_id, first.amount, first.purpose, bytes(first.account_index), first.bank_code) == (
        wanted.payee_id,
        wanted.amount,
        wanted.purpose,
        account.index,
        account.bank_code,
    )
    if not same or first.holder_name != account.holder_name:
        raise ObligationConflict
    return attempts[-1]


def _ask_bank(payment: Payment, *, at: datetime) -> None:
    check = AccountCheck.objects.create(payment=payment, requested_at=at)
    keep_name_check(check, payment, at=at)
    emit("payments.account.check_requested", {"check": str(check.pk)})


def _shared_hold(payment: Payment) -> Hold:
    """Held where too many others are paid to the account, unless this payee was let through to it before."""
    sharing = Payment.objects.filter(account_index=payment.account_index).exclude(state=PaymentState.CANC)
    if sharing.filter(payee_id=payment.payee_id, held=Hold.NONE).exists():
        return Hold.NONE
    others = sharing.exclude(payee_id=payment.payee_id).values("payee_id").distinct().count()
    return Hold.SHARED_ACCOUNT if others >= MOST_PAYEES_OF_AN_ACCOUNT else Hold.NONE


def _ask_supervisor(payment: Payment, *, actor: Actor, at: datetime) -> None:
    if payment.held == Hold.SHARED_ACCOUNT:
        open_task(
            kind=work.SHARED_ACCOUNT,
            subject=payment.payee_id,
            role=work.SUPERVISOR,
            params={"last4": payment.account_last4},
            due=working_days_after(at.date(), _TIME_TO_LOOK).day,
            object_type="payments.payment",
            object_id=str(payment.pk),
            actor=actor,
            at=at,
        )


def _record(payment: Payment, verb: str, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        action=f"payments.payment.{verb}",
        object_type="payments.payment",
        object_id=str(payment.pk),
        at=at,
        data={"obligation": str(payment.obligation_id), "fen": payment.amount.minor, "held": str(payment.held)},
    )
