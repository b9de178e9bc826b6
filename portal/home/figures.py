"""The city's figures, each with what it means for whoever reads it. Counted anew every ten minutes at most."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eligibility.awards import api as awards
from eligibility.policies import api as policies
from services.core.components.api import Chart, Figure, Point
from services.core.languages.api import in_language

_SECONDS: Final = 600
_MOST_BARS: Final = 6


@dataclass(frozen=True, slots=True)
class Shown:
    at: datetime
    tiles: Sequence[Figure]
    chart: Chart | None


class _Memory:
    """What this process counted last. A shared cache would be one more statement for every reader."""

    def __init__(self) -> None:
        self._moment: Any = None
        self._figures: awards.CityFigures | None = None

    def figures(self, at: datetime) -> awards.CityFigures:
        moment = (connection.settings_dict["NAME"], at.date(), int(time.monotonic() / _SECONDS))
        if self._figures is None or self._moment != moment:
            self._figures, self._moment = awards.city_figures(at), moment
        return self._figures

    def forget(self) -> None:
        self._figures = None


_memory: Final = _Memory()
forget_figures = _memory.forget


counted_at = _memory.figures


def figures(counted: awards.CityFigures) -> Shown | None:
    """None in a city in which nothing was found yet: an empty frame tells nobody anything."""
    return Shown(counted.at, list(_tiles(counted)), _chart(counted)) if counted.found else None


def _tiles(counted: awards.CityFigures) -> Iterator[Figure]:
    yield Figure(
        label=_("People and companies found"),
        value=counted.found,
        meaning=_("The registers showed that something is owed to them, before they asked for it."),
    )
    if counted.paid is not None:
        payments = ngettext("%(number)s payment arrived", "%(number)s payments arrived", counted.payments)
        yield Figure(
            label=_("Paid out"),
            value=counted.paid,
            meaning=_("%(payments)s, counted when the bank said so.")
            % {"payments": payments % {"number": counted.payments}},
        )
    if counted.days_to_money is not None:
        yield Figure(
            label=_("Days from the event to the money"),
            value=counted.days_to_money,
            meaning=_("The median: half of all who were paid waited no longer than this."),
        )
    if counted.without_form is not None:
        yield Figure(
            label=_("With nothing to fill in"),
            value=f"{counted.without_form} %",
            meaning=_("Of those who confirmed: everything was known already, so one click was all."),
        )


def _chart(counted: awards.CityFigures) -> Chart | None:
    known = policies.rulebook().policies
    found = [(known[code], people) for code, people in counted.found_by_policy.items() if code in known]
    if len(found) <= 1:
        return None
    return Chart(
        title=_("For whom something was found, by benefit"),
        unit=_("people or companies"),
        points=[Point(in_language(policy.titles), people) for policy, people in found[:_MOST_BARS]],
        note=_("Somebody for whom two benefits were found is counted in both."),
    )
