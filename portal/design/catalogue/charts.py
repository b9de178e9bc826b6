"""Charts, drawn on the server."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.design.exhibit import Exhibit, Group, State
from services.core.components.api import Bar, Chart, Point, StackedChart
from services.core.money.api import Money


def values() -> Mapping[str, Any]:
    months = (7, 8, 9, 10, 11, 12)
    counts = (212, 268, 251, None, 342, 417)
    return {
        "bars": Chart(
            _("Paid in November, by body"),
            _("yuan"),
            [
                Point(_("Human Resources and Social Security Bureau"), Money(Decimal("12345678.90"))),
                Point(_("Civil Affairs Bureau"), Money(Decimal("4870220.00"))),
                Point(_("Health Commission"), Money(Decimal("915300.00"))),
                Point(_("Housing Bureau"), None),
            ],
            _("From the ledger on 1 December 2025. Of the Housing Bureau we have no figures."),
        ),
        "line": Chart(
            _("Offers confirmed each month"),
            _("number of offers"),
            [Point(f"2025-{month:02}", count) for month, count in zip(months, counts, strict=True)],
            _("October is missing: the register was moved."),
        ),
        "whole": StackedChart(
            _("How offers ended"),
            _("number of offers"),
            [_("Confirmed"), _("Waiting"), _("Put off"), _("Declined")],
            [Bar(_("All offers of 2025"), [1540, 390, 61, 9])],
        ),
        "several": StackedChart(
            _("Hours from the event to the offer"),
            _("number of offers"),
            [_("Within an hour"), _("Within a day"), _("Later")],
            [
                Bar(_("Births"), [812, 40, 3]),
                Bar(_("Sixty-fifth birthdays"), [640, 2, 0]),
                Bar(_("Hires"), [205, 160, 44]),
            ],
        ),
    }


GROUP = Group(
    slug="charts",
    title=_("Charts"),
    lede=_("One question, one chart. Every figure stands in words too, and in a table behind."),
    values=values,
    exhibits=(
        Exhibit(
            "bar",
            _("Bars"),
            _("To compare measures of one kind. Long names have room: each stands above its bar."),
            _("Not for more than twelve: that is a table. What is unknown is an empty outline, never a zero."),
            (State(_("Sums of several bodies"), "{% bar_chart bars %}"),),
        ),
        Exhibit(
            "line",
            _("Line"),
            _("For how one measure went over time. The scale begins at zero, a gap is a gap."),
            _("Not for fewer than four points, and not for things without an order."),
            (State(_("Six months, one unknown"), "{% line_chart line %}"),),
        ),
        Exhibit(
            "stacked",
            _("Parts of a whole"),
            _("For shares. Each part has its colour, its pattern and its place in the key, which has the figures."),
            _("Not for more than five parts, and never as a pie: angles cannot be compared."),
            (
                State(_("One whole"), "{% stacked_chart whole %}"),
                State(_("Several wholes"), "{% stacked_chart several %}"),
            ),
        ),
    ),
)
