"""Sets of characters as patterns write them: ranges, escapes, negation, subtraction, and what *caseless* means."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from eligibility.engine.feel.patterns.blocks import BLOCKS, NAME_PART, NAME_START, Ranges

CATEGORIES: Final = frozenset({
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
    "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn",
})  # fmt: skip
_CASED: Final = 0x20000
"""Above this plane no character has a case."""


@dataclass(frozen=True, slots=True)
class Escape:
    """``\\d``, ``\\p{Lu}``, ``\\i`` …: a named set, or everything else."""

    name: str
    negated: bool = False

    def holds(self, char: str) -> bool:
        return _HOLDS[self.name](char) is not self.negated if self.name in _HOLDS else self._holds(char)

    def _holds(self, char: str) -> bool:
        if self.name in CATEGORIES:
            return unicodedata.category(char).startswith(self.name) is not self.negated
        return inside(BLOCKS[self.name.removeprefix("Is")], ord(char)) is not self.negated


@dataclass(frozen=True, slots=True)
class CharClass:
    """``[a-z\\d-[aeiou]]``."""

    ranges: Ranges
    escapes: tuple[Escape, ...] = ()
    negated: bool = False
    minus: CharClass | None = None

    def holds(self, char: str, *, caseless: bool) -> bool:
        """Case is ignored by the characters that are written, not by categories (XPath 3.1 functions, 5.6.2)."""
        codes = variants(char) if caseless else (ord(char),)
        found = any(inside(self.ranges, code) for code in codes) or any(each.holds(char) for each in self.escapes)
        if found is self.negated:
            return False
        return self.minus is None or not self.minus.holds(char, caseless=caseless)


def inside(ranges: Ranges, code: int) -> bool:
    return any(first <= code <= last for first, last in ranges)


def is_named(name: str) -> bool:
    """Whether ``\\p{name}`` exists."""
    return name in CATEGORIES or (name.startswith("Is") and name.removeprefix("Is") in BLOCKS)


def _word(char: str) -> bool:
    return unicodedata.category(char)[0] not in "PZC"


_HOLDS: Final[dict[str, Callable[[str], bool]]] = {
    "s": lambda char: char in " \t\n\r",
    "d": lambda char: unicodedata.category(char) == "Nd",
    "w": _word,
    "i": lambda char: inside(NAME_START, ord(char)),
    "c": lambda char: inside(NAME_PART, ord(char)),
}


def fold(char: str) -> str:
    """One character for all that differ by case only: K, k and the Kelvin sign."""
    upper = char.upper()
    folded = (upper if len(upper) == 1 else char).lower()
    return folded if len(folded) == 1 else char


@cache
def _by_fold() -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for code in range(_CASED):
        char = chr(code)
        if char.lower() != char or char.upper() != char:
            found.setdefault(fold(char), []).append(code)
    return {key: tuple(codes) for key, codes in found.items()}


def variants(char: str) -> tuple[int, ...]:
    """The character and those that differ from it by case only."""
    if ord(char) >= _CASED:
        return (ord(char),)
    return _by_fold().get(fold(char), (ord(char),))
