"""Bank accounts as people give them: put in one form, checked for shape, never printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from services.core.crypto.api import blind_index

_NUMBER: Final = re.compile(r"[0-9]{8,34}")
_BANK: Final = re.compile(r"[0-9A-Z]{3,14}")
_LONGEST_NAME: Final = 140  # Max140Text of ISO 20022
_INDEX_PURPOSE: Final = "payments.account"


class InvalidAccount(ValueError):
    """What was given cannot be an account. `field` is the name of the detail to mend, `code` is stable."""

    def __init__(self, name: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field, self.code, self.message = name, code, message


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """Where money goes, in plain text: lives in memory only and does not show itself in logs.

    Spaces, hyphens and full-width digits of the number are what people copy from cards; they are taken away.
    """

    number: str = field(repr=False)
    bank_code: str
    holder_name: str = field(repr=False)

    def __post_init__(self) -> None:
        for name, value in (
            ("number", _compact(self.number)),
            ("bank_code", _compact(self.bank_code).upper()),
            ("holder_name", " ".join(unicodedata.normalize("NFC", self.holder_name).split())),
        ):
            object.__setattr__(self, name, value)
        self._check()

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def index(self) -> bytes:
        """By which the same account is found again without being readable."""
        return account_index(self.number)

    def _check(self) -> None:
        for fault in self._faults():
            raise fault

    def _faults(self) -> Iterator[InvalidAccount]:
        if not _NUMBER.fullmatch(self.number):
            yield InvalidAccount("number", "account.number", _("Enter an account number of 8 to 34 digits."))
        if not _BANK.fullmatch(self.bank_code):
            sentence = _("Enter the code of the bank: 3 to 14 digits or capital letters.")
            yield InvalidAccount("bank_code", "account.bank_code", sentence)
        if not self.holder_name:
            yield InvalidAccount("holder_name", "account.holder", _("Enter the name of the account holder."))
        if len(self.holder_name) > _LONGEST_NAME or not self.holder_name.isprintable():
            sentence = _("Enter the name of the account holder in at most 140 characters, without control characters.")
            yield InvalidAccount("holder_name", "account.holder", sentence)


def account_index(number: str) -> bytes:
    """The keyed index of an account number; an enterprise's and a person's numbers share one space."""
    return blind_index(_compact(number), purpose=_INDEX_PURPOSE)


def _compact(text: str) -> str:
    return re.sub(r"[\s\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", text))
