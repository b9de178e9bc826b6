"""Rows of a unit with everything that some paths reach, as records: a constant number of queries a chunk.

Rules read facts nowhere else. Each level of the relation tree is one query for all rows of the chunk; what is loaded
are the fields that the paths name and nothing more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from eligibility.engine.api import Record, Unknown
from eligibility.facts.ddl import table
from eligibility.facts.descriptors import Link, Missing, Relation, Rows
from eligibility.facts.keys import key_filter
from eligibility.facts.records import none_of, record_of
from eligibility.facts.tree import Node, Path, tree_of
from services.core.access import api as access

_CHUNK: Final = 5000
Wanted = tuple[UUID, date]
Row = dict[str, Any]


def gather(
    *,
    unit: str,
    paths: Collection[Path],
    valid_on: date | None,
    known_at: datetime | None = None,
    keys: Sequence[str] | None = None,
    subjects: Sequence[UUID] | None = None,
    chunk: int = _CHUNK,
) -> Iterator[Record]:
    """The unit's rows as records, inside `access.reading()` only.

    Args:
        valid_on: the day whose facts count; None takes for each row the day of its own event.
        known_at: what was recorded by then; None for what is known now.
        keys: only these business keys. subjects: only rows of these subjects.
    """
    if not access.active():
        raise access.AccessNotRecorded(frozenset({unit}))
    root = tree_of(unit, paths)
    if valid_on is None and root.descriptor.event_date is None:
        message = f"{unit} is no event: say on which day its facts count"
        raise ValueError(message)
    return _Gathering(root, valid_on, known_at).records(keys, subjects, chunk)


class _Gathering:
    def __init__(self, root: Node, valid_on: date | None, known_at: datetime | None) -> None:
        self.root = root
        self.valid_on = valid_on
        self.params: Mapping[str, Any] = {"valid_on": valid_on, "known_at": known_at}
        self.known = (
            sql.SQL("{0}.superseded_at IS NULL")
            if known_at is None
            else sql.SQL(
                "{0}.recorded_at <= %(known_at)s AND ({0}.superseded_at IS NULL OR {0}.superseded_at > %(known_at)s)"
            )
        )

    def records(self, keys: Sequence[str] | None, subjects: Sequence[UUID] | None, chunk: int) -> Iterator[Record]:
        columns = _columns(self.root)
        statement, params = self._root_query(columns, keys, subjects)
        # A whole population is read through one server-side cursor: one snapshot, constant memory.
        everybody = keys is None and subjects is None
        with connection.chunked_cursor() if everybody else connection.cursor() as cursor:
            cursor.execute(statement, params)
            while rows := cursor.fetchmany(chunk):
                found = [dict(zip(columns, row, strict=True)) for row in rows]
                yield from self._built(self.root, [(row, self._day(row)) for row in found])

    def _day(self, row: Row) -> date:
        return self.valid_on or row[self.root.descriptor.event_date or ""]

    def _built(self, node: Node, rows: Sequence[tuple[Row, date]]) -> list[Record]:
        """The records of rows, after their relations were loaded, each for all rows at once."""
        nested: list[dict[str, object]] = [{} for _ in rows]
        for child in node.children:
            relation = _relation(child)
            wanted = {(row[relation.column], day) for row, day in rows if row[relation.column] is not None}
            found = self._load(child, wanted)
            for (row, day), values in zip(rows, nested, strict=True):
                values[relation.name] = _value(node, child, row, day, found)
        return [record_of(node, row, values) for (row, _day), values in zip(rows, nested, strict=True)]

    def _load(self, node: Node, wanted: Collection[Wanted]) -> Mapping[Wanted, list[Record]]:
        if not wanted:
            return {}
        starts = list(wanted)
        columns = _columns(node)
        with connection.cursor() as cursor:
            cursor.execute(
                self._query(node, columns),
                {**self.params, "ids": [who for who, _ in starts], "days": [day for _, day in starts]},
            )
            rows = cursor.fetchall()
        owners = [starts[number - 1] for number, *_ in rows]
        found = [dict(zip(columns, values, strict=True)) for _, *values in rows]
        records = self._built(node, [(row, owner[1]) for row, owner in zip(found, owners, strict=True)])
        grouped: dict[Wanted, list[Record]] = {}
        for owner, record in zip(owners, records, strict=True):
            grouped.setdefault(owner, []).append(record)
        return grouped

    def _query(self, node: Node, columns: Sequence[str]) -> str:
        """One level: the rows for pairs of a subject and a day, numbered in the order given."""
        relation = _relation(node)
        parts = {
            "columns": _selected(node, columns),
            "starts": sql.SQL(
                "SELECT n, id, day FROM unnest(%(ids)s::uuid[], %(days)s::date[]) WITH ORDINALITY AS given(id, day, n)"
            ),
            "reached": self._links(relation.via) if relation.via else sql.SQL("SELECT n, id, day FROM starts"),
            "join": sql.SQL("LEFT JOIN" if node.is_subject else "JOIN"),
            "facts": table(node.descriptor.name),
            "match": sql.Identifier(node.match),
            "known": self.known.format(sql.SQL("t")),
            "valid": _valid(sql.SQL("t"), sql.SQL("reached.day"), relation.rows),
            "undescribed": sql.SQL("t.fact_id IS NULL" if node.is_subject else "FALSE"),
            "order": _order(node, latest_first=not relation.many),
        }
        return (
            sql.SQL(
                "WITH starts AS MATERIALIZED ({starts}), reached AS ({reached})"
                " SELECT reached.n, {columns} FROM reached {join} {facts} AS t ON t.{match} = reached.id AND {known}"
                " WHERE {undescribed} OR ({valid}) ORDER BY reached.n, {order}"
            )
            .format(**parts)
            .as_string(None)
        )

    def _links(self, via: Iterable[Link]) -> sql.Composed:
        return sql.SQL(" UNION ").join(self._link(link) for link in via)

    def _link(self, link: Link) -> sql.Composed:
        where = [self.known.format(sql.SQL("l")), _valid(sql.SQL("l"), sql.SQL("starts.day"), Rows.VALID)]
        where += [
            sql.SQL("l.{} = {}").format(sql.Identifier(name), sql.Literal(code)) for name, code in link.where.items()
        ]
        return sql.SQL(
            "SELECT starts.n, l.{far} AS id, starts.day FROM starts JOIN {links} AS l ON l.{near} = starts.id"
            " WHERE {where}"
        ).format(
            far=sql.Identifier(link.far),
            near=sql.Identifier(link.near),
            links=table(link.dataset),
            where=sql.SQL(" AND ").join(where),
        )

    def _root_query(
        self, columns: Sequence[str], keys: Sequence[str] | None, subjects: Sequence[UUID] | None
    ) -> tuple[str, Mapping[str, Any]]:
        params = dict(self.params)
        descriptor = self.root.descriptor
        day = (
            sql.SQL("%(valid_on)s::date")
            if self.valid_on
            else sql.SQL("t.{}").format(sql.Identifier(descriptor.event_date or ""))
        )
        where = [self.known.format(sql.SQL("t")), _valid(sql.SQL("t"), day, Rows.VALID)]
        if subjects is not None:
            params["subjects"] = list(subjects)
            where.append(sql.SQL("t.{} = ANY(%(subjects)s)").format(sql.Identifier(descriptor.subject)))
        if keys is not None:
            where.append(key_filter(descriptor, keys, params, alias="t."))
        order = (
            sql.SQL("")
            if keys is None and subjects is None
            else sql.SQL(" ORDER BY {}").format(_order(self.root, latest_first=False))
        )
        statement = sql.SQL("SELECT {} FROM {} AS t WHERE {}{}").format(
            _selected(self.root, columns), table(descriptor.name), sql.SQL(" AND ").join(where), order
        )
        return statement.as_string(None), params


def _value(node: Node, child: Node, row: Row, day: date, found: Mapping[Wanted, list[Record]]) -> object:
    """What the relation to `child` gives for a row."""
    relation = _relation(child)
    start = row[relation.column]
    if start is None and row["fact_id"] is not None:  # the reference itself is empty: its field says what that means
        absent = node.descriptor.fields[relation.column].missing is Missing.ABSENT
        return None if absent else Unknown({child.path})
    records = found.get((start, day))
    if not records:
        return none_of(child)
    return records if relation.many else records[0]


def _relation(node: Node) -> Relation:
    if node.relation is None:
        message = f"{node.path} is the root of its tree"
        raise ValueError(message)
    return node.relation


def _columns(node: Node) -> list[str]:
    """What to select: where the row comes from, whose it is, the fields asked for, the starts of relations."""
    names = ["fact_id", "feed_id", "recorded_at", "valid_from", node.descriptor.subject, *node.descriptor.key]
    names += [field.name for field in node.fields]
    names += [_relation(child).column for child in node.children]
    if node.relation is None and node.descriptor.event_date is not None:
        names.append(node.descriptor.event_date)
    return list(dict.fromkeys(names))


def _selected(node: Node, columns: Sequence[str]) -> sql.Composed:
    """The columns of t; the subject of a row that does not exist is the one that was looked for."""
    shown = [
        sql.SQL("reached.id")
        if node.is_subject and name == node.descriptor.subject
        else sql.SQL("t.{}").format(sql.Identifier(name))
        for name in columns
    ]
    return sql.SQL(", ").join(shown)


def _valid(alias: sql.SQL, day: sql.Composable, rows: Rows) -> sql.Composed:
    begun = sql.SQL("({0}.valid_from IS NULL OR {0}.valid_from <= {1})").format(alias, day)
    if rows is Rows.BEGUN:
        return sql.Composed([begun])
    return sql.SQL("{} AND ({}.valid_to IS NULL OR {}.valid_to >= {})").format(begun, alias, alias, day)


def _order(node: Node, *, latest_first: bool) -> sql.Composed:
    by_time = sql.SQL("t.valid_from DESC NULLS LAST" if latest_first else "t.valid_from NULLS FIRST")
    keys = [sql.SQL("t.{}").format(sql.Identifier(name)) for name in node.descriptor.key]
    return sql.SQL(", ").join([by_time, *keys])
