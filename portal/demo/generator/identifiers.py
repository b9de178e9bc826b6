"""National identifiers for people and firms who do not exist.

They are right by their standards, so that every check of the portal is at work, but their area codes begin with 99,
which GB/T 2260 assigns to no province: nobody real can be met in the demo.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

_RESIDENT_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS: Final = "10X98765432"
_SEQUENCES: Final = 500  # three digits, odd for men and even for women

_ORGANISATION_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ENTERPRISE: Final = "91"  # registered with the market regulator, an enterprise (GB 32100-2015, table 1)


class ResidentIds:
    """Hands out resident IDs (GB 11643-1999), each once."""

    def __init__(self) -> None:
        self._given: defaultdict[tuple[str, date, str], int] = defaultdict(int)

    def next(self, *, area: str, birth: date, sex: str) -> str:
        number = self._given[area, birth, sex]
        if number >= _SEQUENCES:
            message = f"no resident ID is left for {area}, {birth}, {sex}: the population is too large for this city"
            raise ValueError(message)
        self._given[area, birth, sex] += 1
        body = f"{area}{birth:%Y%m%d}{2 * number + (sex == 'M'):03d}"
        return body + _resident_check(body)


def credit_code(*, area: str, number: int) -> str:
    """The unified social credit code (GB 32100-2015) of the enterprise of this number, with its organisation code."""
    organisation = f"MA{number:06d}"
    body = f"{_ENTERPRISE}{area}{organisation}{_organisation_check(organisation)}"
    total = sum(_CREDIT_ALPHABET.index(char) * weight for char, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return body + _CREDIT_ALPHABET[-total % 31]


def card_number(*, prefix: str, number: int, ending: str = "") -> str:
    """A 19-digit bank card number that passes the Luhn check; with `ending`, the next one that ends so."""
    step = 10 ** max(0, len(ending) - 1)
    number = number // step * step + int(ending[:-1] or 0)
    while True:
        body = f"{prefix}{number:0{18 - len(prefix)}d}"
        card = body + _luhn(body)
        if card.endswith(ending):
            return card
        number += step


def _resident_check(body: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(body, _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def _organisation_check(body: str) -> str:
    """The check character of an organisation code (GB 11714-1997)."""
    pairs = zip(body, _ORGANISATION_WEIGHTS, strict=True)
    check = 11 - sum(_ORGANISATION_ALPHABET.index(char) * weight for char, weight in pairs) % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def _luhn(body: str) -> str:
    """The check digit of a card number (ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(body)]
    total = sum(digits[1::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[::2])
    return str(-total % 10)
