"""Finding a policy: by what people call it, by whom it is for, by the moment that leads to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility.facts.api import descriptor
from eligibility.policies import api as policies
from eligibility.policies.api import LifeEvent, Policy
from services.core.components.api import Words
from services.core.languages.api import in_language

PEOPLE, ENTERPRISES = "people", "enterprises"
_LONGEST = 80  # of what is searched for: more is no name of a policy


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; whatever is not among the choices counts as not asked."""

    words: str = ""
    audience: str = ""
    event: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Wanted:
        audience, event = given.get("for", ""), given.get("event", "")
        return cls(
            words=given.get("q", "").strip()[:_LONGEST],
            audience=audience if audience in (PEOPLE, ENTERPRISES) else "",
            event=event if event in LifeEvent.values else "",
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.audience or self.event)

    @property
    def audiences(self) -> list[Choice]:
        names = (("", _("Everybody")), (PEOPLE, _("People")), (ENTERPRISES, _("Enterprises")))
        return [Choice(value, text, value == self.audience) for value, text in names]

    @property
    def events(self) -> list[Choice]:
        led_to = {event for one in policies.policies() for event in one.life_events}
        known = [Choice(event.value, event.label, event == self.event) for event in LifeEvent if event in led_to]
        return [Choice("", _("Any"), not self.event), *known]


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    summary: str
    href: str
    mark: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Group:
    of: str
    entries: Sequence[Entry]


def audience_of(policy: Policy) -> str:
    unit = descriptor(policy.unit)
    subject = policy.subject.split(".")
    if len(subject) > 1:
        relation = unit.relations[subject[1]]
        unit = descriptor(relation.to)
    return ENTERPRISES if "enterprise" in unit.fields[unit.subject].references else PEOPLE


def find(wanted: Wanted) -> list[Group]:
    """Those of people, then those of enterprises, by title; groups without any are left out."""
    found: dict[str, list[Entry]] = {PEOPLE: [], ENTERPRISES: []}
    for one in policies.policies():
        audience = audience_of(one)
        if _fits(one, audience, wanted):
            found[audience].append(_entry(one))
    return [Group(of, sorted(some, key=lambda entry: entry.title)) for of, some in found.items() if some]


def _fits(policy: Policy, audience: str, wanted: Wanted) -> bool:
    if wanted.audience and audience != wanted.audience:
        return False
    if wanted.event and wanted.event not in policy.life_events:
        return False
    return all(word in _searched(policy) for word in wanted.words.casefold().split())


def _searched(policy: Policy) -> str:
    """Everything that people may call it, in both languages: who types Chinese on an English page finds it too."""
    words = [
        *policy.titles.values(),
        *policy.summary.values(),
        *(one for some in policy.words.values() for one in some),
    ]
    return "\n".join(words).casefold()


def _entry(policy: Policy) -> Entry:
    return Entry(
        title=in_language(policy.titles),
        summary=in_language(policy.summary),
        href=reverse("policies:policy", args=[policy.code]),
        mark=policies.mark_label(policy.source["mark"]),
        verified=not policy.to_be_verified,
    )
