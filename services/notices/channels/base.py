"""What a channel is, and the registry of those that this portal has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeAlias
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from services.notices.ladders import ChannelCode
from services.notices.models import Contact, Delivery, PushSubscription
from services.notices.states import Reason


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Whoever carries it has it; `arrived` where that alone means that it is there."""

    reference: str = ""
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never arrive this way."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Gone:
    """The place itself no longer exists: it is forgotten."""


@dataclass(frozen=True, slots=True)
class TryLater:
    """Nothing was taken, or asking again can't send it twice."""


@dataclass(frozen=True, slots=True)
class InOtherHands:
    """It waits for people (a letter for the printer): whoever does it says so by a command."""


Outcome: TypeAlias = HandedOver | Failed | Gone | TryLater | InOtherHands


@dataclass(frozen=True, slots=True)
class Place:
    """Where a channel can reach somebody: a contact, a browser, or simply the person."""

    contact: Contact | None = None
    subscription: PushSubscription | None = None


class Channel(Protocol):
    """A way to reach somebody.

    `most_tries`: how often a hand-over is tried before the ladder goes on; the pauses double from half a minute.
    """

    code: ChannelCode
    most_tries: int

    def places_of(self, person: UUID) -> Sequence[Place]:
        """Where this person can be reached now; nowhere where the channel is not set up."""

    def hand_over(self, delivery: Delivery, *, at: datetime, repeated: bool) -> Outcome:
        """Hand one delivery to whoever carries it.

        `repeated`: a worker died in the middle of this before, so it may have been handed over already. A channel whose
        carrier knows the delivery's id hands it over again; one whose carrier can't know says `Failed(UNCERTAIN)`.
        """


_channels: Final[dict[ChannelCode, Channel]] = {}


def register_channel(channel: Channel) -> None:
    if channel.code in _channels:
        message = f"There is a channel {channel.code} already."
        raise ImproperlyConfigured(message)
    _channels[channel.code] = channel


def channel_named(code: str) -> Channel:
    return _channels[ChannelCode(code)]
