"""Narrowing the record of who read one's data: by the body whose register was read, by purpose, by time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from eligibility.facts import api as facts
from services.bodies.api import body_names
from services.core.access.api import Purpose, Wanted

_PERIODS: Final = {"30": _("The last 30 days"), "365": _("The last 12 months")}


class ReadingFilter(forms.Form):
    """Everything is optional; what means nothing is as if it had not been asked for."""

    body = forms.ChoiceField(label=_("Whose register"), required=False)
    purpose = forms.ChoiceField(
        label=_("What for"), required=False, choices=[("", _("Every purpose")), *Purpose.choices]
    )
    period = forms.ChoiceField(label=_("When"), required=False, choices=[("", _("The whole time")), *_PERIODS.items()])
    runs = forms.ChoiceField(
        label=_("Readings of everybody"),
        required=False,
        choices=[("", _("With those of everybody")), ("mine", _("Only those of me in particular"))],
    )

    def __init__(self, sent: Mapping[str, Any], *, on: date) -> None:
        super().__init__(sent)
        self._on = on
        keepers = body_names({one.body for one in facts.descriptors().values()}, on)
        choice = self.fields["body"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [("", _("Every body")), *sorted(keepers.items(), key=lambda one: one[1])]

    def wanted(self) -> Wanted:
        self.is_valid()
        chosen = self.cleaned_data
        period, body = chosen.get("period"), chosen.get("body")
        return Wanted(
            purpose=chosen.get("purpose") or "",
            datasets=frozenset(name for name, one in facts.descriptors().items() if one.body == body),
            since=self._on - timedelta(days=int(period)) if period else None,
            runs=chosen.get("runs") != "mine",
        )
