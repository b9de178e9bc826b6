"""Texts kept in several languages at once."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from django.utils import translation

Text: TypeAlias = dict[str, str]
# The languages that the portal is complete in; a text falls back in this order.
LANGUAGES: Final = ("zh-hans", "en")


def in_language(text: Mapping[str, str], language: str | None = None) -> str:
    """The reader's version; without one the Chinese, else the English, else whichever there is, else nothing."""
    wanted = (language or translation.get_language() or LANGUAGES[0]).lower()
    if wanted.startswith("zh"):
        wanted = "zh-hans"
    for code in (wanted, wanted.split("-", maxsplit=1)[0], *LANGUAGES):
        if text.get(code):
            return text[code]
    return next((value for value in text.values() if value), "")
