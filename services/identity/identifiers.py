"""National identifiers as people type them and as the standards define them. No database, no clock.

Resident ID: GB 11643-1999, check character by ISO 7064 MOD 11-2. Unified social credit code: GB 32100-2015,
check character modulo 31. Both schemes find every single wrong character.
"""

import re
from datetime import date
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# Province-level codes of GB/T 2260, the codes of residence permits for Taiwan (83) and, since the 2023 card, of
# foreign permanent residents (91).
_PROVINCES: Final = frozenset(
    str(code)
    for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66))
    for code in codes
) | {"71", "81", "82", "83", "91"}
# No province has this code: it is that of the made-up people of demonstrations and tests, and refused elsewhere.
SYNTHETIC_PROVINCE: Final = "99"
_RESIDENT_WEIGHTS: Final = tuple(2**power % 11 for power in range(17, 0, -1))
_RESIDENT_CHECKS: Final = "10X98765432"
_RESIDENT_SHAPE: Final = re.compile(r"[0-9]{17}[0-9X]")
_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS: Final = tuple(3**power % 31 for power in range(17))
_CREDIT_SHAPE: Final = re.compile(f"[{_CREDIT_ALPHABET}]{{18}}")
_LENGTH: Final = 18
_EARLIEST_BIRTH: Final = 1850
_LONGEST_INPUT: Final = 64  # nobody types more around eighteen characters; anything longer is not worth normalising
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class Flaw(models.TextChoices):
    """Each way in which a text is no identifier, and the sentence that says so."""

    RESIDENT_ID_EMPTY = "resident_id.empty", _("Enter a resident ID.")
    RESIDENT_ID_LENGTH = "resident_id.length", _("A resident ID has 18 characters.")
    RESIDENT_ID_CHARACTERS = (
        "resident_id.characters",
        _("A resident ID has 17 digits and ends with a digit or the letter X."),
    )
    RESIDENT_ID_AREA = (
        "resident_id.area",
        _("The first two digits of this resident ID are not the code of a province."),
    )
    RESIDENT_ID_BIRTH_DATE = (
        "resident_id.birth_date",
        _("Digits 7 to 14 of this resident ID are not a possible date of birth."),
    )
    RESIDENT_ID_CHECKSUM = (
        "resident_id.checksum",
        _("This resident ID contains a mistake: its last character does not fit the others."),
    )
    CREDIT_CODE_EMPTY = "credit_code.empty", _("Enter a unified social credit code.")
    CREDIT_CODE_LENGTH = "credit_code.length", _("A unified social credit code has 18 characters.")
    CREDIT_CODE_CHARACTERS = (
        "credit_code.characters",
        _("A unified social credit code has only digits and capital letters, without I, O, S, V and Z."),
    )
    CREDIT_CODE_AREA = (
        "credit_code.area",
        _("Characters 3 to 8 of this unified social credit code are not the digits of an area code."),
    )
    CREDIT_CODE_CHECKSUM = (
        "credit_code.checksum",
        _("This unified social credit code contains a mistake: its last character does not fit the others."),
    )


class InvalidIdentifier(ValueError):
    """What was typed is no such identifier; never repeats what was typed, so that no log learns it."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.code: str = flaw.value

    @property
    def message(self) -> str:
        """A whole sentence in the language of whoever reads it now."""
        return str(self.flaw.label)

    def __str__(self) -> str:
        return self.message


def valid_resident_id(text: str, *, on: date | None = None) -> str:
    """The normalised resident ID, or why it can't be one. With `on`, a birth after that day is refused too."""
    value = _normalised(text)
    if not value:
        raise InvalidIdentifier(Flaw.RESIDENT_ID_EMPTY)
    if len(value) != _LENGTH:
        raise InvalidIdentifier(Flaw.RESIDENT_ID_LENGTH)
    if not _RESIDENT_SHAPE.fullmatch(value):
        raise InvalidIdentifier(Flaw.RESIDENT_ID_CHARACTERS)
    if not _is_province(value[:2]):
        raise InvalidIdentifier(Flaw.RESIDENT_ID_AREA)
    if not _possible_birth(value[6:14], on):
        raise InvalidIdentifier(Flaw.RESIDENT_ID_BIRTH_DATE)
    if resident_id_check(value[:17]) != value[17]:
        raise InvalidIdentifier(Flaw.RESIDENT_ID_CHECKSUM)
    return value


def valid_credit_code(text: str) -> str:
    """The normalised unified social credit code, or why it can't be one."""
    value = _normalised(text)
    if not value:
        raise InvalidIdentifier(Flaw.CREDIT_CODE_EMPTY)
    if len(value) != _LENGTH:
        raise InvalidIdentifier(Flaw.CREDIT_CODE_LENGTH)
    if not _CREDIT_SHAPE.fullmatch(value):
        raise InvalidIdentifier(Flaw.CREDIT_CODE_CHARACTERS)
    if not value[2:8].isdigit() or (value[2:4] == SYNTHETIC_PROVINCE and not settings.DEMO):
        raise InvalidIdentifier(Flaw.CREDIT_CODE_AREA)
    if credit_code_check(value[:17]) != value[17]:
        raise InvalidIdentifier(Flaw.CREDIT_CODE_CHECKSUM)
    return value


def _is_province(code: str) -> bool:
    return code in _PROVINCES or (code == SYNTHETIC_PROVINCE and settings.DEMO)


def resident_id_check(body: str) -> str:
    """The check character that belongs to the first 17 digits of a resident ID (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def credit_code_check(body: str) -> str:
    """The check character that belongs to the first 17 characters of a unified social credit code."""
    total = sum(_CREDIT_ALPHABET.index(char) * weight for char, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[-total % 31]


def masked_name(name: str) -> str:
    """The family name's first character stays, so that one's own family can be told apart: 王芳 -> 王*."""
    return "*" if len(name) == 1 else name[:1] + "*" * (len(name) - 1)


def masked_resident_id(resident_id: str) -> str:
    return resident_id[:3] + "*" * 11 + resident_id[-4:]


def _normalised(text: str) -> str:
    """Full-width forms become ASCII, white space goes, letters are capitals. Nothing else is guessed."""
    return "".join(text[:_LONGEST_INPUT].translate(_FULL_WIDTH).split()).upper()


def _possible_birth(digits: str, on: date | None) -> bool:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return birth.year >= _EARLIEST_BIRTH and (on is None or birth <= on)
