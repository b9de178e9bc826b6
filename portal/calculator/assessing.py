"""Every policy of a life event, decided for the supposed facts, and what to ask next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from eligibility.engine.api import Record, Verdict, VerdictState
from eligibility.policies import api as policies
from eligibility.policies.api import Assessed, Assessment, ConfirmedBy, LifeEvent, Policy, Rulebook
from portal.calculator.world import CHILD, ME, NOT_KNOWN, Answers, Supposed, World

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
    """Those of people for an event of people: what an employer is owed for a birth is its own question."""
    found = [policy for policy in book.policies.values() if event in policy.life_events]
    return [one for one in found if (one.confirmed_by is ConfirmedBy.REPRESENTATIVE) == event.of_enterprises]


def world_of(event: LifeEvent, as_of: date) -> World:
    book = policies.rulebook()
    me = "enterprise" if event.of_enterprises else "person"
    return World(event=event, policies=policies_of(event, book), me=me, as_of=as_of, book=book)


@dataclass(frozen=True)
class WhatIf:
    """One state of the questioning: everything that a page of the calculator shows follows from it."""

    world: World
    answers: Answers
    known: Record | None = None

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """By verdict, the best first."""
        found = [self._outcome(root, one) for root, group in self._groups.items() for one in group.assessed.values()]
        found += [self._behind_gate(one) for one in self.world.policies if self._is_waiting(one)]
        return sorted(found, key=lambda one: _BEST_FIRST.index(one.verdict.state))

    @cached_property
    def _groups(self) -> dict[str, Assessment]:
        """Policies that are decided for the same row are assessed together; the event's own come first."""
        roots: dict[str, list[Policy]] = {}
        for policy in self.world.policies:
            if self._is_about(policy) and not self._is_waiting(policy):
                roots.setdefault(self.world.root_of(policy), []).append(policy)
        return {root: self._assessed(roots[root]) for root in sorted(roots, key=lambda root: root in (ME, CHILD))}

    def _assessed(self, group: Sequence[Policy]) -> Assessment:
        supposed = Supposed(self.world, self.answers, self.known)
        return policies.assess_all(
            self.world.book,
            {group[0].unit: supposed.unit(group)},
            dates=policies.Dates(as_of=self.world.as_of),
            codes=[policy.code for policy in group],
            explained=True,
        )

    def _is_about(self, policy: Policy) -> bool:
        """A pregnancy that was lost leaves no child to be provided for; what is not there at all decides nothing."""
        root = self.world.root_of(policy)
        if root == CHILD and self.answers.get("birth.kind") == "loss":
            return False
        return not (root in self.world.gates and self.answers.get(root) == 0)

    def _is_waiting(self, policy: Policy) -> bool:
        """Whether nobody has said yet that there is what it is about."""
        root = self.world.root_of(policy)
        return root in self.world.gates and self.answers.get(root) in (None, NOT_KNOWN)

    def _behind_gate(self, policy: Policy) -> Outcome:
        root = self.world.root_of(policy)
        return Outcome(policy, Verdict.undecided(missing=(root,)), [] if root in self.answers else [root])

    def _outcome(self, root: str, assessed: Assessed) -> Outcome:
        places = dict.fromkeys(self.world.place_of(root, path) for path in assessed.verdict.missing)
        askable = [place for place in places if place is not None]
        verdict = replace(assessed.verdict, missing=_named(assessed.verdict.missing, root, self.world))
        return Outcome(assessed.policy, verdict, [place for place in askable if place not in self.answers])

    @cached_property
    def next_place(self) -> str | None:
        """The fact that decides most, asked of the policies' own engine; and what else is open where it was skipped."""
        for root, group in self._groups.items():
            question = group.next_question if any(one.open for one in self.outcomes) else None
            place = self.world.place_of(root, question.path) if question else None
            if place is not None and place not in self.answers:
                return place
        return self._left

    @property
    def _left(self) -> str | None:
        """What may not be there, and the rest where somebody did not know what would have decided most."""
        hanging: Counter[str] = Counter()
        for outcome in self.outcomes:
            if outcome.open and (self._is_waiting(outcome.policy) or NOT_KNOWN in self.answers.values()):
                hanging.update(set(outcome.missing))
        return min(hanging, key=lambda place: (-hanging[place], place.count("."), place), default=None)


def _named(missing: Sequence[str], root: str, world: World) -> tuple[str, ...]:
    """Each missing fact under its one place; what nobody could be asked for keeps its name."""
    return tuple(dict.fromkeys(world.place_of(root, path) or path for path in missing))
