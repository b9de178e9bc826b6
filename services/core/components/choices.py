"""Labels of radios and checkboxes that need a second line."""

from __future__ import annotations

from dataclasses import dataclass

from services.core.components.parts import Words


@dataclass(frozen=True, slots=True)
class ChoiceLabel:
    """`choices=[(value, ChoiceLabel(name, hint=_("Account ending in 1234")))]`; reads as its text elsewhere."""

    text: Words
    hint: Words = ""

    def __str__(self) -> str:
        return str(self.text)
