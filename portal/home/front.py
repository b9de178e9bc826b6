"""The part of the front door that is the same for everybody, drawn once for a language and a state of the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from eligibility.awards.api import CityFigures
from eligibility.policies import api as policies
from eligibility.policies.api import Rulebook
from portal.home.figures import counted_at
from portal.home.queries import front_page


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Everything that it was drawn from: as long as all of it is the same, so is the drawing."""

    book: Rulebook
    counted: CityFigures
    day: date
    html: SafeString


_drawn: Final[dict[str, _Drawn]] = {}


def front(at: datetime) -> SafeString:
    language = get_language() or ""
    book, counted = policies.rulebook(), counted_at(at)
    kept = _drawn.get(language)
    if kept is None or kept.book is not book or kept.counted is not counted or kept.day != at.date():
        html = render_to_string("home/front.html", {"page": front_page(counted, at.date())})
        kept = _drawn[language] = _Drawn(book, counted, at.date(), html)
    return kept.html
