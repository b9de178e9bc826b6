"""The table of announced years: reading it for a count, and loading a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction
from django.db.models import Max

from services.core.calendar.models import AnnouncedYear, WorkCalendarDay
from services.core.calendar.workdays import Deadline, WorkCalendar
from services.core.languages.api import Text

SHIPPED: Final = Path(__file__).with_name("state_council.yaml")


class YearRefused(ValueError):
    """The file does not say a year's days; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Year:
    """`holidays` are weekdays, `worked` are days at a weekend: anything else would be no exception."""

    year: int
    holidays: Mapping[date, Text]
    worked: Mapping[date, Text]


def work_calendar() -> WorkCalendar:
    """Every announced year, in two statements: some thirty days a year."""
    last = AnnouncedYear.objects.aggregate(last=Max("year"))["last"]
    exceptions = dict(WorkCalendarDay.objects.values_list("day", "works"))
    return WorkCalendar(exceptions, date(last, 12, 31) if last else date.min)


def working_days_after(start: date, days: int) -> Deadline:
    """The last of `days` working days after `start`."""
    return work_calendar().after(start, days)


@transaction.atomic
def set_year(year: Year) -> bool:
    """Make the table say exactly this of the year; whether that was news."""
    given = {
        day: (works, names)
        for days, works in ((year.holidays, False), (year.worked, True))
        for day, names in days.items()
    }
    kept = {row.day: (row.works, row.names) for row in WorkCalendarDay.objects.filter(day__year=year.year)}
    _row, new = AnnouncedYear.objects.get_or_create(year=year.year)
    if kept == given:
        return new
    WorkCalendarDay.objects.filter(day__year=year.year).delete()
    WorkCalendarDay.objects.bulk_create(
        WorkCalendarDay(day=day, works=works, names=names) for day, (works, names) in given.items()
    )
    return True


def read_years(file: Path) -> list[Year]:
    """The years of a file like `state_council.yaml`, or `YearRefused`."""
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        message = f"{file} can't be read: {error}"
        raise YearRefused(message) from error
    if not isinstance(data, dict) or not data:
        message = f"{file} must name years, each with its days `holidays` and `worked`."
        raise YearRefused(message)
    return [_year(number, days) for number, days in data.items()]


def _year(number: Any, days: Any) -> Year:
    if not isinstance(number, int) or not isinstance(days, dict) or not days.keys() <= {"holidays", "worked"}:
        message = f"{number}: a year has the keys `holidays` and `worked`, each with days and their names."
        raise YearRefused(message)
    holidays, worked = (_days(number, days.get(key) or {}) for key in ("holidays", "worked"))
    for day in (*holidays, *worked):
        weekday = WorkCalendar().works_on(day)
        if weekday == (day in worked):
            message = f"{day} is a {'weekday, worked anyhow' if weekday else 'weekend, off anyhow'}: leave it out."
            raise YearRefused(message)
    return Year(number, holidays, worked)


def _days(number: int, given: Any) -> dict[date, Text]:
    if not isinstance(given, dict):
        message = f"{number}: write each day as `2026-01-01: {{zh-hans: 元旦}}`."
        raise YearRefused(message)
    for day, names in given.items():
        if type(day) is not date or day.year != number or not isinstance(names, dict) or not names.get("zh-hans"):
            message = f"{number}: {day} must be a date of that year with a Chinese name."
            raise YearRefused(message)
    return dict(given)
