"""Accounts that the social card centre knows: about four out of five."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Final

from portal.demo.generator.identifiers import card_number
from portal.demo.generator.model import Enterprise, Resident, Row

BANKS: Final = ("999100000012", "999200000023", "999300000034")
KNOWN_SHARE: Final = 0.8
OLD_ENOUGH: Final = 16
# The bank of the demo refuses numbers with these endings (fakes.bank); only CLOSED is meant to occur.
MAGIC: Final = ("9901", "9904", "9940", "9951")
CLOSED: Final = "9904"
_CLOSED_SHARE: Final = 0.004
_ROOM: Final = 10**8
_PREFIX: Final = "6299"


class Accounts:
    """Opens accounts, each number once."""

    def __init__(self, rng: Random) -> None:
        self._opened = 0
        self._rng = rng

    def open(self, *, holder: str, name: str, kind: str = "personal", ending: str = "") -> Row:
        self._opened += 1
        return {
            "holder": holder,
            "account_no": self._number(ending),
            "bank_code": self._rng.choice(BANKS),
            "holder_name": name,
            "kind": kind,
        }

    def _number(self, ending: str) -> str:
        number = self._opened * _ROOM + self._rng.randrange(_ROOM // 2)
        card = card_number(prefix=_PREFIX, number=number, ending=ending)
        while not ending and card.endswith(MAGIC):
            number += 1
            card = card_number(prefix=_PREFIX, number=number)
        return card


def known(people: Iterable[Resident], enterprises: Sequence[Enterprise], accounts: Accounts, rng: Random) -> list[Row]:
    """The rows of those whose account is known. A few accounts have been closed since, as happens."""
    found = []
    for one in people:
        if one.age() >= OLD_ENOUGH and rng.random() < KNOWN_SHARE:
            ending = CLOSED if rng.random() < _CLOSED_SHARE else ""
            found.append(accounts.open(holder=one.id, name=one.name, ending=ending))
    with_account = [firm for firm in enterprises if rng.random() < KNOWN_SHARE]
    found.extend(accounts.open(holder=firm.code, name=firm.name, kind="corporate") for firm in with_account)
    return found
