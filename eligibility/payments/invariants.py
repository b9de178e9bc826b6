"""Running `sql/invariants.sql`: what must hold in the books, whatever happened in between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection, transaction

FILE: Final = Path(__file__).with_name("sql") / "invariants.sql"
_HEADER: Final = re.compile(r"^-- check: (?P<name>[a-z_]+): (?P<sentence>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Check:
    """One query of the file; it gives the rows that break the sentence."""

    name: str
    sentence: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check gave. The rows hold ids, states and amounts, no personal data."""

    check: Check
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def checks() -> tuple[Check, ...]:
    """The checks in the order of the file."""
    text = FILE.read_text()
    headers = list(_HEADER.finditer(text))
    ends = [*(header.start() for header in headers[1:]), len(text)]
    return tuple(
        Check(header["name"], header["sentence"], text[header.end() : end].strip().removesuffix(";"))
        for header, end in zip(headers, ends, strict=True)
    )


def find_differences() -> list[Finding]:
    """All checks in one snapshot, so that work going on meanwhile looks like no difference."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = []
        for check in checks():
            cursor.execute(check.sql)
            columns = tuple(column[0] for column in cursor.description or ())
            found.append(Finding(check, columns, tuple(cursor.fetchall())))
        return found
