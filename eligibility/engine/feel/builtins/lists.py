"""List functions (DMN 1.5, 10.3.4.4). Those that only move items let unknown items pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Final

from eligibility.engine.feel.builtins.registry import builtin
from eligibility.engine.feel.logic import disjunction, equal, order, unknown_inside
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.types import BOOLEAN, LIST, NUMBER, kind, list_of
from eligibility.engine.feel.values import (
    NUMBERS,
    DayTime,
    Function,
    Unknown,
    Value,
    YearMonth,
    number,
    unite,
)


@builtin("list contains", "list: list, element: any", BOOLEAN, handles_unknown=True)
def list_contains(items: list[Value], element: Value) -> Value:
    return disjunction(False if (same := equal(item, element)) is None else same for item in items)


@builtin("count", "list: list", NUMBER, handles_unknown=True)
def count(items: list[Value]) -> Value:
    return Decimal(len(items))


def _aggregate(name: str) -> Callable[[Callable[[list[Value]], Value]], None]:
    """Declare ``f(list)`` and ``f(a, b, ...)`` at once."""

    def declare(function: Callable[[list[Value]], Value]) -> None:
        builtin(name, "list: list", NUMBER)(function)
        # Of nothing at all there is no aggregate, not even of ``mode``, whose answer for ``[]`` is ``[]``.
        builtin(name, "", NUMBER, variadic=True)(lambda *items: function(list(items)) if items else None)

    return declare


@_aggregate("min")
def minimum(items: list[Value]) -> Value:
    return _extreme(items, -1)


@_aggregate("max")
def maximum(items: list[Value]) -> Value:
    return _extreme(items, 1)


def _extreme(items: list[Value], sign: int) -> Value:
    best: Value = None
    for item in items:
        against = order(item, item if best is None else best)
        if against is None:
            return None
        if best is None or against == sign:
            best = item
    return best


@_aggregate("sum")
def total(items: list[Value]) -> Value:
    if not items:
        return None
    own = {kind(item) for item in items}
    if own == {"days and time duration"}:
        return DayTime(sum(item.nanos for item in items))
    if own == {"years and months duration"}:
        return YearMonth(sum(item.months for item in items))
    if own != {"number"}:
        return None
    result = Decimal(0)
    for item in items:
        result = NUMBERS.add(result, item)
    return result


@_aggregate("mean")
def mean(items: list[Value]) -> Value:
    if not _numbers(items):
        return None
    return NUMBERS.divide(total_of(items), Decimal(len(items)))


def total_of(items: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for item in items:
        result = NUMBERS.add(result, item)
    return result


@_aggregate("product")
def product(items: list[Value]) -> Value:
    if not _numbers(items):
        return None
    result = Decimal(1)
    for item in items:
        result = NUMBERS.multiply(result, item)
    return result


@_aggregate("median")
def median(items: list[Value]) -> Value:
    if not _numbers(items):
        return None
    ordered = sorted(items)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return NUMBERS.divide(NUMBERS.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@_aggregate("stddev")
def stddev(items: list[Value]) -> Value:
    """The sample standard deviation: divided by one less than the number of items."""
    if not _numbers(items) or len(items) < 2:
        return None
    middle = NUMBERS.divide(total_of(items), Decimal(len(items)))
    squares = [NUMBERS.power(NUMBERS.subtract(item, middle), Decimal(2)) for item in items]
    return NUMBERS.sqrt(NUMBERS.divide(total_of(squares), Decimal(len(items) - 1)))


@_aggregate("mode")
def mode(items: list[Value]) -> Value:
    if any(item.__class__ is not Decimal for item in items):
        return None
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, times in counts.items() if times == most)


def _numbers(items: list[Value]) -> bool:
    return bool(items) and all(item.__class__ is Decimal for item in items)


@builtin("sublist", "list: list, start position: number, length?: number|null", LIST, handles_unknown=True)
def sublist(items: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    first = int(start)
    if first == 0 or abs(first) > len(items):
        return None
    begin = first - 1 if first > 0 else len(items) + first
    if length is None:
        return items[begin:]
    return items[begin : begin + int(length)] if length >= 1 and begin + int(length) <= len(items) else None


@builtin("append", "list: list|null, item: any", LIST, variadic=True, handles_unknown=True)
def append(items: list[Value] | None, *more: Value) -> Value:
    return [*(items if items is not None else [None]), *more]


@builtin("concatenate", "list: list", LIST, variadic=True, handles_unknown=True)
def concatenate(*lists: Value) -> Value:
    if any(each.__class__ is Unknown for each in lists):
        return unite(lists)
    result: list[Value] = []
    for each in lists:
        if each is None:
            return None
        result.extend(each if each.__class__ is list else [each])
    return result


@builtin("insert before", "list: list, position: number, newItem: any", LIST)
def insert_before(items: list[Value], position: Decimal, new_item: Value) -> Value:
    index = _index(items, position)
    return None if index is None else [*items[:index], new_item, *items[index:]]


@builtin("remove", "list: list, position: number", LIST)
def remove(items: list[Value], position: Decimal) -> Value:
    index = _index(items, position)
    return None if index is None else items[:index] + items[index + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any", LIST)
def list_replace(items: list[Value], position: Decimal, new_item: Value) -> Value:
    index = _index(items, position)
    return None if index is None else [*items[:index], new_item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any", LIST, with_run=True)
def list_replace_matching(run: Run, items: list[Value], match: Function, new_item: Value) -> Value:
    if len(match.parameters) != 2 and not match.variadic:
        return None
    verdicts = [match.call(run, [item, new_item]) for item in items]
    if any(verdict is not True and verdict is not False for verdict in verdicts):
        return None
    return [new_item if verdict else item for item, verdict in zip(items, verdicts, strict=True)]


def _index(items: list[Value], position: Decimal) -> int | None:
    if position != position.to_integral_value() or not 0 < abs(position) <= len(items):
        return None
    return int(position) - 1 if position > 0 else len(items) + int(position)


@builtin("reverse", "list: list", LIST, handles_unknown=True)
def reverse(items: list[Value]) -> Value:
    return items[::-1]


@builtin("index of", "list: list, match: any", list_of(NUMBER))
def index_of(items: list[Value], match: Value) -> Value:
    return [number(position) for position, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("union", "list: list", LIST, variadic=True, with_run=True)
def union(run: Run, *lists: Value) -> Value:
    joined = concatenate(*lists)
    return None if joined is None else distinct_values(run, joined)


@builtin("distinct values", "list: list", LIST, with_run=True)
def distinct_values(run: Run, items: list[Value]) -> Value:
    result: list[Value] = []
    plain: set[tuple[type, Value]] = set()
    others: list[Value] = []
    for item in items:
        if item.__class__ in _PLAIN:
            if (item.__class__, item) in plain:
                continue
            plain.add((item.__class__, item))
        else:
            run.step(len(others))
            if any(equal(item, known) is True for known in others):
                continue
            others.append(item)
        result.append(item)
    return result


_PLAIN: Final = frozenset({Decimal, str, bool, dt.date, type(None)})
"""Equal in Python exactly where they are in FEEL, so that a set finds them."""


@builtin("flatten", "list: list", LIST, with_run=True)
def flatten(run: Run, items: list[Value]) -> Value:
    result: list[Value] = []
    waiting = [iter(items)]
    while waiting:
        item = next(waiting[-1], _END)
        run.step()
        if item is _END:
            waiting.pop()
        elif item.__class__ is list:
            waiting.append(iter(item))
        else:
            result.append(item)
    return result


_END: Final = object()


class _Undecided(Exception):
    """A comparison while sorting was unknown or no boolean."""

    def __init__(self, value: Value) -> None:
        self.value = value


@builtin("sort", "list: list, precedes: function", LIST, with_run=True)
def sort(run: Run, items: list[Value], precedes: Function) -> Value:
    if len(precedes.parameters) != 2 and not precedes.variadic:
        return None

    def compare(left: Value, right: Value) -> int:
        run.step()
        verdict = precedes.call(run, [left, right])
        if verdict is True:
            return -1
        if verdict is not False:
            raise _Undecided(verdict)
        return 1 if precedes.call(run, [right, left]) is True else 0

    try:
        return sorted(items, key=cmp_to_key(compare))
    except _Undecided as undecided:
        return unknown_inside(undecided.value)


@builtin("sort", "list: list", LIST)
def sort_naturally(items: list[Value]) -> Value:
    if any(order(item, items[0]) is None for item in items):
        return None
    return sorted(items, key=cmp_to_key(lambda left, right: order(left, right) or 0))
