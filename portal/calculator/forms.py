"""One question as a form. People type digits as their keyboard gives them: full-width, with spaces, with a unit."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eligibility.engine.api import Unknown
from portal.calculator.questions import Kind, Question
from services.core.components.api import DatePartsField, long_day, plain_value

_YES_NO: Final = [("yes", _("Yes")), ("no", _("No"))]
_BESIDE_DIGITS: Final = re.compile(r"[\s,，'’]|元|¥|￥|rmb|cny|yuan", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_LONGEST: Final = 40


class AnswerForm(forms.Form):
    """`answer`, of the kind that the question wants. An answer that is refused stays in its box."""

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        answer = _FIELDS[question.kind](question)
        answer.label, answer.help_text = question.text, _hint(question)
        self.fields["answer"] = answer

    @property
    def value(self) -> object:
        return self.cleaned_data["answer"]


class NumberField(forms.CharField):
    """A number as people type it, within what the register could hold."""

    def __init__(self, question: Question, **options: Any) -> None:
        self._question = question
        options["widget"] = forms.TextInput(
            attrs={"inputmode": "decimal" if question.scale else "numeric", "autocomplete": "off"}
        )
        options["error_messages"] = {"required": _("Enter a number, in digits.")}
        super().__init__(**options)

    def to_python(self, value: str | None) -> Any:
        text = unicodedata.normalize("NFKC", value or "").strip().replace("−", "-")
        if not text:
            return ""
        bare = _BESIDE_DIGITS.sub("", text)
        if not _NUMBER.fullmatch(bare):
            raise ValidationError(_("Enter a number in digits, such as 8 or 12000."), code="invalid")
        if len(bare) > _LONGEST:
            raise ValidationError(_("This number is too large. Check whether a digit is too many."), code="large")
        return self._within(Decimal(bare))

    def _within(self, number: Decimal) -> Decimal:
        low, high, scale = self._question.minimum, self._question.maximum, self._question.scale
        if low is not None and number < Decimal(str(low)):
            self._refuse(_("Enter %(limit)s or more."), low)
        if high is not None and number > Decimal(str(high)):
            self._refuse(_("Enter %(limit)s or less. Check whether a digit is too many."), high)
        if number != round(number, scale):
            message = _("Enter at most %(places)s decimal places.") if scale else _("Enter a whole number.")
            raise ValidationError(message, code="places", params={"places": scale})
        return number

    @staticmethod
    def _refuse(message: Any, limit: float) -> None:
        raise ValidationError(message, code="range", params={"limit": plain_value(Decimal(str(limit)).normalize() + 0)})


class DayField(DatePartsField):
    def __init__(self, question: Question, **options: Any) -> None:
        self._question = question
        super().__init__(**options)

    def compress(self, values: Any) -> date | None:
        day = super().compress(values)
        earliest, latest = self._question.earliest, self._question.latest
        if day is not None and latest is not None and day > latest:
            raise ValidationError(_("Enter a date up to %(day)s."), code="late", params={"day": long_day(latest)})
        if day is not None and earliest is not None and day < earliest:
            raise ValidationError(_("Enter a date from %(day)s on."), code="early", params={"day": long_day(earliest)})
        return day


class TextField(forms.CharField):
    def __init__(self, question: Question, **options: Any) -> None:
        self._pattern = re.compile(question.pattern, re.ASCII) if question.pattern else None
        options["max_length"] = 200
        options["error_messages"] = {"required": _("Enter an answer, or say that you do not know.")}
        super().__init__(**options)

    def to_python(self, value: str | None) -> str:
        text = unicodedata.normalize("NFKC", value or "").strip()
        if text and self._pattern and not self._pattern.fullmatch(text):
            raise ValidationError(_("This is not written as the register writes it. Check it."), code="pattern")
        return text


def initial_of(question: Question, value: object) -> object:
    """An earlier answer as its box shows it."""
    if isinstance(value, Unknown):
        return None
    if question.kind in {Kind.YES_NO, Kind.EXISTS}:
        return "yes" if value else "no"
    return value if isinstance(value, date) else str(value)


def _choice(question: Question) -> forms.Field:
    return forms.ChoiceField(
        choices=list(question.choices),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these.")},
    )


def _yes_no(_question: Question) -> forms.Field:
    return forms.TypedChoiceField(
        choices=_YES_NO,
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )


def _exists(_question: Question) -> forms.Field:
    field = _yes_no(_question)
    field.coerce = lambda text: 1 if text == "yes" else 0  # type: ignore[attr-defined]  # of TypedChoiceField
    return field


def _hint(question: Question) -> Any:
    if question.kind is Kind.DATE:
        return _("For example 2025 11 3.")
    if question.kind is Kind.COUNT:
        return _("A number. 0 if there is nobody.")
    return _HINTS.get(question.unit, "") if question.kind is Kind.NUMBER else ""


_HINTS: Final = {
    "CNY": _("In yuan, for example 8000."),
    "CNY/month": _("In yuan a month, for example 8000."),
    "month": _("In months, for example 12."),
    "year": _("For example 2024."),
}
_FIELDS: Final = {
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.EXISTS: _exists,
    Kind.DATE: DayField,
    Kind.NUMBER: NumberField,
    Kind.COUNT: NumberField,
    Kind.TEXT: TextField,
}


class SourceForm(forms.Form):
    """Whether the registers are asked first: nobody's facts are read for a question that was never put."""

    use = forms.ChoiceField(
        label=_("May we use what is known?"),
        help_text=_(
            "You can suppose every fact otherwise later. Our look into the registers is written down, and you can see "
            "it under “Who read my data”."
        ),
        choices=[
            ("known", _("Use what the registers know about me")),
            ("nothing", _("Ask me everything")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
