"""The code on every message, by which anybody can ask whether it is ours.

Ten random symbols and two check symbols of Crockford's base 32 (no I, L, O, U). The whole, read as a number, is a
multiple of the prime 1021: no single wrong symbol and no two symbols that changed places leave it one.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
_CHECK_SYMBOLS: Final = 2
_MODULUS: Final = 1021
_BASE: Final = len(ALPHABET)
_VALUE: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
# What people read into it and type instead.
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN: Final = frozenset(" -_.·—–‐‑−")


def new_code() -> str:
    """A code that nobody can guess: one of 2**50, and asking is limited."""
    return completed("".join(secrets.choice(ALPHABET) for _symbol in range(LENGTH - _CHECK_SYMBOLS)))


def completed(start: str) -> str:
    """The ten symbols with the two that make the whole a multiple of the modulus."""
    shifted = _number(start) * _BASE**_CHECK_SYMBOLS
    high, low = divmod(-shifted % _MODULUS, _BASE)
    return start + ALPHABET[high] + ALPHABET[low]


def read_code(typed: str) -> str | None:
    """The code that somebody typed: lower case, full width, with or without dashes. None where it can't be one."""
    text = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    symbols = "".join(symbol for symbol in text if symbol not in _BETWEEN and not symbol.isspace())
    if len(symbols) != LENGTH or not _VALUE.keys() >= set(symbols):
        return None
    return symbols if _number(symbols) % _MODULUS == 0 else None


def shown_code(code: str) -> str:
    """In groups of four, as it stands in messages."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def _number(symbols: str) -> int:
    number = 0
    for symbol in symbols:
        number = number * _BASE + _VALUE[symbol]
    return number
