"""The demo's date is fixed, its hour is real."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from pytest_django import Settings

from services.core.calendar.api import now, today


@pytest.fixture
def midnight(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Still the old day in UTC, already the new one in the city."""
    moment = datetime(2026, 3, 31, 16, 30, 5, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def test_now_is_in_the_time_of_the_city(settings: Settings, midnight: datetime) -> None:
    settings.TONGBAN_TODAY = None
    assert now() == midnight
    assert now().isoformat() == "2026-04-01T00:30:05+08:00"
    assert today() == date(2026, 4, 1)


@pytest.mark.usefixtures("midnight")
def test_a_fixed_date_keeps_the_hour(settings: Settings) -> None:
    settings.TONGBAN_TODAY = date(2025, 12, 1)
    assert now().isoformat() == "2025-12-01T00:30:05+08:00"
    assert today() == date(2025, 12, 1)


@pytest.mark.usefixtures("midnight")
def test_a_leap_day_is_a_date_like_any_other(settings: Settings) -> None:
    settings.TONGBAN_TODAY = date(2028, 2, 29)
    assert today() == date(2028, 2, 29)
