"""Sums, days and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.design import examples
from portal.design.exhibit import Exhibit, Group, State
from services.core.components.api import Figure


def values() -> Mapping[str, Any]:
    return {
        "amount": examples.ALLOWANCE,
        "smallest": examples.SMALLEST,
        "large": examples.LARGE,
        "born": date(2025, 11, 18),
        "paid_at": datetime(2025, 12, 1, 1, 30, tzinfo=UTC),
        "progress_label": _("Documents checked"),
        "tiles": [
            Figure(_("Paid this month"), examples.LARGE, _("To 4,312 people, without one application.")),
            Figure(_("Found without being asked"), "97%", _("Of all grants. The rest were applied for."), "#tile"),
            Figure(_("From event to offer"), _("9 seconds"), _("Half of all births took less.")),
        ],
    }


GROUP = Group(
    slug="figures",
    title=_("Sums, days and numbers"),
    lede=_("Money is what people came for: it is exact, it never breaks over a line, and it is never a guess."),
    values=values,
    exhibits=(
        Exhibit(
            "money",
            _("Money amount"),
            _("For every sum. The size follows its weight on the page: one extra large amount at most."),
            _("Not for a sum that is unknown: say so in words. Never show a zero instead."),
            (
                State(_("In a sentence"), "{% money amount %}"),
                State(_("In a list"), '{% money amount "l" %}'),
                State(_("What the page is about"), '{% money amount "xl" %}'),
                State(_("The smallest sum"), '{% money smallest "xl" %}'),
                State(_("A very large sum"), '{% money large "xl" %}'),
            ),
        ),
        Exhibit(
            "day",
            _("Day and moment"),
            _("For every date: written as the reader writes it, and readable for machines."),
            _("Not for a day that cannot be promised: leave it out."),
            (State(_("A day"), "{% day born %}"), State(_("A moment"), "{% day paid_at %}")),
        ),
        Exhibit(
            "tile",
            _("Figure with its meaning"),
            _("For a number about the city that says something to its reader."),
            _("Not without a meaning: a number alone is decoration. Not for a person's own sums."),
            (
                State(
                    _("Several side by side"),
                    '<ul class="tb-tiles">{% for tile in tiles %}<li>{% figure_tile tile %}</li>{% endfor %}</ul>',
                ),
            ),
        ),
        Exhibit(
            "progress",
            _("Progress"),
            _("Where something is counted and the whole is known."),
            _("Not for waiting: a timeline says what happens next and when."),
            (
                State(_("On the way"), "{% progress 3 5 progress_label %}"),
                State(_("Not begun"), "{% progress 0 5 progress_label %}"),
                State(_("Complete"), "{% progress 5 5 progress_label %}"),
            ),
        ),
    ),
)
