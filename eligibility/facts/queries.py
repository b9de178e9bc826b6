"""Reads beside gathering: a subject's account, and whose rows these are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from eligibility.facts.ddl import table
from eligibility.facts.descriptors import Descriptor, descriptor
from eligibility.facts.keys import key_filter
from eligibility.facts.loading import encryption_context
from services.core.access import api as access
from services.core.crypto import api as crypto

ACCOUNT_DATASET: Final = "bank_account"


@dataclass(frozen=True, slots=True, repr=False)
class KnownAccount:
    """An account in plain text: for the moment of a payment, never to be stored or logged (so it has no repr)."""

    number: str
    bank_code: str
    holder_name: str
    kind: str


def known_account(subject: UUID, *, on: date) -> KnownAccount | None:
    """The account that the card's register knows for a subject on a day. Inside `access.reading()` only."""
    return known_accounts([subject], on=on).get(subject)


def known_accounts(subjects: Sequence[UUID], *, on: date) -> dict[UUID, KnownAccount]:
    """`known_account` of those of the subjects who have one, with one query."""
    described = descriptor(ACCOUNT_DATASET)
    newest: dict[UUID, dict[str, Any]] = {}
    for row in _rows(described, ["holder"], subjects, on=on):
        newest.setdefault(row["holder"], row)
    return {holder: _known_account(described, row) for holder, row in newest.items()}


def _known_account(described: Descriptor, row: Mapping[str, Any]) -> KnownAccount:
    return KnownAccount(
        number=_decrypted(described, "account_no", row),
        bank_code=row["bank_code"],
        holder_name=_decrypted(described, "holder_name", row),
        kind=row["kind"],
    )


def subjects_of(*, unit: str, keys: Sequence[str]) -> list[UUID]:
    """Whose rows these are: to name them in the reading that follows."""
    described = descriptor(unit)
    params: dict[str, Any] = {}
    statement = sql.SQL("SELECT DISTINCT {} FROM {} WHERE superseded_at IS NULL AND {}").format(
        sql.Identifier(described.subject), table(unit), key_filter(described, keys, params)
    )
    with access.writing(), connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), params)
        return sorted(subject for (subject,) in cursor.fetchall())


def _rows(described: Descriptor, columns: Iterable[str], subjects: Sequence[UUID], *, on: date) -> list[dict[str, Any]]:
    """The current rows in which one of the columns is one of the subjects, if they have begun by that day."""
    names = ["fact_id", "recorded_at", "valid_from", "valid_to", *(field.name for field in described.stored)]
    statement = sql.SQL(
        "SELECT {} FROM {} WHERE superseded_at IS NULL AND (valid_from IS NULL OR valid_from <= %(on)s) AND ({})"
        " ORDER BY valid_from DESC NULLS LAST, recorded_at DESC, fact_id"
    ).format(
        sql.SQL(", ").join(map(sql.Identifier, names)),
        table(described.name),
        sql.SQL(" OR ").join(sql.SQL("{} = ANY(%(subjects)s)").format(sql.Identifier(name)) for name in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), {"on": on, "subjects": list(subjects)})
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _decrypted(described: Descriptor, column: str, row: Mapping[str, Any]) -> str:
    return crypto.decrypt(row[column], context=encryption_context(described.name, column, row["fact_id"]))
