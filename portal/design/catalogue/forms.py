"""Questions and buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.design import examples
from portal.design.exhibit import Exhibit, Group, State
from services.core.components.api import ChoiceLabel, DatePartsField


class Questions(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As it stands on your identity card."))
    born = DatePartsField(label=_("When was your child born?"), help_text=_("For example 2025 11 3."))
    bank = forms.ChoiceField(
        label=_("Bank"), choices=[("", _("Choose a bank")), ("102", _("Industrial and Commercial Bank"))]
    )
    payee = forms.ChoiceField(
        label=_("Who shall be paid?"),
        widget=forms.RadioSelect,
        choices=[("mother", ChoiceLabel("林晓雯", _("Account ending in 1234"))), ("other", examples.LATIN_NAME)],
    )
    wrong = forms.MultipleChoiceField(
        label=_("What is wrong?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("date", _("The date of birth")), ("wage", _("The wage"))],
        required=False,
    )
    note = forms.CharField(label=_("What is right?"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label=_("I have read how my data is used"))


class Mistaken(Questions):
    """The same, sent with mistakes."""


def values() -> Mapping[str, Any]:
    wrong = {"name": "", "born_year": "2025", "born_month": "2", "born_day": "30", "bank": "102", "payee": "mother"}
    return {
        "form": Questions(auto_id="q_%s"),
        "mistaken": Mistaken(wrong, auto_id="m_%s"),
        "see": _("See what is mine"),
        "confirm": _("Confirm: ¥63,200.00 to the account ending in 1234"),
        "not_now": _("Not now"),
        "decline": _("Decline for good"),
        "cancel": _("Cancel"),
        "back": _("Back to my benefits"),
    }


GROUP = Group(
    slug="forms",
    title=_("Questions and buttons"),
    lede=_("Ask little, ask once, and lose nothing that was typed."),
    values=values,
    exhibits=(
        Exhibit(
            "buttons",
            _("Buttons"),
            _("For acts. One main button a page, and it names the act, the sum and where it goes."),
            _("Not for going somewhere: that is a link. Never grey out: say what is missing."),
            (
                State(_("Main"), "{% button confirm %}"),
                State(_("Second"), '{% button not_now kind="secondary" %}'),
                State(_("Cannot be undone"), '{% button decline kind="warning" %}'),
                State(_("Quiet"), '{% button cancel kind="link" %}'),
                State(_("A link that begins something"), '{% button see href="#buttons" %}'),
            ),
        ),
        Exhibit(
            "back",
            _("Back link"),
            _("First thing on a page that is a step of something."),
            _("Not where the menu already leads there."),
            (State(_("With where it leads"), '{% back_link "#back" back %}'),),
        ),
        Exhibit(
            "fields",
            _("Fields"),
            _("For what the registers do not know. Label above, hint below it, as wide as the answer."),
            _("Never for what a body already holds. No placeholder instead of a label."),
            (
                State(_("A name"), '{% field form.name width="20" %}'),
                State(_("A date: full-width digits and spaces are fine"), "{% field form.born %}"),
                State(_("One of many"), "{% field form.bank %}"),
                State(_("One of a few"), "{% field form.payee %}"),
                State(_("Any of these"), "{% field form.wrong %}"),
                State(_("Some words"), "{% field form.note %}"),
                State(_("Agree"), "{% field form.agree %}"),
            ),
        ),
        Exhibit(
            "errors",
            _("Error summary and errors"),
            _("After sending: at the top what is to mend, each line leads to its input; the answers are kept."),
            _("Not while somebody is typing. Not for a refusal: that is a decision with reasons."),
            (
                State(_("The summary"), "{% error_summary mistaken %}"),
                State(_("Nothing was given"), "{% field mistaken.name %}"),
                State(_("A day that does not exist"), "{% field mistaken.born %}"),
            ),
        ),
    ),
)
