"""Date functions (DMN 1.5, 10.3.4.8), and the two that ask the clock, which policies may not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from eligibility.engine.feel.builtins.registry import builtin
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.types import DATE, DATE_TIME, NUMBER, STRING
from eligibility.engine.feel.values import DateTime, Day, FarDate, Value, day
from eligibility.engine.record import feel_value

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _day(value: Value) -> Day:
    found: Day = value.date if isinstance(value, DateTime) else value
    return found


@builtin("day of year", "date: date|date and time", NUMBER)
def day_of_year(date: Value) -> Value:
    own = _day(date)
    return Decimal(own.toordinal() - day(own.year, 1, 1).toordinal() + 1)


@builtin("day of week", "date: date|date and time", STRING)
def day_of_week(date: Value) -> Value:
    return _DAYS[_day(date).isoweekday() - 1]


@builtin("month of year", "date: date|date and time", STRING)
def month_of_year(date: Value) -> Value:
    return _MONTHS[_day(date).month - 1]


@builtin("week of year", "date: date|date and time", NUMBER)
def week_of_year(date: Value) -> Value:
    """The week by ISO 8601."""
    own = _day(date)
    return Decimal((own.base if isinstance(own, FarDate) else own).isocalendar().week)


@builtin("today", "", DATE, with_run=True)
def today(run: Run) -> Value:
    moment = run.clock() if run.clock is not None else None
    return moment.date() if isinstance(moment, dt.datetime) else None


@builtin("now", "", DATE_TIME, with_run=True)
def now(run: Run) -> Value:
    return None if run.clock is None else feel_value(run.clock(), known_only=True)
