"""Everything that the registers say about one subject, in one question to the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from psycopg import sql

from eligibility.facts.checks import masked
from eligibility.facts.ddl import table
from eligibility.facts.descriptors import Descriptor, Field, descriptors
from eligibility.facts.loading import encryption_context
from eligibility.facts.words import shown_value
from services.core.crypto import api as crypto
from services.core.languages.api import in_language
from services.identity import api as identity


@dataclass(frozen=True, slots=True)
class FactLine:
    """`value` is for people; `data` for machines: what is encrypted, and who other people are, is masked in both."""

    field: str
    label: str
    value: str
    data: object


@dataclass(frozen=True, slots=True)
class FactSheet:
    """One row about a subject, as a page shows it."""

    dataset: str
    title: str
    body: str
    record: UUID
    recorded: date
    valid_from: date | None
    valid_to: date | None
    lines: tuple[FactLine, ...]


def facts_of(subject: UUID, *, on: date) -> list[FactSheet]:
    """Newest first in each dataset; accounts and other people masked. Inside `access.reading()` of all datasets."""
    found = list(_rows(subject, on))
    others = {UUID(row[field.name]) for described, row in found for field in described.references if row[field.name]}
    labels = identity.masked_labels(sorted(others - {subject})) if others - {subject} else {}
    if subject in others:
        labels |= identity.labels([subject])
    return [_sheet(described, row, labels) for described, row in found]


def _rows(subject: UUID, on: date) -> Iterator[tuple[Descriptor, dict[str, Any]]]:
    """The current rows that name the subject, if they have begun by that day, in the order of the datasets."""
    asked = sorted((one for one in descriptors().values() if one.references), key=_basic_first)
    statement = sql.SQL(" UNION ALL ").join(_rows_of(described) for described in asked)
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), {"on": on, "subject": subject})
        found = [(name, json.loads(row, parse_float=Decimal)) for name, row in cursor.fetchall()]
    order = {described.name: place for place, described in enumerate(asked)}
    for name, row in sorted(found, key=lambda one: (order[one[0]], *_newest_first(one[1]))):
        yield descriptors()[name], row


def _basic_first(described: Descriptor) -> bool:
    """The registers of persons and enterprises, from which the others take their names."""
    return all(described.name not in field.references for field in described.references)


def _rows_of(described: Descriptor) -> sql.Composable:
    return sql.SQL(
        "SELECT {} AS dataset, to_jsonb(t) FROM {} AS t WHERE superseded_at IS NULL"
        " AND (valid_from IS NULL OR valid_from <= %(on)s) AND ({})"
    ).format(
        sql.Literal(described.name),
        table(described.name),
        sql.SQL(" OR ").join(
            sql.SQL("{} = %(subject)s").format(sql.Identifier(field.name)) for field in described.references
        ),
    )


def _newest_first(row: Mapping[str, Any]) -> tuple[bool, int, float, str]:
    begun = row["valid_from"]
    return (
        begun is None,
        -date.fromisoformat(begun).toordinal() if begun else 0,
        -datetime.fromisoformat(row["recorded_at"]).timestamp(),
        row["fact_id"],
    )


def _sheet(described: Descriptor, row: dict[str, Any], labels: dict[UUID, str]) -> FactSheet:
    return FactSheet(
        dataset=described.name,
        title=in_language(described.titles),
        body=described.body,
        record=UUID(row["fact_id"]),
        recorded=timezone.localdate(datetime.fromisoformat(row["recorded_at"])),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        lines=tuple(_line(described, field, row, labels) for field in described.stored),
    )


def _line(described: Descriptor, field: Field, row: dict[str, Any], labels: dict[UUID, str]) -> FactLine:
    value = row[field.name]
    data, shown = value, shown_value(described.name, field.name, value)
    if value is not None and field.encrypted:
        data = shown = masked(_decrypted(described, field, row))
    elif value is not None and field.references:
        data = shown = _number(UUID(value)) if described.name in field.references else labels.get(UUID(value), "")
    return FactLine(field.name, in_language(field.titles), shown, data)


def _number(subject: UUID) -> str:
    """In the register of persons, or of enterprises, the reference is the number itself."""
    return identity.masked_id(subject)


def _decrypted(described: Descriptor, field: Field, row: Mapping[str, Any]) -> str:
    sealed = bytes.fromhex(row[field.name].removeprefix("\\x"))
    return crypto.decrypt(sealed, context=encryption_context(described.name, field.name, UUID(row["fact_id"])))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
