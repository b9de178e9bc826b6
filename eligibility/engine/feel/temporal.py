"""Dates, times and durations: their texts, their comparison, and arithmetic that knows leap days.

Adding months keeps the day of the month where it exists and otherwise takes the month's last day (XML Schema, appendix
E), so 2020-01-31 + P1M is 2020-02-29.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from eligibility.engine.feel.values import (
    NANOS,
    NANOS_A_DAY,
    DateTime,
    Day,
    DayTime,
    FarDate,
    Time,
    YearMonth,
    day,
    day_from_ordinal,
)

_DATE: Final = re.compile(r"(-?)([1-9]\d{4,8}|\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME: Final = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z][\w+./-]*))?", re.ASCII
)
_YEARS: Final = re.compile(r"(-?)P(?=\d)(?:(\d{1,18})Y)?(?:(\d{1,18})M)?", re.ASCII)
_DAYS: Final = re.compile(
    r"(-?)P(?=[\dT])(?:(\d{1,18})D)?"
    r"(?:T(?=\d)(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,9})\d*)?S)?)?",
    re.ASCII,
)
_LARGEST_OFFSET: Final = 14 * 3600


def parse_date(text: str) -> Day | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    sign, year, month, day_of_month = found.groups()
    try:
        return day(int(sign + year), int(month), int(day_of_month))
    except ValueError:
        return None


def parse_time(text: str) -> Time | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    nanos = ((hour * 60 + minute) * 60 + second) * NANOS + int((found[4] or "").ljust(9, "0"))
    if found[10]:
        return Time(nanos, None, found[10]) if zone_exists(found[10]) else None
    if found[5]:
        return Time(nanos, 0)
    if found[6] is None:
        return Time(nanos)
    return _with_offset(nanos, found)


def _with_offset(nanos: int, found: re.Match[str]) -> Time | None:
    minutes, seconds = int(found[8]), int(found[9] or 0)
    offset = int(found[7]) * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or offset > _LARGEST_OFFSET:
        return None
    return Time(nanos, -offset if found[6] == "-" else offset)


def zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def parse_date_time(text: str) -> DateTime | None:
    date_text, separator, time_text = text.partition("T")
    date = parse_date(date_text)
    if date is None:
        return None
    if not separator:
        return DateTime(date, Time(0))
    if time_text.startswith("24:00:00"):
        # The midnight that ends a day (ISO 8601) is the one that begins the next.
        time = parse_time("00" + time_text[2:])
        return None if time is None or time.nanos else DateTime(day_from_ordinal(date.toordinal() + 1), time)
    time = parse_time(time_text)
    return None if time is None else DateTime(date, time)


def parse_duration(text: str) -> DayTime | YearMonth | None:
    found = _YEARS.fullmatch(text)
    if found is not None:
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return YearMonth(-months if found[1] else months)
    found = _DAYS.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(found[group] or 0) for group in (2, 3, 4, 5))
    nanos = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * NANOS + int((found[6] or "").ljust(9, "0"))
    return DayTime(-nanos if found[1] else nanos)


def parse_temporal(text: str) -> Day | Time | DateTime | DayTime | YearMonth | None:
    """What an ``@"..."`` literal means; its form decides its type."""
    if text.lstrip("-").startswith("P"):
        return parse_duration(text)
    # A zone may hold the letter that divides date and time: ``10:00:00@Etc/UTC``.
    return parse_date(text) or parse_time(text) or (parse_date_time(text) if "T" in text else None)


def format_time(value: Time) -> str:
    text = f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}"
    fraction = value.nanos % NANOS
    if fraction:
        text += f".{fraction:09d}".rstrip("0")
    if value.zone is not None:
        return f"{text}@{value.zone}"
    return text + format_offset(value.offset)


def format_offset(offset: int | None) -> str:
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    sign, size = ("-", -offset) if offset < 0 else ("+", offset)
    seconds = f":{size % 60:02d}" if size % 60 else ""
    return f"{sign}{size // 3600:02d}:{size // 60 % 60:02d}{seconds}"


def format_date_time(value: DateTime) -> str:
    return f"{value.date.isoformat()}T{format_time(value.time)}"


def format_year_month(value: YearMonth) -> str:
    sign = "-" if value.months < 0 else ""
    years, months = divmod(abs(value.months), 12)
    if not years and not months:
        return "P0M"
    return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months else ''}"


def format_day_time(value: DayTime) -> str:
    if not value.nanos:
        return "PT0S"
    sign, size = ("-", -value.nanos) if value.nanos < 0 else ("", value.nanos)
    days, rest = divmod(size, NANOS_A_DAY)
    seconds, fraction = divmod(rest, NANOS)
    parts = [(seconds // 3600, "H"), (seconds // 60 % 60, "M")]
    clock = "".join(f"{amount}{unit}" for amount, unit in parts if amount)
    if seconds % 60 or fraction:
        tail = f".{fraction:09d}".rstrip("0") if fraction else ""
        clock += f"{seconds % 60}{tail}S"
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def add_months(date: Day, months: int) -> Day:
    """The same day of another month, or that month's last day where it is shorter; ValueError beyond the calendar."""
    year, month_before = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = 29 if month_before == 1 and calendar.isleap(year) else _MONTH_LENGTHS[month_before]
    return day(year, month_before + 1, min(date.day, last))


_MONTH_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def add_nanos(value: DateTime, nanos: int) -> DateTime:
    days, rest = divmod(value.time.nanos + nanos, NANOS_A_DAY)
    time = Time(rest, value.time.offset, value.time.zone)
    return DateTime(day_from_ordinal(value.date.toordinal() + days), time)


def whole_months(earlier: Day, later: Day) -> int:
    """Whole months from one date to another, negative when it goes back (DMN 1.5, *years and months duration*)."""
    if later.toordinal() < earlier.toordinal():
        return -whole_months(later, earlier)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - 1 if later.day < earlier.day else months


def offset_of(value: DateTime) -> int | None:
    """Seconds east of UTC at that moment; none for local time."""
    if value.time.zone is None:
        return value.time.offset
    date = value.date.base if isinstance(value.date, FarDate) else value.date
    seconds = value.time.nanos // NANOS
    moment = dt.datetime.combine(date, dt.time()) + dt.timedelta(seconds=seconds)
    shift = moment.replace(tzinfo=ZoneInfo(value.time.zone)).utcoffset()
    return None if shift is None else int(shift.total_seconds())


def offset_of_time(value: Time) -> int | None:
    if value.zone is None:
        return value.offset
    return offset_of(DateTime(dt.date(1970, 1, 1), value))


def instant(value: DateTime) -> int:
    """Nanoseconds on the one scale that compares moments; local time counts as UTC."""
    shift = offset_of(value) or 0
    return value.date.toordinal() * NANOS_A_DAY + value.time.nanos - shift * NANOS


def time_instant(value: Time) -> int:
    return value.nanos - (offset_of_time(value) or 0) * NANOS
