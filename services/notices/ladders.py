"""By which channels a notice goes after somebody, and how patiently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy


class ChannelCode(models.TextChoices):
    """The inbox is not among them: it is the foot of every ladder, where each notice lies from the first moment."""

    PUSH = "push", pgettext_lazy("channel", "Message on your device")
    SMS = "sms", pgettext_lazy("channel", "Text message")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    LETTER = "letter", pgettext_lazy("channel", "Letter")
    VISIT = "visit", pgettext_lazy("channel", "Visit or call")


# These ring where somebody may be asleep: quiet hours hold them back.
DISTURBING: Final = frozenset({ChannelCode.PUSH, ChannelCode.SMS})


@dataclass(frozen=True, slots=True)
class Rung:
    """Channels tried together.

    `wait`: how long silence is borne before the next rung. `earliest`: never sooner after the notice than this, even
    where the rungs below failed at once: a letter costs money and a visit somebody's afternoon.
    """

    channels: tuple[ChannelCode, ...]
    wait: timedelta
    earliest: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Ladder:
    rungs: tuple[Rung, ...] = ()

    def __len__(self) -> int:
        return len(self.rungs)

    def __getitem__(self, number: int) -> Rung:
        return self.rungs[number]


def paced(pause: timedelta) -> timedelta:
    """The demo's days pass in minutes, so that a ladder can be watched; anywhere else a day is a day."""
    return pause / float(settings.NOTICE_PACE)


_PUSH: Final = (ChannelCode.PUSH,)
_WRITTEN: Final = (ChannelCode.SMS, ChannelCode.EMAIL)
_HOURS, _DAYS = timedelta(hours=1), timedelta(days=1)

# It lies in the inbox and goes nowhere.
INBOX_ONLY: Final = Ladder()
# News that waits without harm.
GENTLE: Final = Ladder((Rung(_PUSH, wait=1 * _DAYS), Rung((ChannelCode.EMAIL,), wait=0 * _DAYS)))
# Something is offered, and it would be a pity to miss it.
PERSISTENT: Final = Ladder(
    (
        Rung(_PUSH, wait=1 * _DAYS),
        Rung(_WRITTEN, wait=5 * _DAYS),
        Rung((ChannelCode.LETTER,), wait=0 * _DAYS, earliest=5 * _DAYS),
    )
)
# What the law has people told: a body must be able to show that it reached them, or tried everything.
STATUTORY: Final = Ladder(
    (
        Rung(_PUSH, wait=12 * _HOURS),
        Rung(_WRITTEN, wait=3 * _DAYS),
        Rung((ChannelCode.LETTER,), wait=10 * _DAYS, earliest=2 * _DAYS),
        Rung((ChannelCode.VISIT,), wait=0 * _DAYS, earliest=5 * _DAYS),
    )
)
