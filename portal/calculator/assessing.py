"""Every policy of a life event, decided for the supposed facts, and what to ask next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from eligibility.engine.api import Record, Verdict, VerdictState
from eligibility.policies import api as policies
from eligibility.policies.api import LifeEvent, Policy, Rulebook
from portal.calculator.world import CHILD, Answers, Supposed, World, missing_places

_BEST_FIRST = (VerdictState.ELIGIBLE, VerdictState.UNKNOWN, VerdictState.NOT_ELIGIBLE)


@dataclass(frozen=True, slots=True)
class Outcome:
    policy: Policy
    verdict: Verdict
    missing: Sequence[str]
    """Places of facts that somebody could be asked for, besides those that they do not know."""

    @property
    def open(self) -> bool:
        return self.verdict.state is VerdictState.UNKNOWN


def policies_of(event: LifeEvent, book: Rulebook) -> list[Policy]:
    return [policy for policy in book.policies.values() if event in policy.life_events]


def world_of(event: LifeEvent, as_of: date) -> World:
    book = policies.rulebook()
    me = "enterprise" if event.of_enterprises else "person"
    return World(policies=policies_of(event, book), me=me, as_of=as_of, book=book)


@dataclass(frozen=True)
class WhatIf:
    """One state of the questioning: everything that a page of the calculator shows follows from it."""

    world: World
    answers: Answers
    known: Record | None = None

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """By verdict, the best first."""
        found = [self._decide(policy) for policy in self.world.policies if self._is_about(policy)]
        return sorted(found, key=lambda one: _BEST_FIRST.index(one.verdict.state))

    @cached_property
    def supposed(self) -> Supposed:
        return Supposed(self.world, self.answers, self.known)

    def _is_about(self, policy: Policy) -> bool:
        """A pregnancy that was lost leaves no child to be provided for."""
        return not (self.world.root_of(policy) == CHILD and self.answers.get("birth.kind") == "loss")

    def _decide(self, policy: Policy) -> Outcome:
        facts = self.supposed.unit(policy)
        verdict = _verdict(policy, facts, self.world)
        places = [place for place in self._places(policy, verdict) if place not in self.answers]
        return Outcome(policy, verdict, places)

    def _places(self, policy: Policy, verdict: Verdict) -> list[str]:
        """The event's date is missing under the unit's name, everything else under its own place."""
        root = self.world.root_of(policy)
        named = [
            f"{root}.{text.removeprefix(f'{policy.unit}.')}" if text == policy.event_date else text
            for text in verdict.missing
        ]
        return list(missing_places(named, self.world))

    @cached_property
    def next_place(self) -> str | None:
        """The fact on which most policies hang; of those the one that is nearest to the event."""
        hanging: Counter[str] = Counter()
        for outcome in self.outcomes:
            if outcome.open:
                hanging.update(set(outcome.missing))
        return min(hanging, key=lambda place: self._rank(place, hanging[place]), default=None)

    def _rank(self, place: str, hanging: int) -> tuple[bool, int, int, int, str]:
        steps = tuple(place.split("."))
        here, described = self.world.described(steps)
        names = [*here.fields, *here.relations]
        return (described.name != here.event_date, -hanging, len(steps), names.index(described.name), place)


def _verdict(policy: Policy, facts: Record, world: World) -> Verdict:
    """With the reason where the law has no answer for the day: nothing is guessed."""
    day = policies.event_date_of(policy, facts, as_of=world.as_of)
    if day is None:
        return Verdict.undecided(missing=(policy.event_date,))
    try:
        version = world.book.version_for(policy.code, day)
        return policies.assess(version, facts, dates=policies.Dates(as_of=world.as_of, event_date=day))
    except policies.NoVersionInForce:
        return Verdict.undecided(missing=())
    except policies.ParameterNotInForce as error:
        return Verdict.undecided(missing=(f"parameters.{error.parameter}",))
