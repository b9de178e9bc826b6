"""The values that a fact can have, as few of them as tell apart everything that a model can say.

A model that only compares a number with constants answers alike for all numbers between two of them: one number from
each gap and the constants themselves stand for all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from eligibility.engine.feel.values import Value

MOST_VALUES: Final = 64


@dataclass(frozen=True, slots=True)
class Domain:
    """``values`` in a stable order. ``exact``: every other value would be answered like one of them."""

    values: tuple[Value, ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact on a line: a number of so many decimal places, or a date. Positions are whole numbers."""

    kind: str
    scale: int = 0
    lowest: int | None = None
    highest: int | None = None

    def position(self, value: Value) -> int | None:
        """Where a value lies, rounded down to what the fact can be; none for a value of another kind."""
        if self.kind == "date":
            return value.toordinal() if isinstance(value, dt.date) else None
        if not isinstance(value, Decimal):
            return None
        return int((value.scaleb(self.scale)).to_integral_value(rounding="ROUND_FLOOR"))

    def value(self, position: int) -> Value:
        if self.kind == "date":
            return dt.date.fromordinal(min(max(position, 1), dt.date.max.toordinal()))
        return Decimal(position).scaleb(-self.scale)

    def holds(self, position: int) -> bool:
        above = self.lowest is None or position >= self.lowest
        return above and (self.highest is None or position <= self.highest)

    def around(self, thresholds: Iterable[Value]) -> tuple[Value, ...]:
        """Each threshold and its neighbours, as far as the fact can have them."""
        found: set[int] = set()
        for threshold in thresholds:
            place = self.position(threshold)
            if place is not None:
                found.update((place - 1, place, place + 1))
        found = {place for place in found if self.holds(place)}
        if not found:
            found = {next((end for end in (self.lowest, self.highest) if end is not None), _MIDDLE[self.kind])}
        return tuple(self.value(place) for place in sorted(found))


_MIDDLE: Final = {"date": dt.date(2000, 1, 1).toordinal(), "number": 0}


def finite(values: Iterable[Value], *, absent: bool) -> Domain:
    return Domain((*values, *((None,) if absent else ())), exact=True)


def measured(measure: Measure, thresholds: Iterable[Value], *, exact: bool, absent: bool) -> Domain:
    """The domain of a number or a date. Few enough values are all taken, and are exact whatever is done with them."""
    low, high = measure.lowest, measure.highest
    if low is not None and high is not None and high - low < MOST_VALUES:
        return finite((measure.value(place) for place in range(low, high + 1)), absent=absent)
    values = measure.around(thresholds)
    return Domain((*values, *((None,) if absent else ())), exact)


DomainOf = Callable[[str], Domain]
