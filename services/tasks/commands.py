"""Giving a clerk something to do, and its being done."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from services.core.audit.api import Actor, record
from services.core.transitions.api import move
from services.tasks.kinds import Param, kind_named
from services.tasks.models import Task
from services.tasks.states import TASK_TABLE, TaskState


@transaction.atomic
def open_task(
    *,
    kind: str,
    subject: UUID | None,
    role: str,
    params: Mapping[str, Param],
    due: date,
    object_type: str,
    object_id: str,
    actor: Actor,
    at: datetime,
) -> Task:
    """Something for `role` to do about an object. While such a task is open, asking again gives that one."""
    kind_named(kind).words(params)  # a placeholder without a parameter must fail here and not before the clerk
    task = Task(
        kind=kind,
        subject=subject,
        role=role,
        params=dict(params),
        due=due,
        object_type=object_type,
        object_id=object_id,
        opened_at=at,
    )
    Task.objects.bulk_create([task], ignore_conflicts=True)
    kept = Task.objects.get(kind=kind, object_type=object_type, object_id=object_id, state=TaskState.OPEN)
    if kept.id == task.id:
        data = {"kind": kind, "role": role, "object_type": object_type, "object_id": object_id}
        record(
            actor=actor, action="tasks.task.opened", object_type="tasks.task", object_id=str(task.id), at=at, data=data
        )
    return kept


@transaction.atomic
def close_task(*, task: Task, outcome: str, actor: Actor, at: datetime) -> Task:
    """It was done; `outcome` says how, in the clerk's words. WrongState where it was closed meanwhile."""
    changes = {"outcome": outcome, "closed_at": at}
    return move(task, "closed", table=TASK_TABLE, actor=actor, at=at, changes=changes)


@transaction.atomic
def cancel_task(*, task: Task, reason: str, actor: Actor, at: datetime) -> Task:
    """Nobody need do it any more: what it was about settled itself."""
    changes = {"outcome": reason, "closed_at": at}
    return move(task, "cancelled", table=TASK_TABLE, actor=actor, at=at, changes=changes)
