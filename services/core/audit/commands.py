"""Writing to the audit log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.core.audit.actor import Actor
from services.core.audit.models import AuditEntry
from services.core.outbox.api import JSON

_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Act:
    """One object of an act on many."""

    object_id: str
    data: Mapping[str, JSON] = field(default_factory=dict)


def record(
    *,
    actor: Actor,
    action: str,
    object_type: str,
    object_id: str,
    at: datetime,
    data: Mapping[str, JSON] | None = None,
) -> None:
    """`action` is app.noun.verb in the past tense: "payments.batch.released". No personal data in `data`."""
    record_many(actor=actor, action=action, object_type=object_type, at=at, acts=[Act(object_id, data or {})])


def record_many(*, actor: Actor, action: str, object_type: str, at: datetime, acts: Iterable[Act]) -> None:
    """The same act on many objects, in a constant number of queries."""
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                at=at,
                actor_kind=actor.kind,
                actor_id=actor.id,
                actor_person=actor.person,
                on_behalf_of=actor.on_behalf_of,
                action=action,
                object_type=object_type,
                object_id=act.object_id,
                data=dict(act.data),
            )
            for act in acts
        ),
        batch_size=_BATCH,
    )
