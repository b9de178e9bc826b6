"""Conversion functions (DMN 1.5, 10.3.4.1): texts and components to values, values to text."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from eligibility.engine.feel import temporal
from eligibility.engine.feel.builtins.registry import builtin
from eligibility.engine.feel.types import DATE, DATE_TIME, NUMBER, STRING, TIME, YEAR_MONTH, kind
from eligibility.engine.feel.values import (
    NANOS,
    NUMBERS,
    DateTime,
    Day,
    DayTime,
    NoSuchValue,
    Range,
    Time,
    Value,
    YearMonth,
    day,
)
from eligibility.engine.findings import LimitExceeded
from eligibility.engine.messages import Code

_NUMBER: Final = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _whole(value: Decimal) -> int:
    """An integer component; NoSuchValue for a fraction or for what no calendar holds."""
    if value != value.to_integral_value() or abs(value) > 10**12:
        raise NoSuchValue
    return int(value)


@builtin("date", "from: string", DATE)
def date_from_text(text: str) -> Value:
    return temporal.parse_date(text)


@builtin("date", "from: date|date and time", DATE)
def date_from_value(value: Value) -> Value:
    return value.date if isinstance(value, DateTime) else value


@builtin("date", "year: number, month: number, day: number", DATE)
def date_from_parts(year: Decimal, month: Decimal, day_of_month: Decimal) -> Value:
    try:
        return day(_whole(year), _whole(month), _whole(day_of_month))
    except ValueError:
        return None


@builtin("time", "from: string", TIME)
def time_from_text(text: str) -> Value:
    return temporal.parse_time(text)


@builtin("time", "from: time|date|date and time", TIME)
def time_from_value(value: Value) -> Value:
    if isinstance(value, Time):
        return value
    return value.time if isinstance(value, DateTime) else Time(0, 0)


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration|null", TIME)
def time_from_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: DayTime | None = None) -> Value:
    try:
        hours, minutes = _whole(hour), _whole(minute)
    except ValueError:
        return None
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= second < 60):
        return None
    nanos = (hours * 60 + minutes) * 60 * NANOS + int(second * NANOS)
    if offset is None:
        return Time(nanos)
    seconds, rest = divmod(offset.nanos, NANOS)
    return None if rest or abs(seconds) > 14 * 3600 else Time(nanos, seconds)


@builtin("date and time", "from: string", DATE_TIME)
def date_time_from_text(text: str) -> Value:
    return temporal.parse_date_time(text)


@builtin("date and time", "from: date|date and time", DATE_TIME)
def date_time_from_value(value: Value) -> Value:
    return value if isinstance(value, DateTime) else DateTime(value, Time(0, 0))


@builtin("date and time", "date: date|date and time, time: time", DATE_TIME)
def date_time_from_date_and_time(date: Value, time: Time) -> Value:
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


@builtin("date and time", "date: date and time, timezone: string", DATE_TIME)
def date_time_in_zone(value: DateTime, timezone: str) -> Value:
    """The same moment as the clocks of another zone show it."""
    zoned = temporal.parse_time(f"00:00:00@{timezone}") or temporal.parse_time(f"00:00:00{timezone}")
    if zoned is None:
        return None
    shift = (temporal.offset_of(value) or 0) * NANOS
    utc = temporal.add_nanos(DateTime(value.date, Time(value.time.nanos, 0)), -shift)
    guess = DateTime(utc.date, Time(utc.time.nanos, zoned.offset, zoned.zone))
    local = temporal.add_nanos(utc, (temporal.offset_of(guess) or 0) * NANOS)
    return DateTime(local.date, Time(local.time.nanos, zoned.offset, zoned.zone))


@builtin("number", "from: string", NUMBER)
def number_from_text(text: str) -> Value:
    return _decimal(text)


@builtin("number", "from: number", NUMBER)
def number_from_number(value: Decimal) -> Value:
    return value


@builtin("number", "from: string, grouping separator: string|null, decimal separator: string|null", NUMBER)
def number_from_grouped(text: str, grouping: str | None, decimal: str | None) -> Value:
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", ".") or (grouping and grouping == decimal):
        return None
    if grouping:
        text = text.replace(grouping, "")
    if decimal and decimal != ".":
        if "." in text:
            return None
        text = text.replace(decimal, ".")
    return _decimal(text)


def _decimal(text: str) -> Value:
    if len(text) > 400 or not _NUMBER.fullmatch(text):
        return None
    try:
        return NUMBERS.create_decimal(text)
    except ArithmeticError:
        return None


@builtin("duration", "from: string")
def duration_from_text(text: str) -> Value:
    return temporal.parse_duration(text)


@builtin("duration", "from: days and time duration|years and months duration")
def duration_from_duration(value: Value) -> Value:
    return value


@builtin("years and months duration", "from: date|date and time, to: date|date and time", YEAR_MONTH)
def years_and_months(start: Value, end: Value) -> Value:
    return YearMonth(temporal.whole_months(_day_of(start), _day_of(end)))


def _day_of(value: Value) -> Day:
    found: Day = value.date if isinstance(value, DateTime) else value
    return found


@builtin("string", "from: any", STRING)
def string(value: Value) -> Value:
    """The text of a value; a text is itself, quoted only inside lists and contexts."""
    return value if value is None or isinstance(value, str) else text_of(value)


@builtin("string", "mask: string", STRING, variadic=True)
def formatted(mask: str, *arguments: Value) -> Value:
    parts = mask.split("%s")
    texts = [argument if isinstance(argument, str) else text_of(argument) for argument in arguments]
    texts += [""] * max(0, len(parts) - 1 - len(texts))
    return parts[0] + "".join(text + part for text, part in zip(texts, parts[1:], strict=False))


def text_of(value: Value, room: list[int] | None = None) -> str:
    """A value written as FEEL writes it; ``room`` counts the values that may still be written."""
    own = kind(value)
    container = _CONTAINERS.get(own)
    if container is not None:
        room = [_MOST_VALUES] if room is None else room
        room[0] -= 1 + len(value)
        if room[0] < 0:
            raise LimitExceeded(Code.LONG_TEXT)
        return container(value, room)
    write = _WRITERS.get(own)
    return write(value) if write is not None else str(value)


def text_of_number(value: Decimal) -> str:
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _text_of_string(value: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in value) + '"'


def _text_of_list(value: Value, room: list[int]) -> str:
    return "[" + ", ".join(text_of(item, room) for item in value) + "]"


def _text_of_context(value: Value, room: list[int]) -> str:
    return "{" + ", ".join(f"{name}: {text_of(item, room)}" for name, item in value.items()) + "}"


def _text_of_range(value: Range) -> str:
    if value.operator in ("=", "!="):
        return f"({value.operator}{text_of(value.low)})"
    if value.low is None:
        return f"({'<=' if value.high_closed else '<'}{text_of(value.high)})"
    if value.high is None:
        return f"({'>=' if value.low_closed else '>'}{text_of(value.low)})"
    opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    return f"{opening}{text_of(value.low)}..{text_of(value.high)}{closing}"


_MOST_VALUES: Final = 500_000
_CONTAINERS: Final[dict[str, Callable[..., str]]] = {"list": _text_of_list, "context": _text_of_context}
_WRITERS: Final[dict[str, Callable[..., str]]] = {
    "Null": lambda _: "null",
    "boolean": lambda value: "true" if value else "false",
    "number": text_of_number,
    "string": _text_of_string,
    "date": lambda value: value.isoformat(),
    "time": temporal.format_time,
    "date and time": temporal.format_date_time,
    "days and time duration": temporal.format_day_time,
    "years and months duration": temporal.format_year_month,
    "range": _text_of_range,
    "function": lambda value: f"function {value.name}".strip(),
}
