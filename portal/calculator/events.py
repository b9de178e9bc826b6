"""The life events to choose from: those to which some published policy answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from eligibility.policies import api as policies
from eligibility.policies.api import LifeEvent
from services.core.components.api import Words
from services.core.languages.api import in_language


@dataclass(frozen=True, slots=True)
class Occasion:
    event: LifeEvent
    title: Words
    href: str
    benefits: Sequence[str]


@dataclass(frozen=True, slots=True)
class Occasions:
    of: str  # people or enterprises
    events: Sequence[Occasion]


def occasions(*, first: str) -> list[Occasions]:
    """Those of people and those of enterprises, the reader's own first."""
    found: dict[str, list[Occasion]] = {"people": [], "enterprises": []}
    for event in LifeEvent:
        titles = [in_language(one.titles) for one in policies.policies() if event in one.life_events]
        if titles:
            group = "enterprises" if event.of_enterprises else "people"
            href = reverse("calculator:event", args=[event.value])
            found[group].append(Occasion(event, event.label, href, titles))
    order = sorted(found, key=lambda of: of != first)
    return [Occasions(of, found[of]) for of in order if found[of]]
