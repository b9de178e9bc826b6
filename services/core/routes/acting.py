"""For whom a request is made. `services.identity` fills `request.acting` in; every room reads it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from services.core.audit.api import Actor, ActorKind


@dataclass(frozen=True)
class Acting:
    """A person at the keyboard (`person`) acting for a subject: themselves, their child or an enterprise."""

    user: UUID
    person: UUID
    subject: UUID
    relation: str
    label_of: Callable[[UUID], str] = field(repr=False, compare=False)

    @property
    def for_self(self) -> bool:
        return self.subject == self.person

    @cached_property
    def label(self) -> str:
        """The subject's name; asked for only by the pages that show it."""
        return self.label_of(self.subject)


class OwnerRequest(HttpRequest):
    """What a view behind `owner` is called with."""

    acting: Acting


class Machine(Protocol):
    """The caller of a machine interface, once its key was checked."""

    body: str


def actor_of(request: HttpRequest) -> Actor:
    """Who is answerable for what this request does: both identities where one acts for another."""
    key: Machine | None = getattr(request, "service_key", None)
    if key is not None:
        return Actor(kind=ActorKind.BODY, id=key.body)
    acting: Acting | None = getattr(request, "acting", None)
    if acting is not None:
        on_behalf_of = None if acting.for_self else acting.subject
        return Actor(kind=ActorKind.USER, id=str(acting.user), person=acting.person, on_behalf_of=on_behalf_of)
    if request.user.is_authenticated:
        return Actor(kind=ActorKind.USER, id=str(request.user.pk))
    raise PermissionDenied
