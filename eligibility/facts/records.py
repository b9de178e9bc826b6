"""Fact rows as the engine reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils import timezone

from eligibility.engine.api import Record, Source, Unknown
from eligibility.facts.descriptors import Missing
from eligibility.facts.keys import key_text
from eligibility.facts.tree import Node

Nested = Mapping[str, Any]


def record_of(node: Node, row: Mapping[str, Any], nested: Nested) -> Record:
    """The record of a row with what its relations gave. Without fact_id it is a subject that no row describes."""
    described = row["fact_id"] is not None
    values: dict[str, object] = dict(nested)
    unknown: set[str] = set()
    for field in node.fields:
        value = row[field.name]
        if value is not None or (described and field.missing is Missing.ABSENT):
            values[field.name] = value
        else:
            unknown.add(field.name)
    subject = row[node.descriptor.subject]
    return Record(
        node.descriptor.name,
        str(row["fact_id"] or subject),
        _source(node.descriptor.body, row["feed_id"], row["recorded_at"], row["valid_from"]) if described else None,
        values,
        unknown,
        key=key_text(node.descriptor, row),
        subject=subject,
    )


def none_of(node: Node) -> object:
    """What a relation without a row says."""
    relation = node.relation
    if relation is None or relation.none is Missing.UNKNOWN:
        return Unknown({node.path})
    return [] if relation.many else None


@lru_cache(maxsize=4096)
def _source(body: str, feed: UUID, recorded_at: datetime, valid_from: date | None) -> Source:
    return Source(body=body, feed=str(feed), recorded=timezone.localdate(recorded_at), valid_from=valid_from)
