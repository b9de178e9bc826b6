"""How a notice's way is told to its reader: what was tried, and what comes next if it stays unopened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from services.core.components.api import Tone, long_day
from services.notices.contacts import contacts_of, masked_value
from services.notices.kinds import NoticeKind
from services.notices.ladders import ChannelCode, paced
from services.notices.models import Delivery, Notice
from services.notices.ports import visit_desk
from services.notices.preferences import Choice, is_on, switched_off
from services.notices.states import DeliveryState, Reason
from services.notices.subscriptions import browser_name, browsers_of

TONES: Final[dict[str, Tone]] = {
    DeliveryState.QUEUED: Tone.NEUTRAL,
    DeliveryState.SENT: Tone.INFO,
    DeliveryState.DELIVERED: Tone.SUCCESS,
    DeliveryState.OPENED: Tone.SUCCESS,
    DeliveryState.FAILED: Tone.DANGER,
    DeliveryState.GONE: Tone.WARNING,
    DeliveryState.CANCELLED: Tone.NEUTRAL,
}
# People do other things with a letter and a visit than a gateway does with a message.
_STATES_OF: Final[dict[tuple[str, str], Promise]] = {
    (ChannelCode.LETTER, DeliveryState.QUEUED): gettext_lazy("Being printed"),
    (ChannelCode.LETTER, DeliveryState.SENT): gettext_lazy("In the post"),
    (ChannelCode.VISIT, DeliveryState.SENT): gettext_lazy("A colleague will get in touch"),
    (ChannelCode.VISIT, DeliveryState.DELIVERED): gettext_lazy("Spoken to"),
}
_WHEN_UNOPENED: Final[dict[ChannelCode, Promise]] = {
    ChannelCode.PUSH: pgettext_lazy("channel", "show it on your device"),
    ChannelCode.SMS: pgettext_lazy("channel", "text you"),
    ChannelCode.EMAIL: pgettext_lazy("channel", "e-mail you"),
    ChannelCode.LETTER: pgettext_lazy("channel", "write you a letter"),
    ChannelCode.VISIT: pgettext_lazy("channel", "call or visit you"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One attempt: by which way, to where, what became of it."""

    channel: str
    place: str
    state: str
    tone: Tone
    at: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Means:
    """By which channels a person can be reached, and which they switched off."""

    channels: frozenset[ChannelCode]
    off: frozenset[Choice]


def means_of(person: UUID) -> Means:
    contacts = contacts_of(person)
    has = {
        ChannelCode.PUSH: bool(settings.VAPID_KEY) and bool(browsers_of(person)),
        ChannelCode.SMS: bool(settings.SMS_URL) and "phone" in contacts,
        ChannelCode.EMAIL: settings.EMAIL_READY and "email" in contacts,
        ChannelCode.LETTER: "post" in contacts,
        ChannelCode.VISIT: visit_desk() is not None,
    }
    reachable = frozenset(channel for channel, there in has.items() if there)
    return Means(reachable, frozenset(switched_off([person]).get(person, ())))


def lines_of(attempts: Iterable[Delivery]) -> list[Line]:
    return [
        Line(
            channel=str(ChannelCode(delivery.channel).label),
            place=place_of(delivery),
            state=state_of(delivery),
            tone=TONES[delivery.state],
            at=_moment(delivery),
            reason=str(Reason(delivery.reason).label) if delivery.reason else "",
        )
        for delivery in attempts
    ]


def place_of(delivery: Delivery) -> str:
    if delivery.contact is not None:
        return masked_value(delivery.contact.kind, delivery.contact.value)
    return browser_name(delivery.subscription.host) if delivery.subscription is not None else ""


def state_of(delivery: Delivery) -> str:
    ours = _STATES_OF.get((delivery.channel, delivery.state))
    return str(ours if ours is not None else DeliveryState(delivery.state).label)


def next_step(notice: Notice, kind: NoticeKind, means: Means) -> str:
    """The next rung by which this reader can be reached, with its day; nothing where the ladder stands still."""
    if notice.climb_at is None:
        return ""
    for number in range(notice.rung + 1, len(kind.ladder)):
        ways = _ways(kind, kind.ladder[number].channels, means)
        if ways:
            when = max(notice.climb_at, notice.sent_at + paced(kind.ladder[number].earliest))
            return _("If you do not open this by %(when)s, we will %(ways)s.") % {"when": long_day(when), "ways": ways}
    return ""


def _ways(kind: NoticeKind, channels: Sequence[ChannelCode], means: Means) -> str:
    usable = [each for each in channels if each in means.channels and is_on(kind, each, means.off)]
    words = [str(_WHEN_UNOPENED[each]) for each in usable]
    return str(_(" and ")).join(words)


def _moment(delivery: Delivery) -> datetime | None:
    return delivery.opened_at or delivery.delivered_at or delivery.sent_at or delivery.due_at
