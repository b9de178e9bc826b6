"""Tables for other programs. A spreadsheet must not find a formula in what somebody sent us."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_BOM: Final = "\ufeff"  # without it Excel takes UTF-8 for the system's old encoding
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_STARTS_FORMULA: Final = frozenset("=+-@|%")


def safe_cell(value: str | int) -> str | int:
    """Text that a spreadsheet would calculate gets an apostrophe: after blanks, a BOM or full-width signs, too.

    Numbers stay numbers: -5000.00 is no formula.
    """
    if isinstance(value, int):
        return value
    plain = unicodedata.normalize("NFKC", value)
    bare = plain.lstrip("".join(char for char in set(plain) if _is_blank(char)))
    if bare[:1] in _STARTS_FORMULA and not _NUMBER.fullmatch(value):
        return "'" + value
    return value


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Iterator[str]:
    """A CSV file line by line (RFC 4180), marked as UTF-8."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield _BOM + writer.writerow(header)
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp"}


class _Echo:
    """csv.writer returns what its file's write returns: the line itself."""

    def write(self, line: str) -> str:
        return line
