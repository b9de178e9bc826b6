"""What notices ask of rooms above: who reads what a subject is told, and who goes there in person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Protocol, TypeVar
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who is to read a notice: the subject, a parent, an agent of the enterprise."""

    person: UUID
    language: str
    name: str = field(default="", repr=False)


class Readers(Protocol):
    """Knows who stands for whom, and what people are called."""

    def readers_of(self, subject: UUID, *, on: date) -> Sequence[Reader]:
        """Those who are told what concerns a subject; nobody, where nobody is known."""

    def may_read(self, *, person: UUID, subject: UUID, on: date) -> bool:
        """Whether this person may act for the subject on that day."""


class VisitDesk(Protocol):
    """Gives people in the city the task of finding somebody."""

    def ask(self, *, delivery: UUID, subject: UUID, notice: str, due: date, at: datetime) -> str:
        """A task to visit or call, opened once for each delivery; gives its reference."""

    def call_off(self, *, delivery: UUID, at: datetime) -> None:
        """Nobody need go there any more."""


P = TypeVar("P")

_readers: Final[list[Readers]] = []
_visit_desks: Final[list[VisitDesk]] = []


def register_readers(readers: Readers) -> None:
    _only_one(_readers, readers)


def register_visit_desk(desk: VisitDesk) -> None:
    _only_one(_visit_desks, desk)


def readers_of(subject: UUID, *, on: date) -> list[Reader]:
    """Without a source there is nobody to be reached: what is sent stays in the inbox."""
    return [reader for source in _readers for reader in source.readers_of(subject, on=on)]


def may_read(*, person: UUID, subject: UUID, on: date) -> bool:
    if person == subject:
        return True
    return any(source.may_read(person=person, subject=subject, on=on) for source in _readers)


def visit_desk() -> VisitDesk | None:
    return _visit_desks[0] if _visit_desks else None


def _only_one(known: list[P], new: P) -> None:
    if any(type(one) is not type(new) for one in known):
        message = f"{type(known[0]).__name__} is registered already."
        raise ImproperlyConfigured(message)
    known[:] = [new]
