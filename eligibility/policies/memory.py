"""What a process remembers of the published policies, and how it notices that they changed.

Versions are immutable, so the only question is which edition of the library is the latest. It is asked once in a
transaction, which so decides everything by one edition, and otherwise at most once a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from eligibility.policies.compiled import CompiledPolicy, compile_policy
from eligibility.policies.life_events import LifeEvent
from eligibility.policies.models import Edition, ParameterVersion, Policy, PolicyVersion
from eligibility.policies.parameters import ParameterTable, ParameterValue, parse_value
from eligibility.policies.rulebook import Policy as PolicyWords
from eligibility.policies.rulebook import Rulebook
from eligibility.policies.terms import Terms


@dataclass(frozen=True, slots=True)
class Remembered:
    edition: UUID | None
    book: Rulebook
    rows: Mapping[UUID, PolicyVersion]


class _Asked(threading.local):
    """When this thread last asked for the edition: in which transaction, or in which second."""

    moment: object = None


_asked: Final = _Asked()
_remembered: Remembered | None = None


def remembered() -> Remembered:
    """The rulebook of the latest edition."""
    global _remembered  # noqa: PLW0603 - the one memory of this process; replaced whole, never changed
    kept, moment = _remembered, _moment()
    if kept is not None and _asked.moment == moment:
        return kept
    latest = Edition.objects.order_by("-number").values_list("pk", flat=True).first()
    if kept is None or kept.edition != latest:
        kept = _remembered = _load(latest)
    _asked.moment = moment
    return kept


def forget() -> None:
    """Ask again at the next question: this transaction changed the library."""
    _asked.moment = None


def compiled_row(row: PolicyVersion, *, known_at: datetime | None = None) -> CompiledPolicy:
    """Any version that ever was, with the parameters as they are or were known."""
    return _compile(row, _table(known_at))


def _moment() -> object:
    """The outermost transaction itself, not its id: an id may be another's tomorrow. Outside of one, the second."""
    database = connection.settings_dict["NAME"]
    if connection.in_atomic_block and connection.atomic_blocks:
        return (database, connection.atomic_blocks[0])
    return (database, int(time.monotonic()))


def _load(edition: UUID | None) -> Remembered:
    table = _table(None)
    rows = {row.pk: row for row in PolicyVersion.objects.filter(withdrawn_at=None).select_related("policy")}
    versions = [_compile(row, table) for row in rows.values()]
    latest: dict[str, PolicyVersion] = {}
    for row in sorted(rows.values(), key=lambda one: one.valid_from):
        latest[row.policy.code] = row
    words = [_words(row.policy, Terms.from_json(row.terms)) for row in latest.values()]
    return Remembered(edition, Rulebook(sorted(words, key=lambda one: one.code), versions, table), rows)


def _words(policy: Policy, terms: Terms) -> PolicyWords:
    return PolicyWords(
        code=policy.code,
        titles=policy.titles,
        summary=policy.summary,
        source=policy.source,
        reasons=policy.reasons,
        life_events=tuple(LifeEvent(name) for name in policy.life_events),
        words=policy.words,
        **terms.as_mapping(),
    )


def _compile(row: PolicyVersion, table: ParameterTable) -> CompiledPolicy:
    return compile_policy(
        id=row.pk,
        code=row.policy.code,
        number=row.number,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        terms=Terms.from_json(row.terms),
        model=row.model.encode(),
        table=table,
    )


def _table(known_at: datetime | None) -> ParameterTable:
    known = Q(withdrawn_at=None)
    if known_at is not None:
        known = Q(published_at__lte=known_at) & (Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at))
    return ParameterTable(_value(row) for row in ParameterVersion.objects.filter(known).select_related("parameter"))


def _value(row: ParameterVersion) -> ParameterValue:
    source: Mapping[str, Any] = row.source
    return ParameterValue(
        name=row.parameter.name,
        titles=row.parameter.titles,
        feel=row.parameter.feel,
        unit=row.parameter.unit,
        value=parse_value(row.parameter.feel, row.value),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=source,
    )
