"""Boolean functions, and those that only look at which value it is."""

from __future__ import annotations

from eligibility.engine.feel.builtins.registry import builtin
from eligibility.engine.feel.logic import conjunction, disjunction, equal, negation
from eligibility.engine.feel.temporal import offset_of, offset_of_time
from eligibility.engine.feel.types import BOOLEAN, kind
from eligibility.engine.feel.values import DateTime, Time, Value


@builtin("not", "negand: any", BOOLEAN, handles_unknown=True)
def feel_not(negand: Value) -> Value:
    return negation(negand)


@builtin("all", "list: any", BOOLEAN, variadic=True, handles_unknown=True)
@builtin("all", "list: list", BOOLEAN, handles_unknown=True)
def feel_all(*values: Value) -> Value:
    return conjunction(_items(values))


@builtin("any", "list: any", BOOLEAN, variadic=True, handles_unknown=True)
@builtin("any", "list: list", BOOLEAN, handles_unknown=True)
def feel_any(*values: Value) -> Value:
    return disjunction(_items(values))


def _items(values: tuple[Value, ...]) -> list[Value]:
    if len(values) == 1 and values[0].__class__ is list:
        items: list[Value] = values[0]
        return items
    return list(values)


@builtin("is", "value1: any, value2: any, value3?: any", BOOLEAN)
def feel_is(value1: Value, value2: Value, _ignored: Value = None) -> Value:
    """Same value in the same element of the semantic domain (DMN 1.5, 10.3.4.6): times must show the same clock and
    the same offset, by whichever name of a zone. A third argument is ignored, as the public suite has it (0103)."""
    if kind(value1) != kind(value2):
        return False
    if isinstance(value1, DateTime):
        return value1.date == value2.date and _same_clock(
            value1.time, value2.time, offset_of(value1), offset_of(value2)
        )
    if isinstance(value1, Time):
        return _same_clock(value1, value2, offset_of_time(value1), offset_of_time(value2))
    return equal(value1, value2) is True


def _same_clock(left: Time, right: Time, left_offset: int | None, right_offset: int | None) -> bool:
    return (left.nanos, left_offset) == (right.nanos, right_offset)
