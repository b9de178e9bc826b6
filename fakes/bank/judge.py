"""What the bank decides about one transfer or one name check. Pure: the account book is handed in.

An account stands in the book when somebody put it there (`POST /accounts`). A number that the book does not know is
accepted if it is shaped like an account (8 to 30 digits or capital letters) and belongs to whoever is named, except
that its last four digits work magic, so that a demonstration needs no book:

| ends in | answer                                                   |
|---------|----------------------------------------------------------|
| 9901    | AC01, the account number is wrong                        |
| 9904    | AC04, the account is closed                              |
| 9940    | AM04, the debtor has not enough money                    |
| 9951    | BE01, the holder is somebody else (no match for a name check) |

Reason codes: ISO 20022 external code set, ExternalStatusReason1Code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SHAPE = re.compile(r"[0-9A-Z]{8,30}")
MAGIC = {"9901": "AC01", "9904": "AC04", "9940": "AM04", "9951": "BE01"}
STATES = {"open": "", "closed": "AC04", "unfunded": "AM04"}
# A name check moves no money, so it cannot fail for want of it.
NOT_ABOUT_THE_ACCOUNT = {"AM04"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One account of the book."""

    number: str
    holder: str
    state: str


def reason_against_transfer(number: str, holder: str, book: Mapping[str, Entry]) -> str:
    """The code of the reason why this account cannot be credited; "" when it can."""
    entry = book.get(number)
    if entry is not None:
        return STATES[entry.state] or ("" if _same_name(entry.holder, holder) else "BE01")
    if not SHAPE.fullmatch(number):
        return "AC01"
    return MAGIC.get(number[-4:], "")


def reason_against_name(number: str, holder: str, book: Mapping[str, Entry]) -> str:
    """The code of the reason why this holder does not match the account; "" when the two belong together."""
    reason = reason_against_transfer(number, holder, book)
    return "" if reason in NOT_ABOUT_THE_ACCOUNT else reason


def _same_name(ours: str, theirs: str) -> bool:
    return "".join(ours.split()) == "".join(theirs.split())
