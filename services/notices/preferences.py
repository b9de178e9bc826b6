"""What people chose: which channels for which notices, and when nothing may ring."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, time
from typing import Final, TypeAlias
from uuid import UUID

from django.db import transaction

from services.core.audit.api import Actor, record
from services.notices.kinds import NoticeGroup, NoticeKind, every_kind
from services.notices.ladders import ChannelCode
from services.notices.models import ChannelChoice, ReachingPreference
from services.notices.quiet import DEFAULT, QuietHours

Choice: TypeAlias = tuple[str, str]  # group, channel

# A visit is asked for where the law wants somebody reached, so there is nothing to choose.
CHOOSABLE: Final = (ChannelCode.PUSH, ChannelCode.SMS, ChannelCode.EMAIL, ChannelCode.LETTER)


def used_channels(group: str, *, statutory: bool) -> list[ChannelCode]:
    """The channels that notices of this group take, of those which can or can't be switched off."""
    kinds = [kind for kind in every_kind() if kind.group == group and kind.statutory == statutory]
    taken = {channel for kind in kinds for rung in kind.ladder.rungs for channel in rung.channels}
    return [channel for channel in ChannelCode if channel in taken]


def switched_off(people: Iterable[UUID]) -> dict[UUID, set[Choice]]:
    found: dict[UUID, set[Choice]] = {}
    rows = ChannelChoice.objects.filter(person__in=list(people)).values_list("person", "group", "channel")
    for person, group, channel in rows:
        found.setdefault(person, set()).add((group, channel))
    return found


def is_on(kind: NoticeKind, channel: ChannelCode, off: Collection[Choice]) -> bool:
    """Whether this channel is used for this kind; what the law has people told is never off."""
    return kind.statutory or (kind.group, channel) not in off


def quiet_hours_of(people: Iterable[UUID]) -> dict[UUID, QuietHours]:
    """Of those who chose their own; everybody else keeps the city's."""
    rows = ReachingPreference.objects.filter(person__in=list(people))
    return {row.person: QuietHours(row.quiet_start, row.quiet_end) for row in rows}


def quiet_hours(person: UUID) -> QuietHours:
    return quiet_hours_of([person]).get(person, DEFAULT)


@transaction.atomic
def choose(
    *, person: UUID, off: Collection[tuple[NoticeGroup, ChannelCode]], quiet: QuietHours, actor: Actor, at: datetime
) -> None:
    """What the preferences page saves in one go. A pair that can't be switched off is left out silently."""
    ReachingPreference.objects.update_or_create(
        person=person, defaults={"quiet_start": _minute(quiet.start), "quiet_end": _minute(quiet.end)}
    )
    allowed = {(group, channel) for group in NoticeGroup for channel in used_channels(group, statutory=False)}
    wanted = {(str(group), str(channel)) for group, channel in off if (group, channel) in allowed}
    held = switched_off([person]).get(person, set())
    for group, channel in held - wanted:
        ChannelChoice.objects.filter(person=person, group=group, channel=channel).delete()
    ChannelChoice.objects.bulk_create(
        [ChannelChoice(person=person, group=group, channel=channel) for group, channel in sorted(wanted - held)],
        ignore_conflicts=True,
    )
    record(
        actor=actor,
        action="notices.preferences.chosen",
        object_type="notices.reachingpreference",
        object_id=str(person),
        at=at,
        data={"off": sorted(f"{group}/{channel}" for group, channel in wanted)},
    )


def _minute(moment: time) -> time:
    return moment.replace(second=0, microsecond=0)
