"""What would have to change: the nearest facts that would make a case eligible.

Nearer is, first, what changes fewer facts, and among those the smaller distance. The distance of a change is

- of a number, the difference divided by what it was, or by 1 if it was less;
- of a date, the days between divided by 365;
- of rows, how many come or go;
- of anything else (a choice, a yes or no, something that was absent), 1;

and the distances of several changes are added.

For a fact that a model only compares with constants the constants and their neighbours are all that has to be tried.
For any other number or date the places are looked up at which some comparison of the model turns, by halving the way
to the end of its range; that finds every place where a comparison turns once, as all do that grow or fall with the
fact. Facts that cannot help, whatever they are, are put aside by Kleene's logic: with them unknown the case still
fails.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from typing import Any, Final

from eligibility.engine.asking import Sheet
from eligibility.engine.domain import Measure
from eligibility.engine.feel.values import Unknown, Value

MOST_CHANGES: Final = 3
MOST_WAYS: Final = 3
SEARCH: Final = 20_000

_REACH: Final = {"number": 10**13, "date": 365 * 150}
"""How far from what it is a number (in its smallest unit) or a date is looked for where its range has no end."""


@dataclass(frozen=True, slots=True)
class Movable:
    """A fact that may change: to one of `values`, or along its measure past `thresholds`.

    ``exact``: the model compares the fact with its thresholds and does nothing else with it.
    """

    path: str
    value: Value
    values: tuple[Value, ...] = ()
    measure: Measure | None = None
    thresholds: tuple[Value, ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """``bound`` is ``at_least`` or ``at_most`` where everything beyond does as well, otherwise ``exactly``."""

    path: str
    before: Value
    after: Value
    bound: str


@dataclass(frozen=True, slots=True)
class Way:
    """Facts that would make the case eligible, all together."""

    changes: tuple[Change, ...]
    distance: Fraction


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest way, and others by other facts that change as few. ``complete``: the search was not cut short."""

    ways: tuple[Way, ...]
    complete: bool


def distance(before: Value, after: Value) -> Fraction:
    """How far a change goes, as the head of this module lays down."""
    if isinstance(before, Decimal) and isinstance(after, Decimal):
        return Fraction(abs(after - before)) / max(Fraction(1), Fraction(abs(before)))
    if isinstance(before, dt.date) and isinstance(after, dt.date):
        return Fraction(abs((after - before).days), 365)
    if isinstance(before, list) and isinstance(after, list):
        return Fraction(abs(len(after) - len(before)))
    return Fraction(1)


class _Exhausted(Exception):
    """The search is too large."""


Eligible = Callable[[], bool | None]
Signs = Callable[[], Hashable]


class _Search:
    def __init__(self, sheet: Sheet, eligible: Eligible, signs: Signs, movables: Sequence[Movable]) -> None:
        self._sheet = sheet
        self._eligible = eligible
        self._signs = signs
        self._movables = movables
        self._left = SEARCH

    def ways(self) -> Nearest:
        found: list[Way] = []
        try:
            for count in range(1, MOST_CHANGES + 1):
                for some in combinations(self._movables, count):
                    way = self._way(some)
                    if way is not None:
                        found.append(way)
                if found:
                    break
        except _Exhausted:
            return Nearest(_sorted(found), complete=False)
        return Nearest(_sorted(found), complete=True)

    def _way(self, some: Sequence[Movable]) -> Way | None:
        if not self._possible(some):
            return None
        best: tuple[Fraction, dict[str, Value]] | None = None
        for order in self._orders(some):
            best = self._best(order, {}, Fraction(0), best)
        if best is None:
            return None
        chosen = [(each, best[1][each.path]) for each in some]
        for each, value in chosen:
            self._sheet.put(each.path, value)
        changes = tuple(Change(each.path, each.value, value, self._bound(each, value)) for each, value in chosen)
        self._restore(some)
        return Way(changes, best[0])

    @staticmethod
    def _orders(some: Sequence[Movable]) -> Iterable[Sequence[Movable]]:
        """Where a comparison turns for one fact may depend on another: then each comes before the other once."""
        depend = len(some) > 1 and not all(each.exact for each in some)
        return permutations(some) if depend else (some,)

    def _possible(self, some: Iterable[Movable]) -> bool:
        """Whether any values of these facts could make the case eligible: sound, because unknown means any value."""
        for each in some:
            self._sheet.put(each.path, Unknown((each.path,)))
        verdict = self._ask()
        self._restore(some)
        return verdict is not False

    def _best(
        self,
        some: Sequence[Movable],
        chosen: dict[str, Value],
        so_far: Fraction,
        best: tuple[Fraction, dict[str, Value]] | None,
    ) -> tuple[Fraction, dict[str, Value]] | None:
        """Branch and bound, the nearest values of each fact first."""
        here, *rest = some
        for far, value in self._candidates(here):
            if best is not None and so_far + far >= best[0]:
                break
            self._sheet.put(here.path, value)
            values = {**chosen, here.path: value}
            if rest:
                if self._possible_from(rest, values):
                    best = self._best(rest, values, so_far + far, best)
            elif self._ask() is True:
                best = (so_far + far, values)
        self._sheet.forget(here.path)
        return best

    def _possible_from(self, rest: Sequence[Movable], chosen: Mapping[str, Value]) -> bool:
        possible = self._possible(rest)
        for path, value in chosen.items():
            self._sheet.put(path, value)
        return possible

    def _candidates(self, fact: Movable) -> list[tuple[Fraction, Value]]:
        """Values to try, the nearest first; what it is now is none of them."""
        values: Iterable[Value] = fact.values
        if fact.measure is not None:
            values = (*values, *(fact.measure.value(place) for place in self._places(fact, fact.measure)))
        found = [(distance(fact.value, value), value) for value in values if not _same(value, fact.value)]
        return sorted(found, key=lambda each: (each[0], str(each[1])))

    def _places(self, fact: Movable, measure: Measure) -> set[int]:
        found: set[int] = set()
        for threshold in fact.thresholds:
            place = measure.position(threshold)
            if place is not None:
                found.update((place - 1, place, place + 1))
        start = measure.position(fact.value)
        if start is None:
            start = min(found, default=0)
        if not fact.exact:
            reach = _REACH[measure.kind]
            low = start - reach if measure.lowest is None else measure.lowest
            high = start + reach if measure.highest is None else measure.highest
            stops = sorted({low, *(place for place in found if low < place < high), start, high})
            for first, last in pairwise(stops):
                self._turns(fact.path, measure, (first, self._at(fact.path, measure, first)), last, found)
            found.update((low, high))
            self._sheet.forget(fact.path)
        return {place for place in found if measure.holds(place)}

    def _turns(self, path: str, measure: Measure, first: tuple[int, Hashable], last: int, found: set[int]) -> Hashable:
        """Both sides of each place between two at which a comparison turns."""
        place, signs = first
        end = self._at(path, measure, last)
        if signs == end:
            return end
        if last - place == 1:
            found.update((place, last))
            return end
        middle = (place + last) // 2
        at_middle = self._turns(path, measure, first, middle, found)
        self._turns(path, measure, (middle, at_middle), last, found)
        return end

    def _at(self, path: str, measure: Measure, place: int) -> Hashable:
        self._left -= 1
        if self._left < 0:
            raise _Exhausted
        self._sheet.put(path, measure.value(place))
        return self._signs()

    def _ask(self) -> bool | None:
        self._left -= 1
        if self._left < 0:
            raise _Exhausted
        return self._eligible()

    def _bound(self, fact: Movable, value: Value) -> str:
        """Whether everything beyond a value does as well: tried at its neighbour and at the end of the range."""
        measure = fact.measure
        place = measure.position(value) if measure is not None else None
        before = measure.position(fact.value) if measure is not None else None
        if measure is None or place is None or before is None or place == before:
            return "exactly"
        step = 1 if place > before else -1
        end = measure.highest if step > 0 else measure.lowest
        further = [place + step, place + 10 * step, place + step * _REACH[measure.kind] if end is None else end]
        turns = [measure.position(each) for each in fact.thresholds]
        further += [at for each in turns if each is not None for at in (each, each + step) if (at - place) * step > 0]
        held = all(self._holds(fact.path, measure, each) for each in further if measure.holds(each))
        self._sheet.put(fact.path, value)
        return "exactly" if not held else "at_least" if step > 0 else "at_most"

    def _holds(self, path: str, measure: Measure, place: int) -> bool:
        self._sheet.put(path, measure.value(place))
        return self._ask() is True

    def _restore(self, some: Iterable[Movable]) -> None:
        for each in some:
            self._sheet.forget(each.path)


def _same(one: Any, other: Any) -> bool:
    return one.__class__ is other.__class__ and bool(one == other)


def _sorted(found: Iterable[Way]) -> tuple[Way, ...]:
    return tuple(sorted(found, key=lambda way: (way.distance, [each.path for each in way.changes]))[:MOST_WAYS])


def nearest(sheet: Sheet, eligible: Eligible, signs: Signs, movables: Iterable[Movable]) -> Nearest:
    """The nearest facts that would make a case eligible that is not.

    Args:
        eligible: what is said of the sheet as it is: true, false, or none where that is not known.
        signs: on which sides of its comparisons the sheet lies.
    """
    return _Search(sheet, eligible, signs, sorted(movables, key=lambda each: each.path)).ways()
