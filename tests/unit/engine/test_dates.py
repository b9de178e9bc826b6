"""Dates are compared and shifted by the calendar, never by dividing days."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.engine.models import feel

dates = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2200, 12, 31))
months = st.integers(min_value=-600, max_value=600)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2020-01-31") + duration("P1M")', "2020-02-29"),
        ('date("2021-01-31") + duration("P1M")', "2021-02-28"),
        ('date("2020-02-29") + duration("P1Y")', "2021-02-28"),
        ('date("2020-02-29") - duration("P4Y")', "2016-02-29"),
        ('date("2020-02-28") + duration("P1D")', "2020-02-29"),
        ('date("2020-03-01") - duration("PT24H")', "2020-02-29"),
    ],
)
def test_leap_days(text: str, expected: str) -> None:
    assert feel(text) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("birth", "on", "of_age"),
    [
        ("2008-02-29", "2026-02-28", True),  # 18 years after 29 February is 28 February (last day of the month)
        ("2008-02-29", "2026-02-27", False),
        ("2008-12-31", "2026-01-01", False),
        ("2008-01-01", "2026-01-01", True),
    ],
)
def test_of_age(birth: str, on: str, of_age: bool) -> None:
    assert feel('date(birth) + duration("P18Y") <= date(on)', birth=birth, on=on) is of_age


def test_there_is_no_thirtieth_of_february() -> None:
    assert feel('date("2025-02-30")') is None
    assert feel("date(2025, 2, 30)") is None


@given(dates, months)
def test_adding_months_keeps_the_day_or_takes_the_last_one(date: dt.date, count: int) -> None:
    found = feel('d + m * duration("P1M")', d=date, m=count)
    year, month = divmod(date.year * 12 + date.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    assert found == dt.date(year, month + 1, min(date.day, last))


@given(dates, dates)
def test_whole_months_between_two_dates(first: dt.date, second: dt.date) -> None:
    early, late = sorted((first, second))
    count = feel('years and months duration(a, b) / duration("P1M")', a=early, b=late)
    assert feel('a + m * duration("P1M")', a=early, m=count) <= late
    year, month = divmod(early.year * 12 + early.month + int(count), 12)
    if early.day <= calendar.monthrange(year, month + 1)[1]:
        assert dt.date(year, month + 1, early.day) > late


@given(dates, dates)
def test_differences_are_exact_days(first: dt.date, second: dt.date) -> None:
    assert feel('(a - b) / duration("P1D")', a=first, b=second) == (first - second).days
