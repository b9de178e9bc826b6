"""Opening a reading."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from uuid import UUID

from services.core.access.models import AccessEntry
from services.core.access.purposes import Purpose
from services.core.access.window import Window, opened
from services.core.audit.api import Actor

_BATCH = 5000


@contextmanager
def reading(
    *,
    actor: Actor,
    at: datetime,
    purpose: Purpose,
    datasets: Sequence[str],
    subjects: Sequence[UUID] = (),
    scope: str = "",
    policy: str = "",
) -> Iterator[None]:
    """Write down who reads what of whom, then let these datasets be read inside.

    Name the subjects, or for a run over a whole population its scope, which is one entry that everybody sees.
    """
    if not datasets or bool(subjects) == bool(scope):
        message = "A reading names its datasets, and either its subjects or the scope of a population."
        raise ValueError(message)
    whose: Sequence[UUID | None] = list(dict.fromkeys(subjects)) or [None]
    entry = partial(_entry, actor=actor, at=at, purpose=purpose, policy=policy)
    _write(entry(subject, datasets, scope=scope) for subject in whose)
    with opened(Window(frozenset(datasets))):
        yield


@contextmanager
def readings(
    *,
    actor: Actor,
    at: datetime,
    purpose: Purpose,
    policies: Mapping[str, Collection[str]],
    subjects: Sequence[UUID] = (),
    scope: str = "",
) -> Iterator[None]:
    """Several policies that are decided from one gathering: an entry for each, with the datasets that it reads."""
    if not policies or not all(policies.values()) or bool(subjects) == bool(scope):
        message = "Readings name policies with their datasets, and either their subjects or the scope of a population."
        raise ValueError(message)
    whose: Sequence[UUID | None] = list(dict.fromkeys(subjects)) or [None]
    entry = partial(_entry, actor=actor, at=at, purpose=purpose, scope=scope)
    _write(entry(one, datasets, policy=policy) for policy, datasets in policies.items() for one in whose)
    with opened(Window(frozenset().union(*policies.values()))):
        yield


def note_readings(
    *, actor: Actor, at: datetime, purpose: Purpose, datasets: Mapping[UUID, Collection[str]], policy: str = ""
) -> None:
    """Write down whose facts an open reading turned out to reach besides those of the subjects that it named."""
    entry = partial(_entry, actor=actor, at=at, purpose=purpose, policy=policy)
    _write(entry(subject, names) for subject, names in datasets.items())


def _entry(
    subject: UUID | None,
    datasets: Collection[str],
    *,
    actor: Actor,
    at: datetime,
    purpose: Purpose,
    policy: str,
    scope: str = "",
) -> AccessEntry:
    return AccessEntry(
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_person=actor.person,
        on_behalf_of=actor.on_behalf_of,
        subject=subject,
        scope=scope,
        purpose=purpose,
        datasets=sorted(set(datasets)),
        policy=policy,
    )


def _write(entries: Iterable[AccessEntry]) -> None:
    AccessEntry.objects.bulk_create(entries, batch_size=_BATCH)
