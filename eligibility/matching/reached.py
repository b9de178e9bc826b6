"""Whose facts a decision reaches besides those of the one whom it is about: a child's decision reads its parents'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from eligibility.engine.api import Record
from eligibility.facts import api as facts
from services.core.access.api import Purpose, note_readings
from services.core.audit.api import Actor

Path = tuple[str, ...]
Branches = Mapping[str, Any]


def note_reached(
    rows: Iterable[Record],
    *,
    paths: Collection[Path],
    named: Collection[UUID],
    purpose: Purpose,
    policy: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Write the reading into the record of every person whose facts lie in the rows and whom the reading did not name.

    Only what the policy's own paths reach: rows that were gathered for several policies hold more than that.
    People only. An employer's record of readings would tell which employee gave birth, or lost a child.
    """
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    branches = _branches(frozenset(paths))
    for row in rows:
        for record in _within(row, branches):
            if record.subject is not None and record.subject not in named and _is_about_people(record.dataset):
                found[record.subject].add(record.dataset)
    if found:
        note_readings(actor=actor, at=at, purpose=purpose, datasets=found, policy=policy)


def _within(record: Record, branches: Branches) -> Iterator[Record]:
    yield record
    for step, onward in branches.items():
        value = record.cells.get(step)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, Record):
                yield from _within(item, onward)


@lru_cache(maxsize=256)
def _branches(paths: frozenset[Path]) -> Branches:
    """The paths as a tree of steps from the unit on."""
    root: dict[str, Any] = {}
    for path in paths:
        here = root
        for step in path[1:]:
            here = here.setdefault(step, {})
    return root


@cache
def _is_about_people(dataset: str) -> bool:
    described = facts.descriptors().get(dataset)
    return described is not None and "person" in described.fields[described.subject].references
