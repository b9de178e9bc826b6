"""Counting working days: the vectors of real years, and what holds for every calendar."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.calendar.workdays import WorkCalendar
from services.core.calendar.years import SHIPPED, YearRefused, read_years

REAL = WorkCalendar(
    {
        day: works
        for year in read_years(SHIPPED)
        for days, works in ((year.holidays, False), (year.worked, True))
        for day in days
    },
    announced_through=date(2026, 12, 31),
)
days = st.dates(date(2023, 1, 1), date(2026, 6, 30))
calendars = st.dictionaries(days, st.booleans(), max_size=60).map(lambda known: WorkCalendar(known, date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("start", "limit", "last"),
    [
        ("2025-01-24", 5, "2025-02-07"),  # a Monday to Friday clock says 2025-01-31
        ("2025-01-24", 20, "2025-02-27"),  # … 2025-02-21
        ("2025-01-24", 30, "2025-03-13"),
        ("2025-09-26", 5, "2025-10-10"),  # … 2025-10-03
    ],
)
def test_the_vectors(start: str, limit: int, last: str) -> None:
    deadline = REAL.after(date.fromisoformat(start), limit)
    assert (deadline.day.isoformat(), deadline.provisional) == (last, False)


@pytest.mark.parametrize("worked", ["2025-01-26", "2025-02-08", "2025-09-28", "2025-10-11"])
def test_make_up_days_are_worked(worked: str) -> None:
    assert REAL.works_on(date.fromisoformat(worked))


def test_beyond_the_announced_years_a_limit_may_still_move() -> None:
    assert not REAL.after(date(2026, 12, 1), 20).provisional
    assert REAL.after(date(2026, 12, 15), 20).provisional
    assert WorkCalendar().after(date(2026, 1, 1), 1).provisional


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_has_a_day(limit: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        REAL.after(date(2025, 1, 1), limit)


@given(calendar=calendars, start=days, limit=st.integers(1, 60))
def test_the_last_day_is_worked_and_as_many_lie_between(calendar: WorkCalendar, start: date, limit: int) -> None:
    last = calendar.after(start, limit).day
    assert calendar.works_on(last)
    assert calendar.between(start, last) == limit
    assert calendar.between(last, start) == -limit


@given(calendar=calendars, start=days, first=st.integers(1, 30), more=st.integers(1, 30))
def test_a_limit_and_its_extension_are_one_longer_limit(
    calendar: WorkCalendar, start: date, first: int, more: int
) -> None:
    """No day is lost or counted twice at the seam."""
    assert calendar.after(calendar.after(start, first).day, more) == calendar.after(start, first + more)


@given(calendar=calendars, start=days, limit=st.integers(1, 40))
def test_to_begin_later_never_ends_earlier(calendar: WorkCalendar, start: date, limit: int) -> None:
    assert calendar.after(start + timedelta(days=1), limit).day >= calendar.after(start, limit).day


@given(calendar=calendars, start=days)
def test_the_days_come_in_order_and_only_once(calendar: WorkCalendar, start: date) -> None:
    found = list(islice(calendar.working_days_after(start), 50))
    assert found == sorted(set(found))
    assert found[0] > start


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- a list", "must name years"),
        ("", "must name years"),
        ("2027: [", "can't be read"),
        ("2027: {days: {}}", "keys"),
        ("text: {holidays: {}}", "keys"),
        ("2027: {holidays: [2027-01-01]}", "write each day"),
        ("2027: {holidays: {2026-01-01: {zh-hans: 元旦}}}", "of that year"),
        ("2027: {holidays: {2027-01-01: {en: New Year}}}", "Chinese name"),
        ("2027: {holidays: {2027-01-02: {zh-hans: 元旦}}}", "weekend, off anyhow"),
        ("2027: {worked: {2027-01-04: {zh-hans: 元旦}}}", "weekday, worked anyhow"),
    ],
)
def test_a_file_that_says_nothing_right_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "years.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(YearRefused, match=says):
        read_years(file)
