"""What would have to change: it makes the case eligible whenever it is applied, and nothing nearer does."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eligibility.engine import api
from eligibility.engine.nearest import distance
from eligibility.engine.uses import uses_of
from tests.unit.engine.models import expression_model

FIRST, LAST = dt.date(2025, 1, 25), dt.date(2025, 2, 8)
MEASURES = {
    "n": api.Measure("number", 0, 0, 12),
    "m": api.Measure("number", 1, 0, 30),
    "d": api.Measure("date", 0, FIRST.toordinal(), LAST.toordinal()),
}
CHOICES: dict[str, tuple[Any, ...]] = {"e": ("small", "large", "micro"), "b": (True, False)}
NAMES = ("n", "m", "d", "e", "b", "l")
ROWS = [[Decimal(1)] * count for count in range(4)]
GRID: dict[str, list[Any]] = {
    **{
        name: [each.value(place) for place in range(each.lowest or 0, (each.highest or 0) + 1)]
        for name, each in MEASURES.items()
    },
    **{name: list(values) for name, values in CHOICES.items()},
    "l": ROWS,
}
ATOMS = (
    *(f"n {sign} {value}" for sign in ("<", "<=", "=", ">=", ">") for value in (2, 5, 9)),
    "n in [4..7]",
    "n in (1, 11)",
    "2 * n + 1 > 8",
    "n * n <= 20",
    *(f"m {sign} {value}" for sign in ("<", ">=", "!=") for value in ("0.5", "1.25", "2")),
    'd < date("2025-01-31")',
    'd >= date("2025-02-03")',
    'd + duration("P1M") > date("2025-02-28")',
    'd between date("2025-01-28") and date("2025-01-30")',
    'e = "small"',
    'e in ("large", "micro")',
    "b",
    "not(b)",
    "count(l) >= 2",
    "count(l) < 1",
    "n > 10 * m",
)
texts = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.tuples(inner, st.sampled_from(["and", "and", "or"]), inner).map(
        lambda each: f"({each[0]} {each[1]} {each[2]})"
    ),
    max_leaves=4,
)
people = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in GRID.items()})


class Facts:
    def __init__(self, text: str, person: dict[str, Any]) -> None:
        self.model = expression_model(text, NAMES)
        self.given = person
        self.now = dict(person)

    def put(self, path: str, value: Any) -> None:
        self.now[path] = value

    def forget(self, path: str) -> None:
        self.now[path] = self.given[path]

    def eligible(self) -> bool | None:
        said = api.evaluate(self.model, "result", self.now, mode=api.Mode.POLICY)
        return None if isinstance(said, api.Unknown) else said is True

    def movables(self) -> Iterator[api.Movable]:
        uses = uses_of([self.model.decisions["result"].node], (), frozenset())
        for name, value in self.given.items():
            if name in MEASURES:
                thresholds = tuple(uses.constants.get((name,), ()))
                exact = uses.only_compared((name,))
                yield api.Movable(name, value, (), MEASURES[name], thresholds, exact)
            else:
                yield api.Movable(name, value, values=tuple(GRID[name]))

    def nearest(self) -> api.Nearest:
        return api.nearest(self, self.eligible, lambda: api.signs(self.model, self.now), self.movables())

    def best_by_brute_force(self) -> tuple[int, Fraction] | None:
        """The nearest of all points of the grid, by the number of changed facts and then by distance."""
        for count in range(1, 4):
            found = [
                sum((distance(self.given[name], value) for name, value in changed), Fraction(0))
                for names in itertools.combinations(self._used(), count)
                for changed in self._changes(names)
                if self._holds(changed)
            ]
            if found:
                return count, min(found)
        return None

    def _used(self) -> list[str]:
        return [name for name in NAMES if (name,) in self.model.paths]

    def _changes(self, names: tuple[str, ...]) -> Iterator[list[tuple[str, Any]]]:
        others = ([value for value in GRID[name] if value != self.given[name]] for name in names)
        for values in itertools.product(*others):
            yield list(zip(names, values, strict=True))

    def _holds(self, changed: list[tuple[str, Any]]) -> bool:
        self.now = {**self.given, **dict(changed)}
        holds = self.eligible() is True
        self.now = dict(self.given)
        return holds


@settings(max_examples=80, deadline=None)
@given(texts, people)
def test_it_flips_the_verdict_and_nothing_on_the_grid_is_nearer(text: str, person: dict[str, Any]) -> None:
    facts = Facts(text, person)
    assume(facts.eligible() is False)
    found = facts.nearest()
    assert found.complete
    assert facts.now == person, "the search leaves everything as it was"
    for way in found.ways:
        assert facts._holds([(change.path, change.after) for change in way.changes]), (text, way)
        assert way.distance == sum((distance(each.before, each.after) for each in way.changes), Fraction(0))
    best = facts.best_by_brute_force()
    own = (len(found.ways[0].changes), found.ways[0].distance) if found.ways else None
    assert own == best, (text, found.ways)


@settings(max_examples=40, deadline=None)
@given(texts, people)
def test_a_bound_holds_for_everything_beyond_it(text: str, person: dict[str, Any]) -> None:
    facts = Facts(text, person)
    assume(facts.eligible() is False)
    for way in facts.nearest().ways:
        for change in way.changes:
            if change.bound == "exactly":
                continue
            up = change.bound == "at_least"
            for value in GRID[change.path]:
                if (value >= change.after) if up else (value <= change.after):
                    changed = {each.path: each.after for each in way.changes} | {change.path: value}
                    assert facts._holds(list(changed.items())), (text, change, value)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("n >= 9", [("n", Decimal(9), "at_least")]),
        ("n < 2", [("n", Decimal(1), "at_most")]),
        ("n in [4..5]", [("n", Decimal(4), "exactly")]),
        ('d + duration("P1M") > date("2025-02-28") and b', [("b", True, "exactly"), ("d", dt.date(2025, 2, 1), "")]),
        ("count(l) >= 2", [("l", [Decimal(1)] * 2, "exactly")]),
        ("n < 2 and n > 10 * m", [("m", Decimal(0), "at_most"), ("n", Decimal(1), "exactly")]),
        ("m >= 1.5 and m != 2", [("m", Decimal("1.5"), "exactly")]),
        ("n > 12", []),
    ],
)
def test_it_says_what_and_how_far(text: str, changed: list[tuple[str, Any, str]]) -> None:
    person = {"n": Decimal(3), "m": Decimal(1), "d": FIRST, "e": "small", "b": False, "l": []}
    found = Facts(text, person).nearest()
    said = [(each.path, each.after, each.bound) for each in found.ways[0].changes] if found.ways else []
    assert [each[:2] for each in said] == [each[:2] for each in changed]
    assert all(wanted[2] in ("", got[2]) for got, wanted in zip(said, changed, strict=True))
