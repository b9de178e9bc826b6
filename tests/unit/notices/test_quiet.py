"""When nobody's telephone rings."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notices.quiet import DEFAULT, NEVER, QuietHours, not_before

SHANGHAI = ZoneInfo("Asia/Shanghai")
hours = st.integers(0, 23).map(time)
moments = st.datetimes(datetime(1986, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware here
# Shanghai put its clocks forward from 1986 to 1991; New York does at 2:00, Lord Howe by half an hour.
zones = st.sampled_from(["Asia/Shanghai", "Asia/Urumqi", "America/New_York", "Australia/Lord_Howe", "UTC"]).map(
    ZoneInfo
)


@given(moments, hours, hours, zones)
def test_it_is_never_sent_within_quiet_hours_nor_later_than_needed(
    moment: datetime, start: time, end: time, zone: ZoneInfo
) -> None:
    quiet = QuietHours(start, end)
    due = not_before(moment, quiet, zone)
    assert due >= moment
    assert due - moment <= timedelta(hours=25)
    here = moment.astimezone(zone).time()
    if not quiet.covers(here):
        assert due == moment
    else:
        # The end itself, or the first moment after a gap into which the end falls.
        local = due.astimezone(zone)
        assert local.time() == end or local.replace(hour=end.hour, minute=end.minute) < local


@given(moments, zones)
def test_without_quiet_hours_nothing_waits(moment: datetime, zone: ZoneInfo) -> None:
    assert not_before(moment, NEVER, zone) == moment


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ((2025, 12, 1, 20, 59), (2025, 12, 1, 20, 59)),
        ((2025, 12, 1, 21, 0), (2025, 12, 2, 8, 0)),
        ((2025, 12, 1, 23, 59), (2025, 12, 2, 8, 0)),
        ((2025, 12, 2, 0, 0), (2025, 12, 2, 8, 0)),
        ((2025, 12, 2, 7, 59), (2025, 12, 2, 8, 0)),
        ((2025, 12, 2, 8, 0), (2025, 12, 2, 8, 0)),
        ((2025, 12, 31, 22, 0), (2026, 1, 1, 8, 0)),
    ],
)
def test_across_midnight(said: tuple[int, ...], sent: tuple[int, ...]) -> None:
    at = datetime(*said, tzinfo=SHANGHAI)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute
    assert not_before(at, DEFAULT, SHANGHAI) == datetime(*sent, tzinfo=SHANGHAI)  # type: ignore[arg-type,misc]


def test_whatever_the_zone_of_the_server() -> None:
    """14:00 in UTC is 22:00 in the city."""
    at = datetime(2025, 12, 1, 14, 0, tzinfo=UTC)
    assert not_before(at, DEFAULT, SHANGHAI) == datetime(2025, 12, 2, 0, 0, tzinfo=UTC)
