"""How subjects come into being: from registers, by national identifier, once each.

Feeds name millions of people, so the bulk doors take a constant number of statements a batch, whatever is in it.
Two feeds that bring the same new person at the same moment get the same subject: the unique index decides, and the
loser reads what the winner wrote.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from django.db import transaction

from services.core.audit.api import Actor, record
from services.core.crypto.api import blind_index
from services.identity.identifiers import valid_credit_code, valid_resident_id
from services.identity.models import Enterprise, Person, Subject, SubjectKind

_INDEX_PURPOSE: Final = "identity.person.resident_id"
_BATCH: Final = 5000  # rows a statement: far below PostgreSQL's limits, large enough to be fast

T = TypeVar("T")
Registered = TypeVar("Registered", Person, Enterprise)


def register_person(*, resident_id: str, name: str, actor: Actor, at: datetime, synthetic: bool = False) -> UUID:
    """The subject of this person, new if need be. An empty name changes nothing and may be filled in later."""
    names = {resident_id: name}
    return resolve_persons([resident_id], names=names, actor=actor, at=at, synthetic=synthetic)[resident_id]


def register_enterprise(*, credit_code: str, name: str, actor: Actor, at: datetime, synthetic: bool = False) -> UUID:
    """The subject of this enterprise, new if need be."""
    names = {credit_code: name}
    return resolve_enterprises([credit_code], names=names, actor=actor, at=at, synthetic=synthetic)[credit_code]


def find_persons(resident_ids: Iterable[str]) -> dict[str, UUID]:
    """The subjects of those among these people who are known, by the ID as the caller wrote it. Registers nobody."""
    index_of = {text: _resident_id_index(valid_resident_id(text)) for text in resident_ids}
    subjects = _persons_by_index(set(index_of.values()))
    return {text: subjects[index] for text, index in index_of.items() if index in subjects}


def find_enterprises(credit_codes: Iterable[str]) -> dict[str, UUID]:
    """The subjects of those among these enterprises that are known, by the code as the caller wrote it."""
    code_of = {text: valid_credit_code(text) for text in credit_codes}
    subjects = _enterprises_by_code(set(code_of.values()))
    return {text: subjects[code] for text, code in code_of.items() if code in subjects}


@transaction.atomic
def resolve_persons(
    resident_ids: Iterable[str],
    *,
    names: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
    synthetic: bool = False,
) -> dict[str, UUID]:
    """The subject of each resident ID, by the ID as the caller wrote it; unknown people are registered.

    A name that is given and differs from the recorded one replaces it. Raises InvalidIdentifier on the first text
    that is no resident ID: a feed checks its rows before it asks.
    """
    value_of = {text: valid_resident_id(text) for text in resident_ids}
    index_of = {value: _resident_id_index(value) for value in set(value_of.values())}
    called = {value_of[text]: name for text, name in (names or {}).items() if name and text in value_of}
    subjects = _persons_by_index(index_of.values())
    # In the order of the index, so that two feeds wait for each other and never in a circle.
    missing = sorted((index, value) for value, index in index_of.items() if index not in subjects)
    if missing:
        rows = [
            Person(subject_id=uuid.uuid4(), name=called.get(value, ""), resident_id=value, resident_id_index=index)
            for index, value in missing
        ]
        _insert(Person, rows, SubjectKind.PERSON, at=at, synthetic=synthetic)
        subjects |= _persons_by_index([index for index, _value in missing])
        _settle(rows, subjects.values(), "identity.person.registered", actor=actor, at=at)
    _rename(Person, {subjects[index_of[value]]: name for value, name in called.items()}, actor=actor, at=at)
    return {text: subjects[index_of[value]] for text, value in value_of.items()}


@transaction.atomic
def resolve_enterprises(
    credit_codes: Iterable[str],
    *,
    names: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
    synthetic: bool = False,
) -> dict[str, UUID]:
    """The subject of each credit code, by the code as the caller wrote it; see `resolve_persons`."""
    code_of = {text: valid_credit_code(text) for text in credit_codes}
    called = {code_of[text]: name for text, name in (names or {}).items() if name and text in code_of}
    subjects = _enterprises_by_code(code_of.values())
    missing = sorted(set(code_of.values()) - set(subjects))
    if missing:
        rows = [Enterprise(subject_id=uuid.uuid4(), name=called.get(code, ""), credit_code=code) for code in missing]
        _insert(Enterprise, rows, SubjectKind.ENTERPRISE, at=at, synthetic=synthetic)
        subjects |= _enterprises_by_code(missing)
        _settle(rows, subjects.values(), "identity.enterprise.registered", actor=actor, at=at)
    _rename(Enterprise, {subjects[code]: name for code, name in called.items()}, actor=actor, at=at)
    return {text: subjects[code] for text, code in code_of.items()}


def _resident_id_index(resident_id: str) -> bytes:
    """What equality of (normalised) resident IDs is asked of: they are guessable, so never a plain hash."""
    return blind_index(resident_id, purpose=_INDEX_PURPOSE)


def _persons_by_index(indexes: Iterable[bytes]) -> dict[bytes, UUID]:
    found: dict[bytes, UUID] = {}
    for batch in _batches(indexes):
        rows = Person.objects.filter(resident_id_index__in=batch).values_list("resident_id_index", "subject_id")
        found.update((bytes(index), subject) for index, subject in rows)
    return found


def _enterprises_by_code(codes: Iterable[str]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for batch in _batches(codes):
        found.update(Enterprise.objects.filter(credit_code__in=batch).values_list("credit_code", "subject_id"))
    return found


def _insert(
    model: type[Registered], rows: Sequence[Registered], kind: SubjectKind, *, at: datetime, synthetic: bool
) -> None:
    Subject.objects.bulk_create(
        [Subject(id=row.subject_id, kind=kind, synthetic=synthetic, created_at=at) for row in rows],
        batch_size=_BATCH,
    )
    model._default_manager.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


def _settle(rows: Sequence[Registered], subjects: Iterable[UUID], action: str, *, actor: Actor, at: datetime) -> None:
    """Drop the subjects of rows that somebody else registered at the same moment, and record the others."""
    beaten = {row.subject_id for row in rows} - set(subjects)
    if beaten:
        Subject.objects.filter(id__in=beaten).delete()
    if len(rows) == 1 and not beaten:
        record(actor=actor, action=action, object_type="identity.subject", object_id=str(rows[0].subject_id), at=at)
    elif len(rows) > len(beaten):
        # One entry a bulk: a city has millions of people, and each row already carries when it was registered.
        count = len(rows) - len(beaten)
        record(actor=actor, action=action, object_type="identity.subject", object_id="", at=at, data={"count": count})


def _rename(model: type[Registered], names: Mapping[UUID, str], *, actor: Actor, at: datetime) -> None:
    changed: list[Registered] = []
    for batch in _batches(sorted(names)):
        for row in model._default_manager.filter(subject_id__in=batch).order_by("subject_id"):
            if row.name != names[row.subject_id]:
                row.name = names[row.subject_id]
                changed.append(row)
    if not changed:
        return
    # An insert that always meets its row: unlike bulk_update it encrypts through the field, row by row.
    model._default_manager.bulk_create(
        changed, batch_size=_BATCH, update_conflicts=True, unique_fields=["subject"], update_fields=["name"]
    )
    action = f"identity.{model._meta.model_name}.renamed"
    object_id = str(changed[0].subject_id) if len(changed) == 1 else ""
    data = {"count": len(changed)}
    record(actor=actor, action=action, object_type="identity.subject", object_id=object_id, at=at, data=data)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    everything = list(items)
    return (everything[start : start + _BATCH] for start in range(0, len(everything), _BATCH))
