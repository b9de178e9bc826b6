"""Finding a policy among many: by words, by occasion, by where one's company stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from eligibility.engine.api import VerdictState
from eligibility.policies.api import LifeEvent, Policy
from services.core.components.api import Card

UNDER_WAY: Final = "under_way"
_STANDINGS: Final = [
    ("", _("All")),
    (VerdictState.ELIGIBLE.value, _("We are eligible")),
    (UNDER_WAY, _("Under way or paid")),
    (VerdictState.UNKNOWN.value, _("Not known yet")),
    (VerdictState.NOT_ELIGIBLE.value, _("Not granted")),
]
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """A policy, where the company stands with it, and how that is shown."""

    policy: Policy
    standing: str
    card: Card


class FilterForm(forms.Form):
    """What nobody can read is no reason to show nothing: such a choice counts as none."""

    q = forms.CharField(label=_("Words"), required=False, max_length=_LONGEST)
    event = forms.ChoiceField(label=_("Occasion"), required=False)
    standing = forms.ChoiceField(label=_("Where we stand"), required=False, choices=_STANDINGS)

    def __init__(self, *args: Any, among: Iterable[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {event for one in among for event in one.policy.life_events}
        occasions = [(event.value, event.label) for event in LifeEvent if event in named]
        field = self.fields["event"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("All")), *occasions]

    def chosen(self) -> dict[str, str]:
        """Only what can be read."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


def found(among: Sequence[Standing], chosen: dict[str, str]) -> list[Standing]:
    terms = _folded(chosen.get("q", "")).split()
    return [
        one
        for one in among
        if chosen.get("standing", one.standing) == one.standing
        and (not chosen.get("event") or chosen["event"] in one.policy.life_events)
        and all(term in _text(one.policy) for term in terms)
    ]


def _text(policy: Policy) -> str:
    called = [word for words in policy.words.values() for word in words]
    return _folded(" ".join([*policy.titles.values(), *policy.summary.values(), *called]))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
