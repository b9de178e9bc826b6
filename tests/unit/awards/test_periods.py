"""Last days of periods: counted from the next day, by the calendar, never ending on a day off."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.awards.remedies import months_after


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 12, 1), 6, date(2026, 6, 1)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 6, 30), 6, date(2025, 12, 30)),
        (date(2025, 7, 1), 6, date(2026, 1, 1)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
    ],
)
def test_a_month_ends_on_its_own_day_or_its_last(start: date, months: int, end: date) -> None:
    assert months_after(start, months) == end
