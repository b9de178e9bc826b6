"""Tables of facts, made from descriptors outside Django's migrations (design decision 12).

Run by the owner after each migrate. Idempotent: it adds what is missing and never drops a table, a column or a row.
A constraint follows its descriptor; on a table that has history a new one binds new rows only (NOT VALID).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from eligibility.facts.descriptors import Descriptor, Field, FieldType, descriptors
from services.core.access import api as access

SCHEMA: Final = "facts"
_LOCK: Final = 7_241_902_001  # one migration of facts at a time
_SYSTEM: Final = (
    ("fact_id", "uuid PRIMARY KEY"),
    ("valid_from", "date"),
    ("valid_to", "date"),
    ("recorded_at", "timestamp with time zone NOT NULL"),
    ("superseded_at", "timestamp with time zone"),
    ("feed_id", "uuid NOT NULL"),
    ("content", "bytea NOT NULL"),
)
SYSTEM_COLUMNS_IN_ORDER: Final = tuple(name for name, _ in _SYSTEM)


class DescriptorConflict(Exception):
    """A column exists with another type than its descriptor says: a person has to decide about the stored values."""


def table(dataset: str) -> sql.Composed:
    """The table, always with its schema: that is what the access guard looks for."""
    return sql.SQL("{}.{}").format(sql.Identifier(SCHEMA), sql.Identifier(dataset))


def column_type(field: Field) -> str:
    """The PostgreSQL type of a field, spelled as PostgreSQL itself reports it."""
    if field.encrypted:
        return "bytea"
    if field.references:
        return "uuid"
    return {
        FieldType.STRING: "text",
        FieldType.INTEGER: "integer",
        FieldType.NUMBER: f"numeric(18,{field.scale})",
        FieldType.BOOLEAN: "boolean",
        FieldType.DATE: "date",
    }[field.type]


def apply_descriptors(*, using: str = "default", datasets: Mapping[str, Descriptor] | None = None) -> None:
    """Bring schema `facts` to what the descriptors say."""
    wanted = descriptors() if datasets is None else datasets
    with access.writing(), transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))
        for role in (settings.DATABASE_ROLES["app"], settings.DATABASE_ROLES["readonly"]):
            cursor.execute(
                sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(SCHEMA), sql.Identifier(role))
            )
        for descriptor in wanted.values():
            _apply(cursor, descriptor)


def _apply(cursor: CursorWrapper, descriptor: Descriptor) -> None:
    existing = _columns(cursor, descriptor.name)
    if existing:
        _add_columns(cursor, descriptor, existing)
    else:
        _create(cursor, descriptor)
    _constrain(cursor, descriptor, has_history=bool(existing))
    for statement in _indexes(descriptor):
        cursor.execute(statement)
    _grant(cursor, descriptor)


def _columns(cursor: CursorWrapper, dataset: str) -> dict[str, str]:
    cursor.execute(
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
        " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped",
        [SCHEMA, dataset],
    )
    return dict(cursor.fetchall())


def _create(cursor: CursorWrapper, descriptor: Descriptor) -> None:
    columns = [*_SYSTEM, *((field.name, column_type(field)) for field in descriptor.stored)]
    cursor.execute(
        sql.SQL("CREATE TABLE {} ({})").format(
            table(descriptor.name),
            sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns),
        )
    )


def _add_columns(cursor: CursorWrapper, descriptor: Descriptor, existing: Mapping[str, str]) -> None:
    for field in descriptor.stored:
        kind = column_type(field)
        if field.name not in existing:
            cursor.execute(
                sql.SQL("ALTER TABLE {} ADD COLUMN {} {}").format(
                    table(descriptor.name), sql.Identifier(field.name), sql.SQL(kind)
                )
            )
        elif existing[field.name] != kind:
            message = (
                f"facts.{descriptor.name}.{field.name} is {existing[field.name]} in the database, but its descriptor"
                f" asks for {kind}. Give the field a new name, or convert the column by hand."
            )
            raise DescriptorConflict(message)


def _constrain(cursor: CursorWrapper, descriptor: Descriptor, *, has_history: bool) -> None:
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
        [f'"{SCHEMA}"."{descriptor.name}"'],
    )
    existing = {name for (name,) in cursor.fetchall()}
    suffix = sql.SQL(" NOT VALID") if has_history else sql.SQL("")
    for base, condition in _checks(descriptor):
        text = condition.as_string(None)
        name = f"{base}_check_{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        if name in existing:
            continue
        for old in existing:
            if old.rpartition("_check_")[0] == base:
                drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
                cursor.execute(drop.format(table(descriptor.name), sql.Identifier(old)))
        add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({}){}")
        cursor.execute(add.format(table(descriptor.name), sql.Identifier(name), condition, suffix))


def _checks(descriptor: Descriptor) -> Iterable[tuple[str, sql.Composable]]:
    """One named condition a field, and those between columns."""
    for field in descriptor.stored:
        conditions = list(_field_conditions(field))
        if conditions:
            yield field.name, sql.SQL(" AND ").join(conditions)
    for first, second in descriptor.order:
        after = sql.SQL("{} >= {}").format(sql.Identifier(second), sql.Identifier(first))
        yield f"{second}_after_{first}", after
    yield "sys_period", sql.SQL("valid_to >= valid_from")
    yield "sys_recorded", sql.SQL("superseded_at >= recorded_at")
    yield "sys_content", sql.SQL("octet_length(content) = 32")


def _field_conditions(field: Field) -> Iterable[sql.Composable]:
    name = sql.Identifier(field.name)
    if field.required:
        yield sql.SQL("{} IS NOT NULL").format(name)
    if field.type in (FieldType.NUMBER, FieldType.INTEGER):
        yield from _number_conditions(field, name)
    elif not (field.encrypted or field.references):
        yield from _text_conditions(field, name)


def _number_conditions(field: Field, name: sql.Identifier) -> Iterable[sql.Composable]:
    if field.type is FieldType.NUMBER:
        # 'NaN'::numeric >= 0 is TRUE in PostgreSQL: a minimum alone lets it in.
        yield sql.SQL("{} <> 'NaN'").format(name)
    if field.minimum is not None:
        yield sql.SQL("{} >= {}").format(name, sql.Literal(field.minimum))
    if field.maximum is not None:
        yield sql.SQL("{} <= {}").format(name, sql.Literal(field.maximum))


def _text_conditions(field: Field, name: sql.Identifier) -> Iterable[sql.Composable]:
    if field.enum:
        codes = sql.SQL(", ").join(sql.Literal(code) for code in field.enum)
        yield sql.SQL("{} IN ({})").format(name, codes)
    if field.pattern is not None:
        yield sql.SQL("{} ~ {}").format(name, sql.Literal(rf"\A({field.pattern.pattern})\Z"))
    if field.max_length is not None:
        yield sql.SQL("char_length({}) <= {}").format(name, sql.Literal(field.max_length))


def _indexes(descriptor: Descriptor) -> Iterable[sql.Composed]:
    name = descriptor.name
    key = sql.SQL(", ").join(map(sql.Identifier, descriptor.key))
    yield sql.SQL("CREATE UNIQUE INDEX IF NOT EXISTS {} ON {} ({}) WHERE superseded_at IS NULL").format(
        sql.Identifier(f"{name}_current_key"), table(name), key
    )
    looked_up = {field.name for field in descriptor.references} | {descriptor.key[0], "feed_id"}
    for column in sorted(looked_up):
        yield sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} ({})").format(
            sql.Identifier(f"{name}_by_{column}"), table(name), sql.Identifier(column)
        )


def _grant(cursor: CursorWrapper, descriptor: Descriptor) -> None:
    """The app appends and closes rows, nothing else; the role of the rules does not see encrypted columns at all."""
    app = sql.Identifier(settings.DATABASE_ROLES["app"])
    readonly = sql.Identifier(settings.DATABASE_ROLES["readonly"])
    plain = [field.name for field in descriptor.stored if not field.encrypted]
    columns = [name for name, _ in _SYSTEM if name != "content"] + plain
    for statement in (
        "REVOKE ALL ON {table} FROM {app}, {readonly}",
        "GRANT SELECT, INSERT ON {table} TO {app}",
        "GRANT UPDATE (superseded_at, valid_to) ON {table} TO {app}",
        "GRANT SELECT ({columns}) ON {table} TO {readonly}",
    ):
        cursor.execute(
            sql.SQL(statement).format(
                table=table(descriptor.name),
                app=app,
                readonly=readonly,
                columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            )
        )
