"""Arithmetic between FEEL values (DMN 1.5, 10.3.2.5, tables 49 to 52); null where the standard has none."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from eligibility.engine.feel import temporal
from eligibility.engine.feel.types import kind
from eligibility.engine.feel.values import (
    NANOS_A_DAY,
    NUMBERS,
    DateTime,
    DayTime,
    NoSuchValue,
    Time,
    Unknown,
    Value,
    YearMonth,
    bounds_of,
    unite,
)

Rule = Callable[[Any, Any], Value]

_MOST_NANOS: Final = 10**27
_MOST_MONTHS: Final = 12 * 10**10


def apply(operator: str, left: Value, right: Value) -> Value:
    """``left operator right``; ``Unknown`` if a side is, null if the types do not go together or there is no result."""
    if left.__class__ is Unknown or right.__class__ is Unknown:
        return _with_bounds(operator, left, right)
    rule = _RULES.get((operator, kind(left), kind(right)))
    if rule is None:
        return None
    try:
        return rule(left, right)
    except (ArithmeticError, ValueError):
        return None


def _with_bounds(operator: str, left: Value, right: Value) -> Unknown:
    """What is not known may still have bounds: those of a sum, a difference or a product follow from its parts'."""
    result, first, second = unite((left, right)), bounds_of(left), bounds_of(right)
    calculate = _BOUNDED.get(operator)
    if calculate is not None and first is not None and second is not None:
        try:
            found = [calculate(one, other) for one in first for other in second]
        except ArithmeticError:
            return result
        result.bounds = (min(found), max(found))
    return result


_BOUNDED: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
}


def negate(value: Value) -> Value:
    if value.__class__ is Unknown:
        return Unknown(value.paths, bounds=value.bounds and (-value.bounds[1], -value.bounds[0]))
    if value.__class__ is Decimal:
        return -value if value else value
    if value.__class__ is DayTime:
        return DayTime(-value.nanos)
    return YearMonth(-value.months) if value.__class__ is YearMonth else None


def _days(nanos: int) -> DayTime:
    if abs(nanos) > _MOST_NANOS:
        raise NoSuchValue
    return DayTime(nanos)


def _months(months: int) -> YearMonth:
    if abs(months) > _MOST_MONTHS:
        raise NoSuchValue
    return YearMonth(months)


def _whole(value: Decimal) -> int:
    if abs(value) > _MOST_NANOS:
        raise NoSuchValue
    return int(value.to_integral_value(rounding=ROUND_DOWN))


def _power(base: Decimal, exponent: Decimal) -> Value:
    if abs(exponent) > 999_999_999:
        return None
    return NUMBERS.power(base, exponent)


def _date_plus_months(date: Any, months: YearMonth) -> Value:
    return temporal.add_months(date, months.months)


def _moment_plus_months(moment: DateTime, months: YearMonth) -> Value:
    return DateTime(temporal.add_months(moment.date, months.months), moment.time)


def _date_plus_days(date: Any, duration: DayTime) -> Value:
    return temporal.add_nanos(DateTime(date, Time(0)), duration.nanos).date


def _moment_plus_days(moment: DateTime, duration: DayTime) -> Value:
    return temporal.add_nanos(moment, duration.nanos)


def _time_plus(time: Time, duration: DayTime) -> Value:
    return Time((time.nanos + duration.nanos) % NANOS_A_DAY, time.offset, time.zone)


def _minus(rule: Rule, opposite: Callable[[Value], Value]) -> Rule:
    return lambda left, right: rule(left, opposite(right))


def _date_difference(left: Any, right: Any) -> Value:
    return _days((left.toordinal() - right.toordinal()) * NANOS_A_DAY)


def _moment_difference(left: Any, right: Any) -> Value:
    first, second = (_moment(each) for each in (left, right))
    if (temporal.offset_of(first) is None) != (temporal.offset_of(second) is None):
        return None
    return _days(temporal.instant(first) - temporal.instant(second))


def _moment(value: Any) -> DateTime:
    return value if isinstance(value, DateTime) else DateTime(value, Time(0, 0))


def _time_difference(left: Time, right: Time) -> Value:
    if (temporal.offset_of_time(left) is None) != (temporal.offset_of_time(right) is None):
        return None
    return _days(temporal.time_instant(left) - temporal.time_instant(right))


def _scale_days(duration: DayTime, factor: Decimal) -> Value:
    return _days(_whole(NUMBERS.multiply(Decimal(duration.nanos), factor)))


def _scale_months(duration: YearMonth, factor: Decimal) -> Value:
    return _months(_whole(NUMBERS.multiply(Decimal(duration.months), factor)))


_NUMBER, _STRING, _DATE, _TIME, _MOMENT = "number", "string", "date", "time", "date and time"
_DAY_TIME, _YEAR_MONTH = "days and time duration", "years and months duration"

_RULES: Final[dict[tuple[str, str, str], Rule]] = {
    ("+", _NUMBER, _NUMBER): NUMBERS.add,
    ("-", _NUMBER, _NUMBER): NUMBERS.subtract,
    ("*", _NUMBER, _NUMBER): NUMBERS.multiply,
    ("/", _NUMBER, _NUMBER): NUMBERS.divide,
    ("**", _NUMBER, _NUMBER): _power,
    ("+", _STRING, _STRING): lambda left, right: left + right,
    ("+", _DATE, _YEAR_MONTH): _date_plus_months,
    ("+", _YEAR_MONTH, _DATE): lambda left, right: _date_plus_months(right, left),
    ("-", _DATE, _YEAR_MONTH): _minus(_date_plus_months, negate),
    ("+", _DATE, _DAY_TIME): _date_plus_days,
    ("+", _DAY_TIME, _DATE): lambda left, right: _date_plus_days(right, left),
    ("-", _DATE, _DAY_TIME): _minus(_date_plus_days, negate),
    ("+", _MOMENT, _YEAR_MONTH): _moment_plus_months,
    ("+", _YEAR_MONTH, _MOMENT): lambda left, right: _moment_plus_months(right, left),
    ("-", _MOMENT, _YEAR_MONTH): _minus(_moment_plus_months, negate),
    ("+", _MOMENT, _DAY_TIME): _moment_plus_days,
    ("+", _DAY_TIME, _MOMENT): lambda left, right: _moment_plus_days(right, left),
    ("-", _MOMENT, _DAY_TIME): _minus(_moment_plus_days, negate),
    ("+", _TIME, _DAY_TIME): _time_plus,
    ("+", _DAY_TIME, _TIME): lambda left, right: _time_plus(right, left),
    ("-", _TIME, _DAY_TIME): _minus(_time_plus, negate),
    ("-", _DATE, _DATE): _date_difference,
    ("-", _MOMENT, _MOMENT): _moment_difference,
    ("-", _DATE, _MOMENT): _moment_difference,
    ("-", _MOMENT, _DATE): _moment_difference,
    ("-", _TIME, _TIME): _time_difference,
    ("+", _DAY_TIME, _DAY_TIME): lambda left, right: _days(left.nanos + right.nanos),
    ("-", _DAY_TIME, _DAY_TIME): lambda left, right: _days(left.nanos - right.nanos),
    ("*", _DAY_TIME, _NUMBER): _scale_days,
    ("*", _NUMBER, _DAY_TIME): lambda left, right: _scale_days(right, left),
    ("/", _DAY_TIME, _NUMBER): lambda left, right: _days(_whole(NUMBERS.divide(Decimal(left.nanos), right))),
    ("/", _DAY_TIME, _DAY_TIME): lambda left, right: NUMBERS.divide(Decimal(left.nanos), Decimal(right.nanos)),
    ("+", _YEAR_MONTH, _YEAR_MONTH): lambda left, right: _months(left.months + right.months),
    ("-", _YEAR_MONTH, _YEAR_MONTH): lambda left, right: _months(left.months - right.months),
    ("*", _YEAR_MONTH, _NUMBER): _scale_months,
    ("*", _NUMBER, _YEAR_MONTH): lambda left, right: _scale_months(right, left),
    ("/", _YEAR_MONTH, _NUMBER): lambda left, right: _months(_whole(NUMBERS.divide(Decimal(left.months), right))),
    ("/", _YEAR_MONTH, _YEAR_MONTH): lambda left, right: NUMBERS.divide(Decimal(left.months), Decimal(right.months)),
}
