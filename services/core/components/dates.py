"""A date asked for as three short fields: pickers are slow for a birthday, and unusable without scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_PARTS = 3


class DatePartsInput(forms.MultiWidget):
    """Year, month and day, in the order in which Chinese and ISO 8601 write them."""

    use_fieldset = True
    labels = (_("Year"), _("Month"), _("Day"))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts = [forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}) for _part in range(_PARTS)]
        super().__init__({"year": parts[0], "month": parts[1], "day": parts[2]}, attrs)

    def decompress(self, value: date | str | None) -> list[int | None]:
        if isinstance(value, str):
            value = date.fromisoformat(value)
        return [value.year, value.month, value.day] if value else [None] * _PARTS


class DatePartsField(forms.MultiValueField):
    """Accepts full-width digits and stray spaces; says what is wrong with a date that does not exist."""

    default_error_messages = {
        "required": _("Enter a date."),
        "incomplete": _("Enter the year, the month and the day."),
        "invalid": _("Enter a date that exists, in digits, such as 2025 11 3."),
    }

    def __init__(self, **options: Any) -> None:
        fields = [_DigitsField() for _part in range(_PARTS)]
        options.setdefault("widget", DatePartsInput)
        super().__init__(fields, require_all_fields=False, **options)

    def compress(self, values: Sequence[int]) -> date | None:
        if not values:
            return None
        try:
            return date(*values)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class _DigitsField(forms.CharField):
    def to_python(self, value: str | None) -> Any:
        text = unicodedata.normalize("NFKC", value or "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            raise ValidationError(DatePartsField.default_error_messages["invalid"], code="invalid")
        return int(text)
