"""One click: the offer is decided again under a lock, and what was shown is frozen, approved and paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from eligibility.awards import errors
from eligibility.awards.models import Entitlement, Instalment, Offer
from eligibility.awards.offering import make_offers, take_back
from eligibility.awards.states import ENTITLEMENTS, OFFERS, OfferState
from eligibility.awards.verdicts import verdict_hash
from eligibility.awards.who import answering_person
from eligibility.engine.api import VerdictState
from eligibility.facts import api as facts
from eligibility.matching.api import Match, Occasion, decide_again
from eligibility.payments.api import AccountDetails, order_payment
from eligibility.policies.api import Period
from services.core.access.api import Purpose, reading
from services.core.audit.api import Actor
from services.core.components.api import long_day
from services.core.money.api import Money
from services.core.transitions.api import move

RULE = Actor.system("awards.rule")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the person saw before the click: nothing else may be paid."""

    amount: Money
    payee: UUID
    account_last4: str = ""  # of the known account; empty where one is given with the click


@dataclass(frozen=True, slots=True)
class People:
    """Who clicked and who is paid: a parent may let the other one be."""

    confirmed_by: UUID
    payee: UUID


@dataclass(frozen=True, slots=True)
class _Changed:
    """Facts or law changed since the offer was made."""

    replacement: UUID | None


def confirm_offer(
    *, offer_id: UUID, shown: Shown, account: AccountDetails | None, actor: Actor, at: datetime
) -> Entitlement:
    """Confirm an offer and order its first payment. Pressed twice, it gives the same entitlement.

    Args:
        account: where the payee has no known account, the one given now; it is held until the bank knows its holder.

    Raises:
        NotYours, OfferNotOpen, OfferLapsed, StaleOffer, NotAPayee, AccountNeeded: nothing has changed.
        FactsChanged: the offer has been withdrawn, and replaced where another amount is due.
    """
    with transaction.atomic():
        result = _confirm(offer_id, shown, account, actor, at)
    if isinstance(result, errors.AwardError):
        raise result
    if isinstance(result, _Changed):
        if result.replacement:
            message = _(
                "The facts behind this offer have changed, and so has the amount. Please look at the new offer."
            )
        else:
            message = _("The facts behind this offer have changed: it no longer holds, and nothing has been paid.")
        raise errors.FactsChanged(message, result.replacement)
    return result


def _confirm(
    offer_id: UUID, shown: Shown, account: AccountDetails | None, actor: Actor, at: datetime
) -> Entitlement | _Changed | errors.AwardError:
    """Once facts have been read a refusal is given back, not raised: what was read must stay on record."""
    offer = Offer.objects.select_for_update(of=("self",)).select_related("version").get(pk=offer_id)
    person = answering_person(subjects=[offer.subject_id], actor=actor, on=at.date())
    if offer.state == OfferState.CONFIRMED:
        return offer.entitlement
    _check_open(offer, at.date())
    _check_shown(offer, shown)
    match = decide_again(
        code=offer.policy,
        unit_key=offer.unit_key,
        occasion=Occasion(offer.event_date, period_of(offer)),
        subjects=[offer.subject_id],
        purpose=Purpose.CONFIRMATION,
        actor=actor,
        at=at,
    )
    if match is None or not _still_holds(offer, match):
        return _give_way(offer, match, actor=actor, at=at)
    try:
        _check_payee(shown, map(str, match.payees))  # who was a parent when the page was made need not be one now
        details, known = _account(shown, account, actor, at)
    except errors.AwardError as refusal:
        return refusal
    people = People(confirmed_by=person, payee=shown.payee)
    entitlement = _entitle(offer, match, people, details, known=known, actor=actor, at=at)
    move(offer, "confirm", table=OFFERS, actor=actor, at=at)
    return entitlement


def _check_open(offer: Offer, today: date) -> None:
    if offer.state == OfferState.LAPSED or (offer.state == OfferState.OFFERED and offer.confirm_by < today):
        raise errors.OfferLapsed(
            _("This offer could be confirmed until %(day)s. Ask the responsible body to offer it again.")
            % {"day": long_day(offer.confirm_by)}
        )
    if offer.state != OfferState.OFFERED:
        raise errors.OfferNotOpen(_("This offer is no longer open: %(state)s.") % {"state": offer.get_state_display()})


def _check_shown(offer: Offer, shown: Shown) -> None:
    if shown.amount != offer.amount:
        raise errors.StaleOffer(_("The amount of this offer has changed since you opened the page. Please look again."))
    _check_payee(shown, offer.payees)


def _check_payee(shown: Shown, payees: Iterable[str]) -> None:
    if str(shown.payee) not in payees:
        raise errors.NotAPayee(_("This person cannot be paid for this benefit. Choose one of those shown."))


def _still_holds(offer: Offer, match: Match) -> bool:
    verdict = match.verdict
    return verdict.state is VerdictState.ELIGIBLE and Money(verdict.amount or Decimal(0)) == offer.amount


def _give_way(offer: Offer, match: Match | None, *, actor: Actor, at: datetime) -> _Changed:
    if match is None:
        take_back(offer=offer, match=None, reason="the facts are gone", actor=actor, at=at)
        return _Changed(None)
    make_offers(matches=[match], as_of=at.date(), actor=actor, at=at)
    successor = Offer.objects.filter(replaces=offer).first()
    return _Changed(successor.pk if successor else None)


def _account(shown: Shown, given: AccountDetails | None, actor: Actor, at: datetime) -> tuple[AccountDetails, bool]:
    """The account to pay to and whether it is known; a known one must be the one that the person saw."""
    if given is not None:
        return given, False
    known = known_accounts([shown.payee], actor=actor, at=at).get(shown.payee)
    if known is None:
        raise errors.AccountNeeded(_("No account of yours is known. Please say where the money should go."))
    if known.last4 != shown.account_last4:
        raise errors.StaleOffer(_("Your known account has changed since you opened the page. Please look again."))
    return known, True


def known_accounts(payees: Sequence[UUID], *, actor: Actor, at: datetime) -> dict[UUID, AccountDetails]:
    """The accounts that the registers know, of those of the payees who have one."""
    datasets = [facts.ACCOUNT_DATASET]
    with reading(actor=actor, at=at, purpose=Purpose.CONFIRMATION, datasets=datasets, subjects=payees):
        found = facts.known_accounts(payees, on=at.date())
    return {
        payee: AccountDetails(number=one.number, bank_code=one.bank_code, holder_name=one.holder_name)
        for payee, one in found.items()
    }


def period_of(award: Offer) -> Period | None:
    if award.period_start is None or award.period_end is None:
        return None
    return Period(award.period_start, award.period_end)


def _entitle(
    offer: Offer, match: Match, people: People, account: AccountDetails, *, known: bool, actor: Actor, at: datetime
) -> Entitlement:
    entitlement = Entitlement.objects.create(
        offer=offer,
        policy=offer.policy,
        version_id=match.version.id,
        subject_id=offer.subject_id,
        award_key=offer.award_key,
        event_date=offer.event_date,
        period_start=offer.period_start,
        period_end=offer.period_end,
        amount=offer.amount,
        total=offer.total,
        verdict=match.verdict.to_json(),
        verdict_hash=verdict_hash(match.verdict),
        payee_id=people.payee,
        confirmed_by_id=people.confirmed_by,
        account_number=account.number,
        account_holder=account.holder_name,
        account_bank=account.bank_code,
        account_known=known,
        created_at=at,
    )
    entitlement = move(entitlement, "approve", table=ENTITLEMENTS, actor=RULE, at=at, reason="decided again by rule")
    pay_instalment(
        entitlement=entitlement,
        period=period_of(offer),
        amount=offer.amount,
        decided=entitlement.verdict_hash,
        account=account,
        verified=known,
        actor=actor,
        at=at,
    )
    return move(entitlement, "activate", table=ENTITLEMENTS, actor=RULE, at=at)


def pay_instalment(
    *,
    entitlement: Entitlement,
    period: Period | None,
    amount: Money,
    decided: str,
    account: AccountDetails,
    verified: bool,
    actor: Actor,
    at: datetime,
) -> Instalment:
    """Record that a period is due and order its payment; the constraint allows one an entitlement and period."""
    instalment = Instalment.objects.create(
        entitlement=entitlement,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        amount=amount,
        verdict_hash=decided,
        created_at=at,
    )
    order_payment(
        obligation=instalment.pk,
        payee=entitlement.payee_id,
        amount=amount,
        account=account,
        verified=verified,
        purpose=entitlement.policy,
        actor=actor,
        at=at,
    )
    return instalment
