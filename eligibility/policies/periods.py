"""Periods: the year or month that an instalment or a yearly award is for. Calendar ones, both ends included."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from eligibility.policies.terms import Instalments, Per, Terms

_KEY: Final = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    @classmethod
    def from_key(cls, key: str) -> Period:
        """The period that `key` names: 2025 or 2025-12."""
        found = _KEY.fullmatch(key)
        if found is None:
            message = f"{key!r} is neither a year nor a month"
            raise ValueError(message)
        return cls.month(int(found[1]), int(found[2])) if found[2] else cls.year(int(found[1]))

    @property
    def key(self) -> str:
        """A short name that sorts by time: 2025 for a year, 2025-12 for a month."""
        same_month = (self.start.year, self.start.month) == (self.end.year, self.end.month)
        return f"{self.start:%Y-%m}" if same_month else f"{self.start:%Y}"


def first_period(terms: Terms, event_date: date) -> Period | None:
    """The period in which the event falls, for what is paid by instalments or once a year; otherwise none."""
    if terms.instalments is Instalments.MONTHLY:
        return Period.month(event_date.year, event_date.month)
    if terms.instalments is Instalments.YEARLY or terms.award_per is Per.YEAR:
        return Period.year(event_date.year)
    return None


def next_period(terms: Terms, period: Period) -> Period | None:
    """The period of the instalment that follows; none where there is nothing but one payment.

    Whether anything is due in it only the policy's model says.
    """
    if terms.instalments is Instalments.NONE:
        return None
    following = period.end + timedelta(days=1)
    if terms.instalments is Instalments.MONTHLY:
        return Period.month(following.year, following.month)
    return Period.year(following.year)
