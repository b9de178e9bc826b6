"""What a payment is for, in words: asked of the room that ordered it, which stands above this one."""

from collections.abc import Callable
from typing import Final

_words: Final[list[Callable[[str], str]]] = []


def register_purpose_words(words: Callable[[str], str]) -> None:
    _words[:] = [words]


def purpose_words(purpose: str) -> str:
    return _words[0](purpose) if _words else purpose
