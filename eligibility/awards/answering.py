"""The other answers to an offer: not now, no; and what time does to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from eligibility.awards import errors
from eligibility.awards.models import Offer
from eligibility.awards.states import OFFERS, OfferState
from eligibility.awards.who import answering_person
from services.core.audit.api import Actor, record
from services.core.transitions.api import move

SNOOZE_DAYS = 14


def _open_offer(offer_id: UUID, actor: Actor, today: date) -> Offer:
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer_id)
    answering_person(subjects=[offer.subject_id], actor=actor, on=today)
    if offer.state != OfferState.OFFERED:
        raise errors.OfferNotOpen(_("This offer is no longer open: %(state)s.") % {"state": offer.get_state_display()})
    return offer


@transaction.atomic
def decline_offer(*, offer_id: UUID, reason: str, actor: Actor, at: datetime) -> Offer:
    """Say no, with a reason if one wants to; the offer ends."""
    offer = _open_offer(offer_id, actor, at.date())
    return move(offer, "decline", table=OFFERS, actor=actor, at=at, reason=reason)


@transaction.atomic
def snooze_offer(*, offer_id: UUID, actor: Actor, at: datetime) -> Offer:
    """*Not now*: out of the way for two weeks, never past the day by which it must be confirmed."""
    offer = _open_offer(offer_id, actor, at.date())
    offer.snoozed_until = min(at.date() + timedelta(days=SNOOZE_DAYS), offer.confirm_by)
    offer.save(update_fields=["snoozed_until"])
    record(
        actor=actor,
        action="awards.offer.snoozed",
        object_type="awards.Offer",
        object_id=str(offer.pk),
        at=at,
        data={"until": offer.snoozed_until.isoformat()},
    )
    return offer


def lapse_offers(*, today: date, actor: Actor, at: datetime) -> int:
    """End the offers whose day has passed; returns how many."""
    overdue = Offer.objects.filter(state=OfferState.OFFERED, confirm_by__lt=today).order_by("pk")
    lapsed = 0
    for offer in overdue.iterator(chunk_size=500):
        with transaction.atomic():
            current = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
            if current.state == OfferState.OFFERED and current.confirm_by < today:
                move(current, "lapse", table=OFFERS, actor=actor, at=at)
                lapsed += 1
    return lapsed
