"""Handing deliveries over to whoever carries them, and hearing what became of them.

Locks: the delivery first, then its notice. Reading a notice locks it the other way round and skips what is in hand.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from services.core.audit.api import Actor, record
from services.core.transitions.api import move
from services.notices import preferences
from services.notices.channels.base import (
    Channel,
    Failed,
    Gone,
    HandedOver,
    InOtherHands,
    Outcome,
    TryLater,
    channel_named,
)
from services.notices.climbing import climb_after_loss
from services.notices.ladders import DISTURBING
from services.notices.models import Delivery, PushSubscription
from services.notices.quiet import not_before
from services.notices.states import DELIVERY_TABLE, DeliveryState, Reason

NOTICES: Final = Actor.system("notices")
_FIRST_PAUSE: Final = timedelta(seconds=30)


@transaction.atomic
def hand_over(*, delivery: UUID, tries: int, repeated: bool, at: datetime) -> None:
    """One try of one delivery. An event that comes twice finds another try or another state and does nothing."""
    row = (
        Delivery.objects.select_for_update(of=("self",), no_key=True)
        .select_related("notice", "contact", "subscription")
        .get(pk=delivery)
    )
    if row.state != DeliveryState.QUEUED or row.tries != tries or row.due_at is not None:
        return
    if row.notice.read_at is not None or row.notice.settled_at is not None:
        _move(row, "cancelled", at=at)
        return
    channel = channel_named(row.channel)
    outcome = _refused_before(row) or channel.hand_over(row, at=at, repeated=repeated)
    _note(row, outcome, channel, at=at)


def note_arrival(delivery: Delivery, *, at: datetime) -> None:
    """Whoever carries it says that it is there; said twice or too late it changes nothing."""
    if delivery.state in _sources("arrived"):
        _move(delivery, "arrived", at=at, delivered_at=at, due_at=None, reason="")


def note_failure(delivery: Delivery, reason: Reason, *, at: datetime) -> None:
    """Whoever carries it says that it never arrived; after an arrival or an opening that is not believed."""
    if delivery.state in _sources("failed"):
        _move(delivery, "failed", at=at, reason=reason, due_at=None)
        climb_after_loss(delivery, at=at)


def _refused_before(delivery: Delivery) -> Outcome | None:
    removed = delivery.contact is not None and delivery.contact.ended_at is not None
    return Failed(Reason.REMOVED) if removed else None


def _note(delivery: Delivery, outcome: Outcome, channel: Channel, *, at: datetime) -> None:
    match outcome:
        case HandedOver(reference=reference, arrived=arrived):
            _move(delivery, "handed_over", at=at, sent_at=at, reference=reference)
            if arrived:
                note_arrival(delivery, at=at)
        case Failed(reason=reason):
            note_failure(delivery, reason, at=at)
        case Gone():
            _forget(delivery.subscription, at=at)
            _move(delivery, "gone", at=at)
            climb_after_loss(delivery, at=at)
        case TryLater():
            _again(delivery, channel, at=at)
        case InOtherHands():
            return


def _again(delivery: Delivery, channel: Channel, *, at: datetime) -> None:
    """After half a minute, then one, two, four …; then the ladder goes on without."""
    delivery.tries += 1
    if delivery.tries >= channel.most_tries:
        delivery.save(update_fields=["tries"])
        note_failure(delivery, Reason.UNAVAILABLE, at=at)
        return
    due = at + _FIRST_PAUSE * 2 ** (delivery.tries - 1)
    if delivery.channel in DISTURBING:
        due = not_before(due, preferences.quiet_hours(delivery.person), timezone.get_default_timezone())
    delivery.due_at = due
    delivery.save(update_fields=["tries", "due_at"])


def _forget(subscription: PushSubscription | None, *, at: datetime) -> None:
    """The browser is gone; where somebody uses it again, it subscribes anew."""
    if subscription is None or subscription.ended_at is not None:
        return
    subscription.ended_at = at
    subscription.save(update_fields=["ended_at"])
    record(
        actor=NOTICES,
        action="notices.push.gone",
        object_type="notices.pushsubscription",
        object_id=str(subscription.pk),
        at=at,
        data={"person": str(subscription.person)},
    )


def _move(delivery: Delivery, name: str, *, at: datetime, **changes: Any) -> None:
    moved = move(delivery, name, table=DELIVERY_TABLE, actor=NOTICES, at=at, changes=changes)
    delivery.state = moved.state


def _sources(name: str) -> frozenset[str]:
    return DELIVERY_TABLE.get(name).sources
