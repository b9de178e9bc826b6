"""Filters of lists that ask the database nothing for their choices: Django's would read a whole table for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.db.models import DateTimeField, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.core.calendar.api import today

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # a lazy translation; known to the stubs only

_PERIODS: Final = {
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("Last 7 days"),
    "month": gettext_lazy("This month"),
    "year": gettext_lazy("This year"),
}


class PeriodFilter(admin.FieldListFilter):
    """`("at", PeriodFilter)`: by the city's date, which the demo fixes; Django's own goes by the machine's clock."""

    def __init__(self, field: Any, request: HttpRequest, params: Any, model: Any, page: Any, field_path: str) -> None:
        self.parameter = f"{field_path}__period"
        given = params.pop(self.parameter, [""])
        self.chosen = given[-1] if given[-1] in _PERIODS else ""
        super().__init__(field, request, params, model, page, field_path)

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter]

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield _choice(_("Any date"), not self.chosen, changelist.get_query_string(remove=[self.parameter]))
        for name, label in _PERIODS.items():
            yield _choice(label, name == self.chosen, changelist.get_query_string({self.parameter: name}))

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.chosen:
            return queryset
        first, day_after = _days(self.chosen, today())
        if isinstance(self.field, DateTimeField):
            return queryset.filter(
                **{f"{self.field_path}__gte": _midnight(first), f"{self.field_path}__lt": _midnight(day_after)}
            )
        return queryset.filter(**{f"{self.field_path}__gte": first, f"{self.field_path}__lt": day_after})


def values_filter(
    field: str, label: str | _StrPromise, values: Callable[[], Iterable[tuple[str, Any]]]
) -> type[admin.SimpleListFilter]:
    """A filter on a column whose values are known beforehand: (value, words) as the reader sees them."""

    class ValuesFilter(admin.SimpleListFilter):
        title = label
        parameter_name = field

        def lookups(self, _request: HttpRequest, _page: Any) -> list[tuple[str, Any]]:
            return list(values())

        def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            return queryset.filter(**{field: self.value()}) if self.value() else queryset

    return ValuesFilter


def _choice(display: Any, selected: bool, query: str) -> dict[str, Any]:  # noqa: FBT001 - what Django's filters give
    return {"display": display, "selected": selected, "query_string": query}


def _days(period: str, on: date) -> tuple[date, date]:
    """The first day of the period, and the day after its last: today."""
    first = {
        "today": on,
        "week": on - timedelta(days=6),
        "month": on.replace(day=1),
        "year": on.replace(month=1, day=1),
    }[period]
    return first, on + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())
