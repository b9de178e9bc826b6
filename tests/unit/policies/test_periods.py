from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.policies.api import Instalments, Per, Period, Terms, first_period, next_period
from eligibility.policies.rulebook import shipped

TERMS: Terms = shipped()[1].policy("elderly-allowance")
MONTHLY = replace(TERMS, instalments=Instalments.MONTHLY, award_per=Per.SUBJECT)
YEARLY = replace(TERMS, instalments=Instalments.YEARLY, award_per=Per.SUBJECT)
ONCE_A_YEAR = replace(TERMS, instalments=Instalments.NONE, award_per=Per.YEAR)
ONCE = replace(TERMS, instalments=Instalments.NONE, award_per=Per.EVENT)


@pytest.mark.parametrize(
    ("terms", "day", "start", "end"),
    [
        (MONTHLY, date(2025, 12, 1), date(2025, 12, 1), date(2025, 12, 31)),
        (MONTHLY, date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        (YEARLY, date(2025, 6, 14), date(2025, 1, 1), date(2025, 12, 31)),
        (ONCE_A_YEAR, date(2025, 12, 31), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_first_period(terms: Terms, day: date, start: date, end: date) -> None:
    assert first_period(terms, day) == Period(start, end)


def test_a_single_payment_has_no_period() -> None:
    assert first_period(ONCE, date(2025, 12, 1)) is None


@pytest.mark.parametrize(
    ("terms", "key", "following"),
    [(MONTHLY, "2025-12", "2026-01"), (MONTHLY, "2024-01", "2024-02"), (YEARLY, "2025", "2026")],
)
def test_next_period(terms: Terms, key: str, following: str) -> None:
    assert next_period(terms, Period.from_key(key)) == Period.from_key(following)


@pytest.mark.parametrize("terms", [ONCE, ONCE_A_YEAR])
def test_nothing_follows_a_single_payment(terms: Terms) -> None:
    assert next_period(terms, Period.year(2025)) is None


@pytest.mark.parametrize("key", ["", "25", "2025-1", "2025-13", "2025-00", "2025-12-01", "２０２５"])
def test_what_names_no_period(key: str) -> None:
    with pytest.raises(ValueError):
        Period.from_key(key)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)), st.sampled_from([MONTHLY, YEARLY]))
def test_periods_follow_each_other_without_gap(day: date, terms: Terms) -> None:
    period = first_period(terms, day)
    assert period is not None
    assert period.start <= day <= period.end
    following = next_period(terms, period)
    assert following is not None
    assert (following.start - period.end).days == 1
    assert period.key < following.key
    assert Period.from_key(period.key) == period
