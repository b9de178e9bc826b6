"""A list as columns and lines, ready for its template: a table on a desk, a card for each row on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext as _

from services.core.components.api import Action
from services.core.desk.paging import BoundedPaginator
from services.core.desk.showing import shown

_CHECKBOX: Final = "action_checkbox"
# Columns of figures stand flush with each other.
_FIGURES: Final = frozenset({"sum", "sum_in_all", "count", "rows", "applied", "unchanged", "quarantined", "attempts"})


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    sort: str = ""  # the address that sorts by it
    order: str = ""  # ascending, descending
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    href: str
    title: str
    cells: Sequence[tuple[Column, Any]]


@dataclass(frozen=True, slots=True)
class Menu:
    """A filter: what it goes by, what is chosen, and the ways to choose otherwise."""

    title: str
    chosen: str
    clear: str
    choices: Sequence[Mapping[str, Any]]


def columns(listed: ChangeList) -> list[Column]:
    headed = zip(listed.list_display, result_headers(listed), strict=True)
    return [_column(str(name), header) for name, header in headed if name != _CHECKBOX]


def lines(listed: ChangeList) -> Iterator[Line]:
    """What stands on this page of the list; the first column leads to the object."""
    every, rows = columns(listed), list(listed.result_list)
    page: Any = listed.model_admin
    page.prepare(rows)
    for row in rows:
        cells = [(column, shown(listed.model_admin, column.name, row)) for column in every]
        yield Line(str(row.pk), listed.url_for_result(row), page.called(row), cells)


def menus(listed: ChangeList) -> list[Menu]:
    """The filters. A choice is what Django's filters give: display, selected, query_string."""
    found = []
    for each in listed.filter_specs:
        choices = list(each.choices(listed))
        chosen = next((one for one in choices[1:] if one["selected"]), None)
        clear = choices[0]["query_string"] if choices else ""
        found.append(Menu(str(each.title), str(chosen["display"]) if chosen else "", str(clear), choices))
    return found


def counted(listed: ChangeList) -> str:
    """How many rows there are, as far as anybody counted."""
    paginator = listed.paginator
    if isinstance(paginator, BoundedPaginator) and paginator.more:
        return _("More than %(count)s. Search or filter to see the others.") % {"count": f"{listed.result_count:,}"}
    return _("%(count)s in all") % {"count": f"{listed.result_count:,}"}


def pages(listed: ChangeList) -> dict[str, Any]:
    """What the pagination component shows."""
    number, paginator = listed.page_num, listed.paginator
    if not listed.multi_page:
        return {"several": False}
    numbers = paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)

    def address(page: int) -> str:
        return listed.get_query_string({"p": page})

    return {
        "several": True,
        "numbers": [
            {"number": one, "href": address(one) if isinstance(one, int) else "", "current": one == number}
            for one in numbers
        ],
        "previous": address(number - 1) if number > 1 else "",
        "next": address(number + 1) if number < paginator.num_pages else "",
    }


def bulk_acts(listed: ChangeList, action_form: Any) -> list[Action]:
    """What may be done with several chosen rows at once."""
    if action_form is None or not listed.result_list:
        return []
    return [Action(label, name) for name, label in action_form.fields["action"].choices if name]


def _column(name: str, header: dict[str, Any]) -> Column:
    order = ("ascending" if header["ascending"] else "descending") if header.get("sorted") else ""
    text = str(header["text"])
    return Column(name, text[:1].upper() + text[1:], header.get("url_primary", ""), order, name in _FIGURES)
