"""The clock of the interface layer."""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment in the time zone of the city. A fixed date of the demo replaces the day, not the hour."""
    real = timezone.localtime(timezone.now(), timezone.get_default_timezone())
    fixed: date | None = settings.TONGBAN_TODAY
    return real if fixed is None else real.replace(year=fixed.year, month=fixed.month, day=fixed.day)


def today() -> date:
    return now().date()


def end_of_day(day: date) -> datetime:
    """The last moment of a day in the time zone of the city: what was recorded on that day counts."""
    return datetime.combine(day, time.max, timezone.get_default_timezone())
