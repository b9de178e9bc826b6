"""What identity asks of rooms above it."""

from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured


class RelationshipSource(Protocol):
    """Knows families. Identity keeps no family register: parents act for children by what the facts say today."""

    def children_of(self, person: UUID, on: date) -> Sequence[UUID]:
        """The minor children for whom this person may act on that day."""

    def guardians_of(self, person: UUID, on: date) -> Sequence[UUID]:
        """Who acts for this person on that day because they are a minor; nobody for an adult."""


_REMEMBERED_SECONDS: Final = 300

_sources: Final[list[RelationshipSource]] = []


def register_relationship_source(source: RelationshipSource) -> None:
    if any(type(known) is type(source) for known in _sources):
        message = f"{type(source).__name__} is registered already."
        raise ImproperlyConfigured(message)
    _sources.append(source)


def children_of(person: UUID, on: date) -> list[UUID]:
    """Without a source nobody has children: refusing is the safe side."""
    return [child for source in _sources for child in source.children_of(person, on)]


def guardians_of(person: UUID, on: date) -> list[UUID]:
    """Without a source nobody has parents: what a child is told is then read by nobody else."""
    return [guardian for source in _sources for guardian in source.guardians_of(person, on)]


def remembered_children(person: UUID, on: date) -> list[UUID]:
    """`children_of` as of some minutes ago, for showing pages; an act asks anew, inside its transaction.

    Each question is a reading of the family's facts and stands in their record: asking at every page would fill the
    record with the same line.
    """
    return cache.get_or_set(f"children:{person}:{on}", lambda: children_of(person, on), _REMEMBERED_SECONDS) or []
