"""The one table of a lifecycle."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import TextChoices

from services.core.audit.api import Actor, ActorKind

# Gives a translated sentence when the move is refused.
Guard: TypeAlias = Callable[[Any, Actor], str | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """`name` is a past participle ("released"): it ends up in the audit log as what happened."""

    name: str
    sources: frozenset[str]
    target: str
    actors: frozenset[ActorKind]
    guard: Guard | None = None
    topic: str | None = None


class TransitionTable:
    """All moves of one lifecycle. Refuses to be built with a state that does not exist or can't be reached."""

    def __init__(self, name: str, states: type[TextChoices], initial: str, transitions: Iterable[Transition]) -> None:
        self.name = name
        self.states = states
        self.initial = str(initial)
        listed = tuple(transitions)
        self._transitions = {transition.name: transition for transition in listed}
        self._check(listed)

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._transitions.values())

    def get(self, name: str) -> Transition:
        """A KeyError here is a spelling mistake in code, not a refused move."""
        return self._transitions[name]

    def allowed(self, state: str) -> tuple[Transition, ...]:
        return tuple(each for each in self._transitions.values() if state in each.sources)

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every allowed (state, name of transition): what a test of the whole matrix walks."""
        return frozenset((source, each.name) for each in self._transitions.values() for source in each.sources)

    def names(self) -> frozenset[str]:
        return frozenset(self._transitions)

    def _check(self, listed: tuple[Transition, ...]) -> None:
        known = set(self.states.values)
        mentioned = {self.initial, *(state for each in listed for state in (*each.sources, each.target))}
        twice = [name for name, count in Counter(each.name for each in listed).items() if count > 1]
        unreachable = known - {self.initial} - {each.target for each in listed}
        for wrong in (mentioned - known, twice, unreachable):
            if wrong:
                message = f"{self.name}: unknown, repeated or unreachable in the table: {sorted(wrong)}"
                raise ValueError(message)
