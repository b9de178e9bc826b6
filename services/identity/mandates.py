"""Who may act for an enterprise: giving a mandate, ending it, and taking it up."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor, record
from services.identity.models import Enterprise, MandateRole, Representation
from services.identity.queries import Relation, ensure_mandate


class MandateRefused(ValueError):
    """This mandate can't be recorded. `message` is a whole sentence in the reader's language."""

    message = _("This person has a mandate of this kind for this enterprise in the same period.")

    def __str__(self) -> str:
        return str(self.message)


@transaction.atomic
def grant_mandate(
    *,
    agent: UUID,
    enterprise: UUID,
    role: MandateRole,
    valid_from: date,
    valid_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> Representation:
    """Record that `agent` may act for `enterprise` on the days valid_from <= day < valid_to."""
    # The enterprise's row is the lock: mandates of one enterprise are given one after the other.
    Enterprise.objects.select_for_update(no_key=True).get(subject_id=enterprise)
    same = Representation.objects.filter(agent_id=agent, enterprise_id=enterprise, role=role)
    if any(_overlap(valid_from, valid_to, known.valid_from, known.valid_to) for known in same):
        raise MandateRefused
    mandate = Representation.objects.create(
        agent_id=agent,
        enterprise_id=enterprise,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        created_at=at,
    )
    _record("identity.mandate.granted", mandate, actor=actor, at=at)
    return mandate


@transaction.atomic
def end_mandate(*, mandate: UUID, on: date, actor: Actor, at: datetime) -> Representation:
    """From `on` on the mandate no longer holds: with today's date at once. An earlier end is never moved back."""
    row = Representation.objects.select_for_update().get(id=mandate)
    last = max(on, row.valid_from)
    if row.valid_to is None or last < row.valid_to:
        row.valid_to = last
        row.save(update_fields=["valid_to"])
        _record("identity.mandate.ended", row, actor=actor, at=at)
    return row


@transaction.atomic
def start_acting(*, person: UUID, subject: UUID, actor: Actor, at: datetime) -> Relation:
    """Put on record that `person` now acts for `subject`; refused with MandateEnded where they may not."""
    relation = ensure_mandate(person=person, subject=subject, on=at.date())
    record(
        actor=actor,
        action="identity.acting.started",
        object_type="identity.subject",
        object_id=str(subject),
        at=at,
        data={"relation": relation.value},
    )
    return relation


def _overlap(start: date, end: date | None, known_start: date, known_end: date | None) -> bool:
    return (known_end is None or start < known_end) and (end is None or known_start < end)


def _record(action: str, mandate: Representation, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        object_type="identity.representation",
        object_id=str(mandate.id),
        at=at,
        data={"agent": str(mandate.agent_id), "enterprise": str(mandate.enterprise_id), "role": mandate.role},
    )
