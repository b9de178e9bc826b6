"""Dates, sums and other values in the reader's form."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language, gettext, pgettext

from services.core.money.api import Money, format_money

_GROUPED_FROM: Final = 10_000


def in_city_time(moment: datetime) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone()) if timezone.is_aware(moment) else moment


def long_day(value: date | datetime) -> str:
    """1 December 2025, or 2025年12月1日; a moment keeps its hour in the city's time."""
    if isinstance(value, datetime):
        return date_format(in_city_time(value), pgettext("date format", "j F Y, H:i"))
    return date_format(value, pgettext("date format", "j F Y"))


def long_month(value: date) -> str:
    """December 2025, or 2025年12月."""
    return date_format(value, pgettext("date format", "F Y"))


def long_year(value: date) -> str:
    """2025, or 2025年."""
    return date_format(value, pgettext("date format", "Y"))


def money_text(value: Money) -> str:
    return format_money(value, get_language() or "zh-hans")


def plain_value(value: object) -> str:
    """A value of a fact as people write it. `None` is known to be absent; unknown is not a value and not asked here."""
    if value is None:
        return gettext("None on record")
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return _number_or_text(value)


def number_text(value: Decimal | int) -> str:
    """Thousands apart by a comma, as in sums; Chinese writes four digits together (GB/T 15835-2011)."""
    together = -_GROUPED_FROM < value < _GROUPED_FROM and (get_language() or "zh-hans").startswith("zh")
    comma = "" if together else ","
    return format(value, f"{comma}f" if isinstance(value, Decimal) else comma)


def _number_or_text(value: object) -> str:
    if isinstance(value, Money):
        return money_text(value)
    if isinstance(value, Decimal | int):
        return number_text(value)
    if isinstance(value, float):
        return number_text(Decimal(str(value)))
    if isinstance(value, date):
        return long_day(value)
    return str(value)
