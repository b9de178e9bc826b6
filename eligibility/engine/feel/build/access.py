"""Reading entries: of contexts and records, of lists item by item, of dates, times, durations and ranges.

A record's missing field is unknown in policy mode and null in strict mode; every read of a record is told to the trace.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from eligibility.engine.feel import ir, temporal
from eligibility.engine.feel.build.core import Closure, build, builds
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.scope import unknown_at
from eligibility.engine.feel.types import kind
from eligibility.engine.feel.values import NANOS, NANOS_A_DAY, DateTime, DayTime, Unknown, Value, unite
from eligibility.engine.messages import Code
from eligibility.engine.record import Record


def read(run: Run, base: Value, node: ir.Access | ir.ItemField, missing: Unknown) -> Value:
    """``base.name``, whatever base is."""
    name = node.name
    if base.__class__ is Record:
        return _read_record(run, base, name, node.origin, missing)
    if base.__class__ is dict:
        if name not in base:
            run.problem(Code.NO_ENTRY, node.at, name)
        return base.get(name)
    if base.__class__ is list:
        run.step(len(base))
        return [read(run, item, node, missing) for item in base]
    if base.__class__ is Unknown and base.rows is not None:
        certain, maybe = ([read(run, item, node, missing) for item in items] for items in base.rows)
        partly = unite((base, *certain, *maybe))
        partly.rows = (certain, maybe)
        return partly
    if base.__class__ is Unknown or base is None:
        return base
    found = _PROPERTIES.get((kind(base), name))
    if found is None:
        return run.problem(Code.NO_ENTRY, node.at, name)
    return found(base)


def _read_record(run: Run, base: Record, name: str, origin: ir.Origin | None, missing: Unknown) -> Value:
    value = base.cells.get(name, missing)
    if value.__class__ is Unknown:
        value = _missing(base, name, value) if run.policy else None
    if run.trace is not None:
        run.trace.fact(base, name, origin, value)
    return value


def _missing(base: Record, name: str, value: Unknown) -> Unknown:
    """An unknown that says where it is missing, even if it was reached by a way that nobody foresaw."""
    return value if value.paths else Unknown((f"{base.dataset}.{name}" if base.dataset else name,))


@builds(ir.Access)
def _access(node: ir.Access) -> Closure:
    """A chain of entries is walked in one closure: most of what policies do is ``unit.relation.field``."""
    steps: list[tuple[str, Unknown, ir.Access]] = []
    start: ir.Node = node
    while isinstance(start, ir.Access):
        steps.append((start.name, unknown_at(start.origin), start))
        start = start.base
    path = tuple(reversed(steps))
    if len(path) == 1 and isinstance(start, ir.Local):
        return _field(start.slot, *path[0])
    base = build(start)

    def walk(frame: ir.Frame) -> Value:
        value, run = base(frame), frame[0]
        untraced = run.trace is None
        for name, missing, step in path:
            if untraced and value.__class__ is Record:
                found = value.cells.get(name, missing)
                value = found if found.__class__ is not Unknown else read(run, value, step, missing)
            else:
                value = read(run, value, step, missing)
        return value

    return walk


def _field(slot: int, name: str, missing: Unknown, node: ir.Access) -> Closure:
    """One entry of one variable."""

    def field(frame: ir.Frame) -> Value:
        value = frame[slot]
        if value.__class__ is Record and frame[0].trace is None:
            found = value.cells.get(name, missing)
            if found.__class__ is not Unknown:
                return found
        return read(frame[0], value, node, missing)

    return field


@builds(ir.ItemField)
def _item_field(node: ir.ItemField) -> Closure:
    slot, name, missing = node.item.slot, node.name, unknown_at(node.origin)
    outside = build(node.outside) if node.outside is not None else None

    def item_field(frame: ir.Frame) -> Value:
        item = frame[slot]
        if item.__class__ is dict and name in item:
            return item[name]
        if item.__class__ is Record and (outside is None or name in item.cells or name in item.unknown):
            return read(frame[0], item, node, missing)
        if outside is not None:
            return outside(frame)
        return item if item.__class__ is Unknown else None

    return item_field


def _part(unit: int, size: int) -> Callable[[DayTime], Decimal]:
    """A component of a duration: it has the sign of the whole."""

    def part(value: DayTime) -> Decimal:
        amount = abs(value.nanos) // unit % size
        return Decimal(-amount if value.nanos < 0 else amount)

    return part


def _seconds(value: DayTime) -> Decimal:
    return Decimal(abs(value.nanos) % (60 * NANOS)).scaleb(-9).normalize() * (-1 if value.nanos < 0 else 1)


def _months_part(value: Any) -> Decimal:
    return Decimal(abs(value.months) % 12 * (-1 if value.months < 0 else 1))


def _years_part(value: Any) -> Decimal:
    return Decimal(abs(value.months) // 12 * (-1 if value.months < 0 else 1))


def _clock(part: str) -> Callable[[Any], Decimal]:
    return lambda value: Decimal(getattr(value.time if isinstance(value, DateTime) else value, part))


def _offset(value: Any) -> Value:
    shift = temporal.offset_of(value) if isinstance(value, DateTime) else temporal.offset_of_time(value)
    return None if shift is None else DayTime(shift * NANOS)


def _zone(value: Any) -> Value:
    return (value.time if isinstance(value, DateTime) else value).zone


_PROPERTIES: Final[dict[tuple[str, str], Callable[[Any], Value]]] = {
    ("date", "year"): lambda value: Decimal(value.year),
    ("date", "month"): lambda value: Decimal(value.month),
    ("date", "day"): lambda value: Decimal(value.day),
    ("date", "weekday"): lambda value: Decimal(value.isoweekday()),
    ("date and time", "year"): lambda value: Decimal(value.date.year),
    ("date and time", "month"): lambda value: Decimal(value.date.month),
    ("date and time", "day"): lambda value: Decimal(value.date.day),
    ("date and time", "weekday"): lambda value: Decimal(value.date.isoweekday()),
    ("days and time duration", "days"): lambda value: Decimal(
        abs(value.nanos) // NANOS_A_DAY * (-1 if value.nanos < 0 else 1)
    ),
    ("days and time duration", "hours"): _part(3600 * NANOS, 24),
    ("days and time duration", "minutes"): _part(60 * NANOS, 60),
    ("days and time duration", "seconds"): _seconds,
    ("years and months duration", "years"): _years_part,
    ("years and months duration", "months"): _months_part,
    ("range", "start"): lambda value: value.low,
    ("range", "end"): lambda value: value.high,
    ("range", "start included"): lambda value: value.low_closed,
    ("range", "end included"): lambda value: value.high_closed,
}
for _kind in ("time", "date and time"):
    for _name in ("hour", "minute", "second"):
        _PROPERTIES[(_kind, _name)] = _clock(_name)
    _PROPERTIES[(_kind, "time offset")] = _offset
    _PROPERTIES[(_kind, "timezone")] = _zone
