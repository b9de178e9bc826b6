"""What matching needs from above: somebody who makes offers of what it found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from eligibility.engine.api import Record, Verdict
from eligibility.policies.api import CompiledPolicy, Period, Policy
from services.core.audit.api import Actor


@dataclass(frozen=True, slots=True)
class Match:
    """A verdict for one row of a policy's award unit, with all that an offer of it needs."""

    policy: Policy
    version: CompiledPolicy
    unit_key: str
    subject: UUID
    award_key: str
    event_date: date
    period: Period | None
    payees: tuple[UUID, ...]
    verdict: Verdict
    record: Record
    failed: tuple[str, ...] = ()
    """The conditions that fail, where the verdict is not explained."""


Standing = tuple[str, UUID]
"""A policy and a subject who was offered it."""


class MatchSink(Protocol):
    def standing(self, codes: Sequence[str]) -> Iterable[Standing]:
        """Whose offers of these policies stand, so that a refusal would take something back."""

    def accept(self, matches: Sequence[Match], *, as_of: date, actor: Actor, at: datetime) -> None:
        """Make, refresh or withdraw offers so that they say what `matches` say. Safe to repeat."""


_sinks: list[MatchSink] = []


def register_sink(sink: MatchSink) -> None:
    _sinks.append(sink)


def sinks() -> tuple[MatchSink, ...]:
    return tuple(_sinks)
