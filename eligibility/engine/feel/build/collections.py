"""Lists, contexts, ranges, filters, loops and quantifiers. Whatever repeats is counted against the run's budget."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from eligibility.engine.feel import ir, logic
from eligibility.engine.feel.build.core import Closure, build, builds
from eligibility.engine.feel.builtins.ranges import checked_range
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.types import kind
from eligibility.engine.feel.values import Range, Unknown, Value, day_from_ordinal, unite
from eligibility.engine.findings import LimitExceeded
from eligibility.engine.messages import Code


@builds(ir.ListOf)
def _list(node: ir.ListOf) -> Closure:
    items = tuple(build(item) for item in node.items)
    return lambda frame: [item(frame) for item in items]


@builds(ir.ContextOf)
def _context(node: ir.ContextOf) -> Closure:
    entries = tuple((entry.name, entry.slot, build(entry.value)) for entry in node.entries)
    result = build(node.result) if node.result is not None else None

    def context(frame: ir.Frame) -> Value:
        made: dict[str, Value] = {}
        for name, slot, value in entries:
            made[name] = frame[slot] = value(frame)
        return made if result is None else result(frame)

    return context


@builds(ir.RangeOf)
def _range(node: ir.RangeOf) -> Closure:
    low, high = build(node.low), build(node.high)

    def make(frame: ir.Frame) -> Value:
        first, last = low(frame), high(frame)
        if first.__class__ is Unknown or last.__class__ is Unknown:
            return unite((first, last))
        made = checked_range(first, last, low_closed=node.low_closed, high_closed=node.high_closed)
        if made is None:
            frame[0].problem(Code.RANGE, node.at)
        return made

    return make


@builds(ir.Filter)
def _filter(node: ir.Filter) -> Closure:
    base, condition = build(node.base), build(node.condition)
    if node.condition.type.name == "number" or isinstance(node.condition, ir.Const):
        return _by_position(base, condition, node)
    slot = node.item

    def select(frame: ir.Frame) -> Value:
        items = _items(base(frame))
        if items.__class__ is Unknown:
            return items
        kept: list[Value] = []
        maybe: list[Value] = []
        undecided: list[Value] = []
        frame[0].step(len(items))
        for item in items:
            frame[slot] = item
            verdict = condition(frame)
            if verdict is True:
                kept.append(item)
            elif verdict.__class__ is Unknown:
                maybe.append(item)
                undecided.append(verdict)
            elif verdict is not False and verdict is not None:
                return _chosen(frame, items, verdict, node.at)
        return _partly(kept, maybe, undecided) if undecided else kept

    return select


def _partly(kept: list[Value], maybe: list[Value], undecided: list[Value]) -> Unknown:
    """A list of which some rows are certain and others may be in it."""
    partly = unite(undecided)
    partly.rows = (kept, maybe)
    return partly


def _by_position(base: Closure, condition: Closure, node: ir.Filter) -> Closure:
    def select(frame: ir.Frame) -> Value:
        items = _items(base(frame))
        frame[node.item] = None
        return items if items.__class__ is Unknown else _chosen(frame, items, condition(frame), node.at)

    return select


def _items(value: Value) -> Value:
    """A list, or anything else as a list of one; nothing as no items."""
    if value.__class__ is list or value.__class__ is Unknown:
        return value
    return [] if value is None else [value]


def _chosen(frame: ir.Frame, items: list[Value], position: Value, at: int) -> Value:
    """``list[n]``, counted from 1 or from the end; ``list[true]`` is the whole list."""
    if position.__class__ is Unknown:
        return position
    if position.__class__ is bool:
        return list(items) if position else []
    if position is None:
        return []
    if position.__class__ is not Decimal or position != position.to_integral_value():
        return frame[0].problem(Code.POSITION, at)
    index = int(position)
    if index == 0 or abs(index) > len(items):
        frame[0].problem(Code.POSITION, at)
        return None
    return items[index - 1 if index > 0 else index]


def _domain(frame: ir.Frame, domain: Closure, until: Closure | None) -> Value:
    """The values that an iterator takes; null where there is nothing to iterate over."""
    start = domain(frame)
    if until is not None:
        return _between(frame[0], start, until(frame))
    if start.__class__ is Unknown or start.__class__ is list:
        return start
    if start.__class__ is Range:
        return _between(frame[0], start.low, start.high, int(not start.low_closed), int(not start.high_closed))
    return None if start is None else [start]


def _between(run: Run, start: Value, end: Value, skip_first: int = 0, skip_last: int = 0) -> Value:
    if start.__class__ is Unknown or end.__class__ is Unknown:
        return unite((start, end))
    if kind(start) == kind(end) == "date":
        days = _whole_numbers(run, start.toordinal(), end.toordinal())
        return [day_from_ordinal(each) for each in days][skip_first : len(days) - skip_last]
    if start.__class__ is not Decimal or end.__class__ is not Decimal:
        return None
    if start != start.to_integral_value() or end != end.to_integral_value():
        return None
    if abs(start) > 10**15 or abs(end) > 10**15:
        raise LimitExceeded(Code.LONG_LIST)
    numbers = _whole_numbers(run, int(start), int(end))
    return [Decimal(each) for each in numbers][skip_first : len(numbers) - skip_last]


def _whole_numbers(run: Run, first: int, last: int) -> range:
    found = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    if len(found) > run.limits.list_length:
        raise LimitExceeded(Code.LONG_LIST)
    run.step(len(found))
    return found


Iterators = tuple[tuple[int, Closure, Closure | None], ...]


def _built(iterators: tuple[ir.Iterator, ...]) -> Iterators:
    return tuple(
        (each.slot, build(each.domain), build(each.until) if each.until is not None else None) for each in iterators
    )


_TRUTHS: Final = frozenset({bool, Unknown, type(None)})


class _NoDomain(Exception):
    """An iteration that cannot go on: over what is unknown or null, or with a condition that is no boolean."""

    def __init__(self, value: Value) -> None:
        self.value = value


def _iterate(frame: ir.Frame, iterators: Iterators, index: int = 0) -> Iterator[None]:
    """Every combination of the iterators, the first one outermost; later domains may use earlier variables."""
    slot, domain, until = iterators[index]
    items = _domain(frame, domain, until)
    if items.__class__ is not list:
        raise _NoDomain(items)
    for item in items:
        frame[0].step()
        frame[slot] = item
        if index + 1 == len(iterators):
            yield
        else:
            yield from _iterate(frame, iterators, index + 1)


@builds(ir.For)
def _for(node: ir.For) -> Closure:
    iterators, partial, body = _built(node.iterators), node.partial, build(node.body)

    def loop(frame: ir.Frame) -> Value:
        results: list[Value] = []
        try:
            for _ in _iterate(frame, iterators):
                if partial is not None:
                    frame[0].step(len(results))
                    frame[partial] = list(results)
                results.append(body(frame))
                if len(results) > frame[0].limits.list_length:
                    raise LimitExceeded(Code.LONG_LIST)
        except _NoDomain as nothing:
            return nothing.value
        return results

    return loop


@builds(ir.Quantified)
def _quantified(node: ir.Quantified) -> Closure:
    iterators, condition = _built(node.iterators), build(node.condition)
    connect = logic.conjunction if node.every else logic.disjunction

    def verdict(frame: ir.Frame) -> Value:
        found = condition(frame)
        if found.__class__ not in _TRUTHS:
            raise _NoDomain(frame[0].problem(Code.WRONG_TYPE, node.at, "boolean"))
        return found

    def quantify(frame: ir.Frame) -> Value:
        try:
            return connect(verdict(frame) for _ in _iterate(frame, iterators))
        except _NoDomain as nothing:
            return _of_some(frame, node, nothing.value, condition)

    return quantify


def _of_some(frame: ir.Frame, node: ir.Quantified, domain: Value, condition: Closure) -> Value:
    """Over rows of which some may not be there: such a row can turn nothing that its absence would leave open."""
    if domain.__class__ is not Unknown or domain.rows is None or len(node.iterators) != 1:
        return domain
    certain, maybe = domain.rows
    frame[0].step(len(certain) + len(maybe))
    slot = node.iterators[0].slot

    def said(items: list[Value]) -> Iterator[Value]:
        for item in items:
            frame[slot] = item
            found = condition(frame)
            yield found if found.__class__ in _TRUTHS else None

    connect = logic.conjunction if node.every else logic.disjunction
    doubtful = (found if found is node.every else unite((domain, found)) for found in said(maybe))
    return connect(itertools.chain(said(certain), doubtful))
