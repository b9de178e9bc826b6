"""How wide words stand, in ems, and where they may be broken: for drawings, where no browser does it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WIDE: Final = frozenset("WFA")
# Of a sans-serif's digits and small letters, rounded up: a drawing with too much room is only a little loose.
_NARROW: Final = 0.6
# A Hanzi stands alone; Latin words stay whole; marks that may not begin or end a line stay with their neighbours.
_OPENING: Final = "（《「『【〈“‘("
_CLOSING: Final = "，。、；：？！）》」』】〉”’…—·％,.;:?!)%"
_PIECE: Final = re.compile(rf"[{re.escape(_OPENING)}]*(?:[^\s\u2e80-\uffef]+|.)[{re.escape(_CLOSING)}]*\s*", re.DOTALL)


def width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(character) in _WIDE else _NARROW for character in text)


def lines(text: str, room: float) -> list[str]:
    """The words in lines that are no wider than `room` ems; a word that is wider itself is broken."""
    broken: list[str] = []
    line = ""
    for piece in _PIECE.findall(" ".join(text.split())):
        if line and width((line + piece).rstrip()) > room:
            broken.append(line.rstrip())
            line = ""
        line += piece
        while width(line.rstrip()) > room:
            head = _fitting(line, room)
            broken.append(head)
            line = line[len(head) :]
    return [*broken, line.rstrip()] if line.strip() else broken


def _fitting(line: str, room: float) -> str:
    end = 1
    while end < len(line) and width(line[: end + 1]) <= room:
        end += 1
    return line[:end]
