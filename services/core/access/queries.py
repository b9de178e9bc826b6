"""Who read my data: one query for a page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from services.core.access.models import AccessEntry
from services.core.access.purposes import Purpose
from services.core.audit.api import Actor


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry as a page shows it. `actor` and `datasets` are named by the rooms above, which know their titles."""

    at: datetime
    actor: Actor
    purpose: Purpose
    datasets: tuple[str, ...]
    policy: str
    scope: str

    @property
    def purpose_label(self) -> str:
        return str(self.purpose.label)

    @property
    def of_everybody(self) -> bool:
        """A run over a population: it looked at everybody, not at this subject in particular."""
        return bool(self.scope)

    @property
    def on_behalf_of(self) -> UUID | None:
        return self.actor.on_behalf_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which readings are asked for; empty is all of them. `runs`: with those of whole populations."""

    purpose: str = ""
    datasets: frozenset[str] = frozenset()
    since: date | None = None
    runs: bool = True

    @property
    def narrows(self) -> bool:
        return self != Wanted()


_ALL: Final = Wanted()


def entries_for(subject: UUID, wanted: Wanted = _ALL, *, limit: int = 50, offset: int = 0) -> Sequence[Reading]:
    """Readings of this subject's facts, newest first, with the runs over whole populations."""
    rows = _covering(subject, wanted).order_by("-pk")[offset : offset + limit]
    return [
        Reading(
            at=row.at,
            actor=row.actor,
            purpose=Purpose(row.purpose),
            datasets=tuple(row.datasets),
            policy=row.policy,
            scope=row.scope,
        )
        for row in rows
    ]


def count_entries_for(subject: UUID, wanted: Wanted = _ALL) -> int:
    return _covering(subject, wanted).count()


def _covering(subject: UUID, wanted: Wanted) -> QuerySet[AccessEntry]:
    runs = Q(subject__isnull=True) if wanted.runs else Q()
    found = AccessEntry.objects.filter(Q(subject=subject) | runs)
    if wanted.purpose:
        found = found.filter(purpose=wanted.purpose)
    if wanted.datasets:
        found = found.filter(datasets__overlap=sorted(wanted.datasets))
    if wanted.since:
        found = found.filter(at__date__gte=wanted.since)
    return found
