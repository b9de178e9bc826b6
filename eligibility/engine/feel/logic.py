"""Three-valued logic, and equality and order between FEEL values (DMN 1.5, 10.3.2.7 and tables 42, 44, 45, 46).

``null`` is the standard's third value: an error or an absence. ``Unknown`` is ours: it stands for any value at all, so
whatever depends on it is unknown, and only what no completion could change is decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from eligibility.engine.feel.temporal import instant, offset_of, offset_of_time, time_instant
from eligibility.engine.feel.types import kind
from eligibility.engine.feel.values import (
    NANOS,
    DateTime,
    DayTime,
    FarDate,
    Range,
    Time,
    Unknown,
    Value,
    YearMonth,
    bounds_of,
    unite,
)
from eligibility.engine.findings import LimitExceeded
from eligibility.engine.messages import Code
from eligibility.engine.record import Record


def conjunction(values: Iterable[Value]) -> Value:
    """*and*: false as soon as one is; otherwise unknown, then null, then true."""
    undecided: list[Value] = []
    absent = False
    for value in values:
        if value is False:
            return False
        if value.__class__ is Unknown:
            undecided.append(value)
        elif value is not True:
            absent = True
    if undecided:
        return unite(undecided)
    return None if absent else True


def disjunction(values: Iterable[Value]) -> Value:
    """*or*: true as soon as one is; otherwise unknown, then null, then false."""
    undecided: list[Value] = []
    absent = False
    for value in values:
        if value is True:
            return True
        if value.__class__ is Unknown:
            undecided.append(value)
        elif value is not False:
            absent = True
    if undecided:
        return unite(undecided)
    return None if absent else False


def negation(value: Value) -> Value:
    if value.__class__ is bool:
        return not value
    return value if value.__class__ is Unknown else None


def equal(left: Value, right: Value, room: list[int] | None = None) -> Value:
    """``=``: true, false, null for values of different types, unknown where an unknown could change it.

    A small value may hold the same list over and over: ``room`` counts how many pairs may still be compared.
    """
    if left.__class__ is Unknown or right.__class__ is Unknown:
        return False if _apart(left, right) else unite((left, right))
    if left is None or right is None:
        return left is right
    own = kind(left)
    if own != kind(right):
        return None
    container = _CONTAINERS.get(own)
    if container is not None:
        return container(left, right, [_MOST_PAIRS] if room is None else room)
    compare = _EQUALITIES.get(own)
    if compare is not None:
        return compare(left, right)
    return bool(left == right)


def _equal_lists(left: list[Value], right: list[Value], room: list[int]) -> Value:
    if len(left) != len(right):
        return False
    return _all_equal(zip(left, right, strict=True), room)


def _equal_contexts(left: Mapping[str, Value], right: Mapping[str, Value], room: list[int]) -> Value:
    if left is right:
        return True
    if isinstance(left, Record) and isinstance(right, Record) and left.record_id and right.record_id:
        return left == right
    if left.keys() != right.keys():
        # A record's missing field is unknown: it may be there after all.
        partial = [each for each in (left, right) if isinstance(each, Record)]
        return Unknown(each.dataset for each in partial if each.dataset) if partial else False
    return _all_equal(((left[name], right[name]) for name in left), room)


def _all_equal(pairs: Iterable[tuple[Value, Value]], room: list[int]) -> Value:
    """Items of different types are simply not equal: only the outermost comparison is an error."""
    return conjunction(_same(left, right, room) for left, right in pairs)


def _same(left: Value, right: Value, room: list[int]) -> Value:
    room[0] -= 1
    if room[0] < 0:
        raise LimitExceeded(Code.MANY_STEPS)
    found = equal(left, right, room)
    return False if found is None else found


def _equal_ranges(left: Range, right: Range, room: list[int]) -> Value:
    if (left.low_closed, left.high_closed) != (right.low_closed, right.high_closed):
        return False
    if left.operator != right.operator:
        return False
    return _all_equal(((left.low, right.low), (left.high, right.high)), room)


def _equal_times(left: Time, right: Time) -> bool:
    """Times are equal to the second (DMN 1.5, table 42: hour, minute, second, offset)."""
    if (offset_of_time(left) is None) != (offset_of_time(right) is None):
        return False
    return time_instant(left) // NANOS == time_instant(right) // NANOS


def _equal_date_times(left: DateTime, right: DateTime) -> bool:
    if (offset_of(left) is None) != (offset_of(right) is None):
        return False
    return instant(left) // NANOS == instant(right) // NANOS


_MOST_PAIRS: Final = 1_000_000
_CONTAINERS: Final[dict[str, Callable[..., Value]]] = {
    "list": _equal_lists,
    "context": _equal_contexts,
    "range": _equal_ranges,
}
_EQUALITIES: Final[dict[str, Callable[..., Value]]] = {
    "time": _equal_times,
    "date and time": _equal_date_times,
}


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; none where the two cannot be ordered (null, different types, contexts, booleans)."""
    key = _ORDERS.get(left.__class__)
    if key is None or _ORDERS.get(right.__class__) is not key:
        return None
    first, second = key(left), key(right)
    return int(first > second) - int(first < second)


def _itself(value: Value) -> Value:
    return value


def _text(value: str) -> Value:
    return value


def _nanos(value: DayTime) -> int:
    return value.nanos


def _months(value: YearMonth) -> int:
    return value.months


def _ordinal(value: dt.date | FarDate) -> int:
    return value.toordinal()


_ORDERS: Final[dict[type, Callable[..., Value]]] = {
    Decimal: _itself,
    str: _text,
    dt.date: _ordinal,
    FarDate: _ordinal,
    Time: time_instant,
    DateTime: instant,
    DayTime: _nanos,
    YearMonth: _months,
}


def compare(operator: str, left: Value, right: Value) -> Value:
    """``< <= > >=``: null where there is no order, unknown where a side is."""
    if left.__class__ is Unknown or right.__class__ is Unknown:
        return _compare_bounds(operator, left, right)
    result = order(left, right)
    return None if result is None else ORDERINGS[operator](result)


def _compare_bounds(operator: str, left: Value, right: Value) -> Value:
    """Decided where every number that the two may be is ordered alike."""
    first, second = bounds_of(left), bounds_of(right)
    if first is not None and second is not None:
        answers = {ORDERINGS[operator](_sign(one, other)) for one, other in zip(first, reversed(second), strict=True)}
        if len(answers) == 1:
            return answers.pop()
    return unite((left, right))


def _sign(left: Decimal, right: Decimal) -> int:
    return int(left > right) - int(left < right)


def _apart(left: Value, right: Value) -> bool:
    first, second = bounds_of(left), bounds_of(right)
    return first is not None and second is not None and (first[1] < second[0] or second[1] < first[0])


ORDERINGS: Final[dict[str, Callable[[int], bool]]] = {
    "<": lambda result: result < 0,
    "<=": lambda result: result <= 0,
    ">": lambda result: result > 0,
    ">=": lambda result: result >= 0,
}


def within(value: Value, interval: Range) -> Value:
    """Whether a value lies in a range; an end that is null is no bound."""
    if interval.operator == "!=":
        return negation(equal(value, interval.low))
    tests: list[Value] = []
    if interval.low is not None:
        tests.append(compare(">=" if interval.low_closed else ">", value, interval.low))
    if interval.high is not None:
        tests.append(compare("<=" if interval.high_closed else "<", value, interval.high))
    return conjunction(tests)


def unknowns_inside(value: Value, seen: set[int] | None = None) -> Iterator[Unknown]:
    """The unknowns in a list or in a context made by FEEL; a record is known, its fields are read when needed.

    What is there several times is looked at once: lists that hold each other twice would take for ever otherwise.
    """
    if value.__class__ is Unknown:
        yield value
    elif isinstance(value, list | dict):
        seen = set() if seen is None else seen
        if id(value) not in seen:
            seen.add(id(value))
            for item in value.values() if isinstance(value, dict) else value:
                if item.__class__ in _HOLDING:
                    yield from unknowns_inside(item, seen)


_HOLDING: Final = frozenset({Unknown, list, dict})


def unknown_inside(value: Value) -> Unknown | None:
    """One unknown for all that a value holds, or none."""
    found = list(unknowns_inside(value))
    return unite(found) if found else None
