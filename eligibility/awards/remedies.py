"""Until when, and to whom, one can object to a decision. Periods run from the day on which it was served.

Reconsideration: sixty days from knowing of the decision (行政复议法 2023, art. 20), to the government above the body
(art. 24). Litigation: six months from knowing of it (行政诉讼法, art. 46). The day itself does not count, a month ends
on its own day or on its last one, and a period that would end on a day off ends on the next working day (民事诉讼法,
art. 85, to which both laws refer; 民法典, art. 202).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.bodies.api import government_above
from services.core.calendar.api import WorkCalendar

RECONSIDERATION_DAYS: Final = 60
LITIGATION_MONTHS: Final = 6


@dataclass(frozen=True, slots=True)
class Remedies:
    """`provisional`: the year's days off are not announced yet, so a last day may move to a later one, never back."""

    reconsider_by: date
    sue_by: date
    provisional: bool
    authority: str  # the name of the government that reconsiders; "" where the tree knows none


def remedies(*, body: str, served: date, days: WorkCalendar) -> Remedies:
    reconsider_by = _no_day_off(served + timedelta(days=RECONSIDERATION_DAYS), days)
    sue_by = _no_day_off(months_after(served, LITIGATION_MONTHS), days)
    return Remedies(
        reconsider_by=reconsider_by,
        sue_by=sue_by,
        provisional=sue_by > days.announced_through,
        authority=government_above(body, served),
    )


def months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _no_day_off(day: date, days: WorkCalendar) -> date:
    return day if days.works_on(day) else next(days.working_days_after(day))
