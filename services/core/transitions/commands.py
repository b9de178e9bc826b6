"""Moving objects from state to state."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models

from services.core.audit.api import Act, Actor, record_many
from services.core.outbox.api import JSON, emit_many
from services.core.transitions.errors import NotAllowed, Refused, WrongState
from services.core.transitions.models import HistoryEntry
from services.core.transitions.table import Transition, TransitionTable

M = TypeVar("M", bound=models.Model)
STATE = "state"
_BATCH = 5000


def move(
    instance: M,
    transition_name: str,
    *,
    table: TransitionTable,
    actor: Actor,
    at: datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    event: Mapping[str, JSON] | None = None,
) -> M:
    """Take one step, and give the fresh, locked instance. Whoever comes second finds the new state and is told so."""
    moved = move_many(
        type(instance),
        [instance.pk],
        transition_name,
        table=table,
        actor=actor,
        at=at,
        reason=reason,
        changes=changes,
        event=event,
    )
    return moved[0]


def move_many(
    model: type[M],
    keys: Sequence[UUID | int],
    transition_name: str,
    *,
    table: TransitionTable,
    actor: Actor,
    at: datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    event: Mapping[str, JSON] | None = None,
) -> list[M]:
    """The same step for many objects, all or none, in a constant number of queries; locked in the order of keys."""
    if not connection.in_atomic_block:
        message = f"{transition_name} needs a transaction around it."
        raise RuntimeError(message)
    transition = table.get(transition_name)
    if actor.kind not in transition.actors:
        raise NotAllowed
    instances = _locked(model, keys)
    sources = [_checked(instance, transition, table=table, actor=actor) for instance in instances]
    _change(model, instances, {"state": transition.target, **(changes or {})})
    _write_history(model, instances, sources, transition, actor=actor, at=at, reason=reason)
    if transition.topic:
        emit_many(transition.topic, ({"id": str(instance.pk), **(event or {})} for instance in instances))
    return instances


def _locked(model: type[M], keys: Sequence[UUID | int]) -> list[M]:
    """FOR NO KEY UPDATE: still one mover at a time, but rows that refer to this one can be inserted meanwhile.

    With FOR UPDATE two transactions that each add such a row and then move would wait for each other for ever.
    """
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    found = list(rows.filter(pk__in=keys).order_by("pk"))
    gone = len(set(keys)) - len(found)
    if gone:
        message = f"{model._meta.label}: {gone} of the rows to move are gone."
        raise ObjectDoesNotExist(message)
    return found


def _checked(instance: M, transition: Transition, *, table: TransitionTable, actor: Actor) -> str:
    """The state that the instance is in, once it is clear that the step may be taken from there."""
    state = str(getattr(instance, STATE))
    if state not in transition.sources:
        raise WrongState(state, str(table.states(state).label))
    refusal = transition.guard(instance, actor) if transition.guard else None
    if refusal:
        raise Refused(refusal)
    return state


def _change(model: type[M], instances: Sequence[M], changes: Mapping[str, Any]) -> None:
    for instance in instances:
        for name, value in changes.items():
            setattr(instance, name, value)
    if len(instances) == 1:
        # Encrypted columns are bound to their row and know only save().
        instances[0].save(update_fields=list(changes))
    else:
        model._default_manager.filter(pk__in=[instance.pk for instance in instances]).update(**changes)


def _write_history(
    model: type[M],
    instances: Sequence[M],
    sources: Sequence[str],
    transition: Transition,
    *,
    actor: Actor,
    at: datetime,
    reason: str,
) -> None:
    object_type = model._meta.label_lower
    steps = [(str(instance.pk), source) for instance, source in zip(instances, sources, strict=True)]
    HistoryEntry.objects.bulk_create(
        (
            HistoryEntry(
                at=at,
                actor_kind=actor.kind,
                actor_id=actor.id,
                actor_person=actor.person,
                on_behalf_of=actor.on_behalf_of,
                object_type=object_type,
                object_id=key,
                transition=transition.name,
                source=source,
                target=transition.target,
                reason=reason,
            )
            for key, source in steps
        ),
        batch_size=_BATCH,
    )
    # The reason stays out: people write names into it, and the audit log can't forget.
    record_many(
        actor=actor,
        action=f"{object_type}.{transition.name}",
        object_type=object_type,
        at=at,
        acts=(Act(key, {"from": source, "to": transition.target}) for key, source in steps),
    )
