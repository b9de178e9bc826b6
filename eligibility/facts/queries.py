"""Reads beside gathering: a subject's account, a subject's own view of the facts about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone
from psycopg import sql

from eligibility.facts.checks import masked
from eligibility.facts.ddl import table
from eligibility.facts.descriptors import Descriptor, Field, descriptor, descriptors
from eligibility.facts.keys import key_filter
from eligibility.facts.loading import encryption_context
from eligibility.facts.words import shown_value
from services.core.access import api as access
from services.core.crypto import api as crypto
from services.core.languages.api import in_language
from services.identity import api as identity

ACCOUNT_DATASET: Final = "bank_account"


@dataclass(frozen=True, slots=True, repr=False)
class KnownAccount:
    """An account in plain text: for the moment of a payment, never to be stored or logged (so it has no repr)."""

    number: str
    bank_code: str
    holder_name: str
    kind: str


@dataclass(frozen=True, slots=True)
class FactLine:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FactSheet:
    """One row about a subject, as a page shows it."""

    dataset: str
    title: str
    body: str
    recorded: date
    valid_from: date | None
    valid_to: date | None
    lines: tuple[FactLine, ...]


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


def facts_of(subject: UUID, *, on: date) -> list[FactSheet]:
    """Everything that is recorded about a subject, newest first in each dataset; accounts and other people masked.

    Inside `access.reading()` of all datasets: one query for each.
    """
    found = [
        (described, row)
        for described in descriptors().values()
        for row in _rows(described, [field.name for field in described.references], [subject], on=on)
    ]
    others = {row[field.name] for described, row in found for field in described.references} - {None}
    labels = identity.masked_labels(sorted(others)) if others else {}
    return [_sheet(described, row, labels) for described, row in found]


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


def _sheet(described: Descriptor, row: dict[str, Any], labels: dict[UUID, str]) -> FactSheet:
    return FactSheet(
        dataset=described.name,
        title=in_language(described.titles),
        body=described.body,
        recorded=timezone.localdate(row["recorded_at"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        lines=tuple(
            FactLine(in_language(field.titles), _shown(described, field, row, labels)) for field in described.stored
        ),
    )


def _shown(described: Descriptor, field: Field, row: dict[str, Any], labels: dict[UUID, str]) -> str:
    value = row[field.name]
    if value is not None and field.encrypted:
        return masked(_decrypted(described, field.name, row))
    if value is not None and field.references:
        return labels.get(value, "")
    return shown_value(described.name, field.name, value)
