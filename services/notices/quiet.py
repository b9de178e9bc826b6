"""When nobody's telephone should ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` until before `end`, on the city's clock; usually across midnight. The same moment twice: none."""

    start: time = time(21)
    end: time = time(8)

    def covers(self, moment: time) -> bool:
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


DEFAULT: Final = QuietHours()
NEVER: Final = QuietHours(time(0), time(0))


def not_before(moment: datetime, quiet: QuietHours, zone: tzinfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into.

    Where clocks are put forward over the end, the first moment after the gap.
    """
    here = moment.astimezone(zone)
    if not quiet.covers(here.time()):
        return moment
    end = _at(here, quiet.end, zone)
    if end <= moment:
        end = _at(here + timedelta(days=1), quiet.end, zone)
    return end


def _at(day: datetime, hour: time, zone: tzinfo) -> datetime:
    """That hour of that day. By way of UTC, which a local time that does not exist leaves after the gap."""
    return datetime.combine(day.date(), hour, zone).astimezone(UTC).astimezone(zone)
