"""Reading about payments, for the rooms above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from eligibility.payments.accounts import account_index
from eligibility.payments.models import BankStatement, Payment
from eligibility.payments.reasons import CITYS_FAULT, reason_text
from eligibility.payments.states import UNPAID_FOR_GOOD, CheckState, Hold, PaymentState
from services.core.money.api import Money
from services.core.transitions.api import history


@dataclass(frozen=True, slots=True)
class PaymentStep:
    """One state that the payment came to, and when."""

    state: str
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentView:
    """How far the latest attempt to meet an obligation has come, as its payee may see it."""

    payment: UUID
    obligation: UUID
    attempt: int
    amount: Money
    account_last4: str
    state: str
    state_label: str
    held: str
    held_label: str
    reason_code: str
    reason: str
    can_replace_account: bool
    ordered_at: datetime
    settled_at: datetime | None

    @property
    def is_paid(self) -> bool:
        """Paid means that the bank said ACSC, and that it did not come back."""
        return self.state == PaymentState.ACSC

    @property
    def is_refused(self) -> bool:
        """The money is (again) with the city: nothing more becomes of this attempt."""
        return self.state in UNPAID_FOR_GOOD

    @property
    def history(self) -> tuple[PaymentStep, ...]:
        """Its course from the order on, oldest first."""
        moves = history("payments.payment", self.payment)
        ordered = PaymentStep(PaymentState.CREATED, str(PaymentState.CREATED.label), self.ordered_at)
        return (ordered, *(PaymentStep(m.target, str(PaymentState(m.target).label), m.at) for m in moves))


def payment_for(obligation: UUID) -> PaymentView | None:
    """The latest attempt; None where nothing was ordered."""
    return payments_for([obligation]).get(obligation)


def payments_for(obligations: Iterable[UUID]) -> dict[UUID, PaymentView]:
    """The latest attempt for each obligation, in a constant number of queries."""
    wanted = list(obligations)
    latest = Payment.objects.filter(obligation_id__in=wanted, next__isnull=True)
    disputed = set(
        BankStatement.objects.disputes()
        .filter(payment__obligation_id__in=wanted)
        .values_list("payment__obligation_id", flat=True)
    )
    return {payment.obligation_id: _view(payment, payment.obligation_id in disputed) for payment in latest}


def stuck_among(obligations: Iterable[UUID]) -> list[PaymentView]:
    """Those of which the payee has to know: refused for a reason of theirs, or held. One statement.

    A queryset of ids is asked inside that statement.
    """
    disputed = BankStatement.objects.disputes().filter(payment__obligation_id=OuterRef("obligation_id"))
    latest = Payment.objects.filter(obligation_id__in=obligations, next__isnull=True)
    found = latest.filter(Q(state__in=UNPAID_FOR_GOOD) | ~Q(held="")).annotate(disputed=Exists(disputed))
    views = [_view(payment, payment.disputed) for payment in found]
    return [view for view in views if view.can_replace_account or view.held]


def is_account_verified(payee: UUID, number: str) -> bool:
    """Whether the bank has confirmed that this account is this payee's, by a name check or by crediting it."""
    theirs = Payment.objects.filter(payee_id=payee, account_index=account_index(number))
    return theirs.filter(Q(account_check__state=CheckState.VERIFIED) | Q(state=PaymentState.ACSC)).exists()


def _view(payment: Payment, disputed: bool) -> PaymentView:  # noqa: FBT001 - one private caller
    refused = payment.state in UNPAID_FOR_GOOD
    return PaymentView(
        payment=payment.pk,
        obligation=payment.obligation_id,
        attempt=payment.attempt,
        amount=payment.amount,
        account_last4=payment.account_last4,
        state=payment.state,
        state_label=str(PaymentState(payment.state).label),
        held=payment.held,
        held_label=str(Hold(payment.held).label) if payment.held else "",
        reason_code=payment.reason_code,
        reason=reason_text(payment.reason_code) if refused else "",
        can_replace_account=refused and not disputed and payment.reason_code not in CITYS_FAULT,
        ordered_at=payment.ordered_at,
        settled_at=payment.settled_at,
    )
