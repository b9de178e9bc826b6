"""Relations between points and ranges (DMN 1.5, 10.3.4.9, table 79), and ranges from text."""

from __future__ import annotations

from typing import Final

from eligibility.engine.feel import parser, syntax
from eligibility.engine.feel.builtins.registry import BUILTINS, builtin
from eligibility.engine.feel.logic import conjunction, disjunction, equal, negation, order, within
from eligibility.engine.feel.names import Names
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.types import BOOLEAN
from eligibility.engine.feel.values import Range, Value
from eligibility.engine.findings import FeelSyntaxError

_POINT: Final = "number|string|date|time|date and time|days and time duration|years and months duration"


def _before(left: Value, right: Value) -> Value:
    result = order(left, right)
    return None if result is None else result < 0


@builtin("before", f"point1: {_POINT}, point2: {_POINT}", BOOLEAN)
def before_points(left: Value, right: Value) -> Value:
    return _before(left, right)


@builtin("before", f"point: {_POINT}, range: range", BOOLEAN)
def before_point_range(point: Value, interval: Range) -> Value:
    touching = conjunction([equal(point, interval.low), not interval.low_closed])
    return disjunction([_before(point, interval.low), touching])


@builtin("before", f"range: range, point: {_POINT}", BOOLEAN)
def before_range_point(interval: Range, point: Value) -> Value:
    touching = conjunction([equal(interval.high, point), not interval.high_closed])
    return disjunction([_before(interval.high, point), touching])


@builtin("before", "range1: range, range2: range", BOOLEAN)
def before_ranges(first: Range, second: Range) -> Value:
    open_ends = not (first.high_closed and second.low_closed)
    return disjunction([_before(first.high, second.low), conjunction([equal(first.high, second.low), open_ends])])


@builtin("after", f"point1: {_POINT}, point2: {_POINT}", BOOLEAN)
def after_points(left: Value, right: Value) -> Value:
    return before_points(right, left)


@builtin("after", f"point: {_POINT}, range: range", BOOLEAN)
def after_point_range(point: Value, interval: Range) -> Value:
    return before_range_point(interval, point)


@builtin("after", f"range: range, point: {_POINT}", BOOLEAN)
def after_range_point(interval: Range, point: Value) -> Value:
    return before_point_range(point, interval)


@builtin("after", "range1: range, range2: range", BOOLEAN)
def after_ranges(first: Range, second: Range) -> Value:
    return before_ranges(second, first)


@builtin("meets", "range1: range, range2: range", BOOLEAN)
def meets(first: Range, second: Range) -> Value:
    return conjunction([first.high_closed, second.low_closed, equal(first.high, second.low)])


@builtin("met by", "range1: range, range2: range", BOOLEAN)
def met_by(first: Range, second: Range) -> Value:
    return meets(second, first)


@builtin("overlaps", "range1: range, range2: range", BOOLEAN)
def overlaps(first: Range, second: Range) -> Value:
    return conjunction([negation(before_ranges(first, second)), negation(before_ranges(second, first))])


def _starts_earlier(first: Range, second: Range) -> Value:
    wider = first.low_closed and not second.low_closed
    return disjunction([_before(first.low, second.low), conjunction([equal(first.low, second.low), wider])])


def _ends_earlier(first: Range, second: Range) -> Value:
    wider = second.high_closed and not first.high_closed
    return disjunction([_before(first.high, second.high), conjunction([equal(first.high, second.high), wider])])


@builtin("overlaps before", "range1: range, range2: range", BOOLEAN)
def overlaps_before(first: Range, second: Range) -> Value:
    return conjunction(
        [
            _starts_earlier(first, second),
            negation(_ends_earlier(second, first)),
            negation(before_ranges(first, second)),
        ]
    )


@builtin("overlaps after", "range1: range, range2: range", BOOLEAN)
def overlaps_after(first: Range, second: Range) -> Value:
    return overlaps_before(second, first)


@builtin("finishes", f"point: {_POINT}, range: range", BOOLEAN)
def finishes_point(point: Value, interval: Range) -> Value:
    return conjunction([interval.high_closed, equal(point, interval.high)])


@builtin("finishes", "range1: range, range2: range", BOOLEAN)
def finishes(first: Range, second: Range) -> Value:
    same_end = conjunction([first.high_closed == second.high_closed, equal(first.high, second.high)])
    return conjunction([same_end, negation(_starts_earlier(first, second))])


@builtin("finished by", f"range: range, point: {_POINT}", BOOLEAN)
def finished_by_point(interval: Range, point: Value) -> Value:
    return finishes_point(point, interval)


@builtin("finished by", "range1: range, range2: range", BOOLEAN)
def finished_by(first: Range, second: Range) -> Value:
    return finishes(second, first)


@builtin("includes", f"range: range, point: {_POINT}", BOOLEAN)
def includes_point(interval: Range, point: Value) -> Value:
    return within(point, interval)


@builtin("includes", "range1: range, range2: range", BOOLEAN)
def includes(first: Range, second: Range) -> Value:
    return conjunction([negation(_starts_earlier(second, first)), negation(_ends_earlier(first, second))])


@builtin("during", f"point: {_POINT}, range: range", BOOLEAN)
def during_point(point: Value, interval: Range) -> Value:
    return within(point, interval)


@builtin("during", "range1: range, range2: range", BOOLEAN)
def during(first: Range, second: Range) -> Value:
    return includes(second, first)


@builtin("starts", f"point: {_POINT}, range: range", BOOLEAN)
def starts_point(point: Value, interval: Range) -> Value:
    return conjunction([interval.low_closed, equal(point, interval.low)])


@builtin("starts", "range1: range, range2: range", BOOLEAN)
def starts(first: Range, second: Range) -> Value:
    same_start = conjunction([first.low_closed == second.low_closed, equal(first.low, second.low)])
    return conjunction([same_start, negation(_ends_earlier(second, first))])


@builtin("started by", f"range: range, point: {_POINT}", BOOLEAN)
def started_by_point(interval: Range, point: Value) -> Value:
    return starts_point(point, interval)


@builtin("started by", "range1: range, range2: range", BOOLEAN)
def started_by(first: Range, second: Range) -> Value:
    return starts(second, first)


@builtin("coincides", f"point1: {_POINT}, point2: {_POINT}", BOOLEAN)
def coincides_points(left: Value, right: Value) -> Value:
    return equal(left, right)


@builtin("coincides", "range1: range, range2: range", BOOLEAN)
def coincides(first: Range, second: Range) -> Value:
    return equal(first, second)


@builtin("range", "from: string")
def range_from_text(text: str) -> Value:
    """A range written with literal ends; anything that would have to be computed is refused."""
    try:
        parsed = parser.parse(text, Names(BUILTINS))
    except FeelSyntaxError:
        return None
    if not isinstance(parsed, syntax.RangeOf):
        return None
    low, high = _end(parsed.low), _end(parsed.high)
    return (
        None
        if low is _NO_END or high is _NO_END
        else checked_range(low, high, low_closed=parsed.low_closed, high_closed=parsed.high_closed)
    )


_NO_END: Final = object()
_MAKERS: Final = frozenset({"date", "time", "date and time", "duration"})


def _end(node: syntax.Syntax) -> Value:
    if isinstance(node, syntax.Literal):
        return node.value
    if isinstance(node, syntax.Negation) and isinstance(node.operand, syntax.Literal):
        return -node.operand.value
    if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name) and node.function.name in _MAKERS:
        parts = [_end(argument) for argument in node.arguments]
        made = None if any(part is _NO_END for part in parts) else BUILTINS[node.function.name](Run(), parts)
        return _NO_END if made is None else made
    return _NO_END


def checked_range(low: Value, high: Value, *, low_closed: bool, high_closed: bool) -> Value:
    """A range whose ends can be compared and are in order; an end may be null, but then it is open."""
    if (low is None and low_closed) or (high is None and high_closed) or (low is None and high is None):
        return None
    if low is None or high is None:
        end = low if high is None else high
        return None if order(end, end) is None else Range(low, high, low_closed, high_closed)
    result = order(low, high)
    return None if result is None or result > 0 else Range(low, high, low_closed, high_closed)
