"""Who the clerks are: asked of the room that keeps the accounts, which stands above this one."""

from collections.abc import Iterable, Mapping
from typing import Final, Protocol
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured


class StaffSource(Protocol):
    """Knows the accounts of staff."""

    def colleagues(self, role: str) -> Mapping[UUID, str]:
        """Open accounts that hold the role, and what to call each."""

    def called(self, accounts: Iterable[UUID]) -> Mapping[UUID, str]:
        """What to call these accounts, open or closed."""

    def role_name(self, role: str) -> str:
        """What the role is called in the reader's language."""


_source: Final[list[StaffSource]] = []


def register_staff_source(source: StaffSource) -> None:
    if _source and type(_source[0]) is not type(source):
        message = "Tasks have a source of staff already."
        raise ImproperlyConfigured(message)
    _source[:] = [source]


def colleagues(role: str) -> Mapping[UUID, str]:
    """Without a source there is nobody to give a task to."""
    return _source[0].colleagues(role) if _source else {}


def called(accounts: Iterable[UUID]) -> Mapping[UUID, str]:
    return _source[0].called(accounts) if _source else {}


def role_name(role: str) -> str:
    return _source[0].role_name(role) if _source else role
