"""Reading awards for pages and other rooms; what belongs to somebody else does not exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from eligibility.awards.models import Contest, Decision, Entitlement, Instalment, Offer
from eligibility.awards.states import OfferState
from eligibility.payments.api import PaymentView, payments_for, stuck_among
from services.identity import api as identity

# What decided is shown from the verdict: the text of the model and its cases, many kilobytes each, stay where they are.
_HEAVY: Final = ("version__model", "version__cases", "version__policy__source", "version__policy__reasons")


def offers_of(subject: UUID) -> QuerySet[Offer]:
    return Offer.objects.filter(subject=subject).select_related("version__policy", "entitlement").defer(*_HEAVY)


def open_offers(subject: UUID, today: date) -> list[Offer]:
    """What waits for a click today, the most urgent first; what was put off is not among them."""
    waiting = offers_of(subject).filter(state=OfferState.OFFERED, confirm_by__gte=today)
    return list(waiting.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=today)).order_by("confirm_by", "id"))


def open_counts(subjects: Sequence[UUID], today: date) -> dict[UUID, int]:
    """How many offers wait for each of these subjects."""
    waiting = Offer.objects.filter(subject__in=subjects, state=OfferState.OFFERED, confirm_by__gte=today)
    return {row["subject"]: row["waiting"] for row in waiting.values("subject").annotate(waiting=Count("pk"))}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody for whom one may act, with the number of offers that wait for them."""

    subject: UUID
    label: str
    waiting: int


def waiting_with_others(acting: UUID, others: Sequence[UUID], today: date) -> tuple[list[Offer], list[Waiting]]:
    """`open_offers` and `waiting_for_others` in one statement, and one more for names where there are any."""
    offers = list(
        Offer.objects.filter(subject__in=[acting, *others], state=OfferState.OFFERED, confirm_by__gte=today)
        .select_related("version__policy", "entitlement")
        .defer(*_HEAVY)
        .order_by("confirm_by", "id")
    )
    mine = [one for one in offers if one.subject_id == acting and not (one.snoozed_until and one.snoozed_until > today)]
    counts = Counter(one.subject_id for one in offers if one.subject_id != acting)
    names = identity.labels(counts) if counts else {}
    return mine, [Waiting(one, names[one], counts[one]) for one in others if one in counts]


def waiting_for_others(person: UUID, today: date) -> list[Waiting]:
    """A mother should not have to guess that something waits for her child, or for her company."""
    others = identity.others_represented(person, today)
    counts = open_counts(others, today) if others else {}
    names = identity.labels(counts) if counts else {}
    return [Waiting(one, names[one], counts[one]) for one in others if one in counts]


def entitlements_of(subject: UUID) -> QuerySet[Entitlement]:
    """Awarded to the subject or paid to them (a parent sees what was paid for the child)."""
    mine = Entitlement.objects.filter(Q(subject=subject) | Q(payee=subject))
    return mine.select_related("version__policy", "offer").defer(*_HEAVY).prefetch_related("instalments")


@dataclass(frozen=True, slots=True)
class NeedingPayee:
    """An award whose money does not go on by itself: the bank refused the account, or it is being checked."""

    entitlement: UUID
    policy: str
    refused: bool


def needing_payee(subject: UUID) -> list[NeedingPayee]:
    """One statement where all goes well."""
    mine = Instalment.objects.filter(Q(entitlement__subject=subject) | Q(entitlement__payee=subject))
    stuck = {view.obligation: view for view in stuck_among(mine.values_list("pk", flat=True))}
    if not stuck:
        return []
    found: dict[UUID, NeedingPayee] = {}
    for one in Instalment.objects.filter(pk__in=stuck).select_related("entitlement").order_by("created_at"):
        award, view = one.entitlement, stuck[one.pk]
        if award.pk not in found or view.can_replace_account:
            found[award.pk] = NeedingPayee(award.pk, award.policy, refused=view.can_replace_account)
    return list(found.values())


def contests_of(subject: UUID) -> QuerySet[Contest]:
    return Contest.objects.filter(subject=subject).select_related("offer", "decision")


def decisions_of(subject: UUID) -> QuerySet[Decision]:
    """With the objections to each, the latest first."""
    mine = Decision.objects.filter(subject=subject).select_related("version", "contest", "offer")
    return mine.prefetch_related("appeals")


class Progress(StrEnum):
    """How far the money has come, by who has to do something for it to go on."""

    UNDER_WAY = "under_way"  # the city or its bank
    HELD = "held"  # the bank checks the account, or a supervisor looks
    DELAYED = "delayed"  # refused for a reason that is not the payee's: the city pays again
    REJECTED = "rejected"  # refused: the payee has to give another account
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class PaidInstalment:
    instalment: Instalment
    payment: PaymentView

    @property
    def progress(self) -> Progress:
        payment = self.payment
        if payment.is_paid:
            return Progress.PAID
        if payment.can_replace_account:
            return Progress.REJECTED
        if payment.is_refused:
            return Progress.DELAYED
        return Progress.HELD if payment.held else Progress.UNDER_WAY


def current_of(paid: Sequence[PaidInstalment]) -> PaidInstalment:
    """The one that waits for its payee, whichever period it is for; without any the latest."""
    return next((one for one in paid if one.progress is Progress.REJECTED), paid[-1])


def payments_of(entitlements: Sequence[Entitlement]) -> dict[UUID, list[PaidInstalment]]:
    """Each entitlement's instalments with the state of their payments, oldest first; two queries for all."""
    due = [one for entitlement in entitlements for one in entitlement.instalments.all()]
    views = payments_for([one.pk for one in due])
    found: dict[UUID, list[PaidInstalment]] = {entitlement.pk: [] for entitlement in entitlements}
    for one in due:
        found[one.entitlement_id].append(PaidInstalment(one, views[one.pk]))
    return found
