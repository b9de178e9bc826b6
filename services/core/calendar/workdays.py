"""Counting working days as Chinese law does, with weekends that are worked and weekdays that are off (调休). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a limit. `provisional`: it lies beyond the holidays that are announced, so it may still move."""

    day: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """`exceptions`: days that are not what their weekday says, True where they are worked."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    announced_through: date = date.min

    def works_on(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < _SATURDAY)

    def working_days_after(self, day: date) -> Iterator[date]:
        """Without end; the day of the event itself does not count (Civil Code, art. 201)."""
        while day < date.max:
            day += _DAY
            if self.works_on(day):
                yield day

    def after(self, start: date, days: int) -> Deadline:
        """The last of `days` working days after `start`; limits in the Administrative Licensing Law are so counted."""
        if days < 1:
            message = f"A limit has at least one day, not {days}."
            raise ValueError(message)
        counted = self.working_days_after(start)
        for _ in range(days - 1):
            next(counted)
        last = next(counted)
        return Deadline(last, provisional=last > self.announced_through)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and with `end`; negative where `end` is the earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(1 for offset in range(1, (end - start).days + 1) if self.works_on(start + offset * _DAY))
