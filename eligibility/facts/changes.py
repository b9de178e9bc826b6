"""What a feed touched, and which rows of an award unit that concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from psycopg import sql

from eligibility.facts.ddl import table
from eligibility.facts.descriptors import Descriptor, Link, descriptor
from eligibility.facts.keys import key_text
from eligibility.facts.models import Feed
from eligibility.facts.tree import Node, Path, everything, tree_of
from services.core.access import api as access


def feed_dataset(feed: UUID) -> str:
    return Feed.objects.values_list("dataset", flat=True).get(pk=feed)


def feed_size(feed: UUID) -> int:
    """How many rows it changed."""
    return Feed.objects.values_list("applied", flat=True).get(pk=feed)


def feed_applied_at(feed: UUID) -> datetime:
    return Feed.objects.values_list("received_at", flat=True).get(pk=feed)


def changed_units(feed: UUID, *, unit: str, paths: Collection[Path] | None = None) -> list[str]:
    """The keys of the unit's rows that a feed touched, directly or as something that `paths` reach.

    A row that was replaced counts as well as the one that replaced it. Without paths every relation is followed.
    Says only which rows, nothing about them: who goes on to read them does so inside `access.reading()`.
    """
    dataset = feed_dataset(feed)
    root = tree_of(unit, everything(unit) if paths is None else paths)
    touched = _touched(descriptor(dataset))
    found: dict[str, None] = {}
    with access.writing(), connection.cursor() as cursor:
        for statement in _statements(root, dataset):
            cursor.execute((touched + statement).as_string(None), {"feed": feed})
            names = root.descriptor.key
            found |= dict.fromkeys(
                key_text(root.descriptor, dict(zip(names, row, strict=True))) for row in cursor.fetchall()
            )
    return sorted(found)


def _touched(dataset: Descriptor) -> sql.Composed:
    """The rows that the feed recorded and, with the same key, those that they replaced at that moment."""
    key = sql.SQL(", ").join(map(sql.Identifier, dataset.key))
    return sql.SQL(
        "WITH recorded AS (SELECT * FROM {facts} WHERE feed_id = %(feed)s), touched AS ("
        "SELECT * FROM recorded UNION ALL SELECT replaced.* FROM {facts} AS replaced"
        " JOIN (SELECT {key}, recorded_at AS superseded_at FROM recorded) AS successor USING ({key}, superseded_at)"
        ") "
    ).format(facts=table(dataset.name), key=key)


def _statements(root: Node, dataset: str) -> Iterator[sql.Composed]:
    """One query for each way on which the dataset lies."""
    key = sql.SQL(", ").join(sql.SQL("t0.{}").format(sql.Identifier(name)) for name in root.descriptor.key)
    for way in root.walk():
        for joins in _ways_to(way, dataset):
            yield sql.SQL("SELECT DISTINCT {} FROM {}").format(key, joins)


def _ways_to(way: Sequence[Node], dataset: str) -> Iterator[sql.Composed]:
    """The joins from the root to touched rows of the dataset: as the way's last table, or as its last links."""
    leaf = way[-1]
    if len(way) == 1:
        if leaf.descriptor.name == dataset:
            yield sql.SQL("touched AS t0 ").format()
        return
    start, before = _joins(way[:-1], leaf)
    links = leaf.relation.via if leaf.relation else ()
    if leaf.descriptor.name == dataset:
        for reached, joined in _linked(start, links, len(way)):
            on = sql.SQL("JOIN touched AS last ON last.{} = {} ").format(sql.Identifier(leaf.match), reached)
            yield before + joined + on
    for link in links:
        if link.dataset == dataset:
            yield before + sql.SQL("JOIN touched AS link ON link.{} = {} ").format(sql.Identifier(link.near), start)


def _joins(way: Sequence[Node], then: Node) -> tuple[sql.Composed, sql.Composed]:
    """The joins along a way, and the column from which `then` starts. Links on the way are followed in all directions.

    A table about the subject itself is left out: its subject is the one that leads to it, described or not.
    """
    joined = sql.SQL("{} AS t0 ").format(table(way[0].descriptor.name))
    alias = sql.SQL("t0")
    start = _column(alias, way[1] if len(way) > 1 else then)
    for place, node in enumerate(way[1:], start=1):
        onward = way[place + 1] if place + 1 < len(way) else then
        links = node.relation.via if node.relation else ()
        if links:
            joined += _union(start, links, place)
            start = sql.SQL("{}.far").format(sql.SQL(f"k{place}"))
        if node.is_subject and onward.relation is not None and onward.relation.column == node.descriptor.subject:
            continue
        alias = sql.SQL(f"t{place}")
        joined += sql.SQL("JOIN {} AS {} ON {}.{} = {} AND {}.superseded_at IS NULL ").format(
            table(node.descriptor.name), alias, alias, sql.Identifier(node.match), start, alias
        )
        start = _column(alias, onward)
    return start, joined


def _column(alias: sql.SQL, onward: Node) -> sql.Composed:
    column = onward.relation.column if onward.relation else onward.descriptor.subject
    return sql.SQL("{}.{}").format(alias, sql.Identifier(column))


def _linked(start: sql.Composed, links: Sequence[Link], place: int) -> Iterator[tuple[sql.Composed, sql.Composed]]:
    if not links:
        yield start, sql.Composed([])
    else:
        yield sql.SQL("{}.far").format(sql.SQL(f"k{place}")), _union(start, links, place)


def _union(start: sql.Composed, links: Sequence[Link], place: int) -> sql.Composed:
    parts = []
    for link in links:
        where: list[sql.Composable] = [sql.SQL("superseded_at IS NULL")]
        where += [
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(code)) for name, code in link.where.items()
        ]
        parts.append(
            sql.SQL("SELECT {} AS near, {} AS far FROM {} WHERE {}").format(
                sql.Identifier(link.near), sql.Identifier(link.far), table(link.dataset), sql.SQL(" AND ").join(where)
            )
        )
    alias = sql.SQL(f"k{place}")
    return sql.SQL("JOIN ({}) AS {} ON {}.near = {} ").format(sql.SQL(" UNION ALL ").join(parts), alias, alias, start)
