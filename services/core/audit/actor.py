"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    USER = "user", _("user")
    SYSTEM = "system", _("system")
    BODY = "body", _("government body")
    BANK = "bank", _("bank")


@dataclass(frozen=True, slots=True)
class Actor:
    """`person` is the human behind a user; `on_behalf_of` the subject they act for when it is not themselves."""

    kind: ActorKind
    id: str
    person: UUID | None = None
    on_behalf_of: UUID | None = None

    @classmethod
    def system(cls, name: str) -> Actor:
        """A part of the portal that acts by itself: "matching", "outbox"."""
        return cls(ActorKind.SYSTEM, name)
