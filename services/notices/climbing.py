"""Climbing: who has not opened a notice is gone after by the next rung of its ladder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from services.core.outbox.api import emit_many
from services.notices import preferences
from services.notices.channels.base import channel_named
from services.notices.kinds import NoticeKind, kind_named
from services.notices.ladders import DISTURBING, ChannelCode, Rung, paced
from services.notices.models import Delivery, Notice
from services.notices.ports import Reader, readers_of
from services.notices.quiet import DEFAULT, not_before
from services.notices.states import LOST, DeliveryState

_BATCH: Final = 50
_MOST_BATCHES: Final = 20  # in one sweep: other ticks wait


def climb_due(*, at: datetime) -> int:
    """Let every notice climb whose time has come; gives how many did. Several workers share them out."""
    climbed = 0
    for _batch in range(_MOST_BATCHES):
        with transaction.atomic():
            due = Notice.objects.filter(climb_at__lte=at).order_by("climb_at", "pk")
            batch = list(due.select_for_update(skip_locked=True, no_key=True)[:_BATCH])
            for notice in batch:
                _climb(notice, at=at)
        climbed += len(batch)
        if len(batch) < _BATCH:
            break
    return climbed


def announce_due(*, at: datetime) -> int:
    """Put deliveries whose time has come (quiet hours are over, a pause has passed) into workers' hands."""
    with transaction.atomic():
        due = Delivery.objects.filter(due_at__lte=at).order_by("due_at", "pk")
        deliveries = list(due.select_for_update(of=("self",), skip_locked=True, no_key=True)[: _BATCH * _MOST_BATCHES])
        _announce(deliveries)
    return len(deliveries)


def climb_after_loss(delivery: Delivery, *, at: datetime) -> None:
    """Where nothing of this rung can arrive any more, the next one does not wait for silence."""
    siblings = Delivery.objects.filter(notice=delivery.notice_id, rung=delivery.rung)
    if siblings.exclude(state__in=LOST).exists():
        return
    still_open = Notice.objects.filter(pk=delivery.notice_id, rung=delivery.rung)
    still_open.filter(read_at__isnull=True, settled_at__isnull=True, climb_at__gt=at).update(climb_at=at)


def _climb(notice: Notice, *, at: datetime) -> None:
    """To the next rung by which somebody can be reached; where its time has not come, until then."""
    kind = kind_named(notice.kind)
    readers = readers_of(notice.subject, on=at.date())
    notice.climb_at = None
    for number in range(notice.rung + 1, len(kind.ladder)):
        rung = kind.ladder[number]
        earliest = notice.sent_at + paced(rung.earliest)
        if earliest > at:
            notice.climb_at = earliest
            break
        notice.rung = number
        planned = _plan(notice, kind, rung, readers, at=at)
        if planned:
            # Kept on the last rung, too: should all of it fail, there is nothing left to climb, and that ends it.
            notice.climb_at = max(due for _delivery, due in planned) + paced(rung.wait) if _more(kind, number) else None
            break
    notice.save(update_fields=["rung", "climb_at"])


def _more(kind: NoticeKind, number: int) -> bool:
    return number + 1 < len(kind.ladder)


def _plan(
    notice: Notice, kind: NoticeKind, rung: Rung, readers: Sequence[Reader], *, at: datetime
) -> list[tuple[Delivery, datetime]]:
    """One delivery for each reader, channel and place; those whose time has come are announced at once."""
    people = [reader.person for reader in readers]
    off, quiet = preferences.switched_off(people), preferences.quiet_hours_of(people)
    planned: list[tuple[Delivery, datetime]] = []
    for reader in readers:
        calm_at = (
            at if kind.urgent else not_before(at, quiet.get(reader.person, DEFAULT), timezone.get_default_timezone())
        )
        for channel in rung.channels:
            if preferences.is_on(kind, channel, off.get(reader.person, ())):
                due = calm_at if channel in DISTURBING else at
                planned += [(delivery, due) for delivery in _deliveries(notice, reader, channel, due=due, at=at)]
    Delivery.objects.bulk_create((delivery for delivery, _due in planned), ignore_conflicts=True)
    kept = _kept(delivery.pk for delivery, _due in planned)
    _announce([delivery for delivery in kept if delivery.due_at is not None and delivery.due_at <= at])
    return planned


def _deliveries(
    notice: Notice, reader: Reader, channel: ChannelCode, *, due: datetime, at: datetime
) -> Iterator[Delivery]:
    for place in channel_named(channel).places_of(reader.person):
        yield Delivery(
            notice=notice,
            person=reader.person,
            language=reader.language,
            channel=channel,
            rung=notice.rung,
            contact=place.contact,
            subscription=place.subscription,
            due_at=due,
            created_at=at,
        )


def _kept(keys: Iterable[UUID]) -> list[Delivery]:
    """Those that are new: what was planned before a crash is there already, with another id."""
    return list(Delivery.objects.filter(pk__in=list(keys), state=DeliveryState.QUEUED))


def _announce(deliveries: Sequence[Delivery]) -> None:
    """The try is part of the event: an event that comes late or twice finds that its try is over."""
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(due_at=None)
    emit_many(
        "notices.delivery.due",
        ({"delivery": str(delivery.pk), "tries": delivery.tries} for delivery in deliveries),
    )
