"""Giving a clerk something to do, and its being done."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor, record
from services.core.transitions.api import move
from services.tasks.kinds import Param, kind_named
from services.tasks.models import Task
from services.tasks.staff import colleagues
from services.tasks.states import ACTIVE, TASK_TABLE, TaskResult


class NotOfThisRole(ValueError):
    """A task was to be given to somebody who does not do this work."""

    message = _("This colleague does not hold the role that the task is for.")

    def __str__(self) -> str:
        return str(self.message)


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
    kept = Task.objects.get(kind=kind, object_type=object_type, object_id=object_id, state__in=ACTIVE)
    if kept.id == task.id:
        data = {"kind": kind, "role": role, "object_type": object_type, "object_id": object_id}
        record(
            actor=actor, action="tasks.task.opened", object_type="tasks.task", object_id=str(task.id), at=at, data=data
        )
    return kept


@transaction.atomic
def claim_task(*, task: Task, actor: Actor, at: datetime) -> Task:
    """Take it in hand. Of two clerks who reach for it at once the second is told that it is taken (WrongState)."""
    return move(task, "claimed", table=TASK_TABLE, actor=actor, at=at, changes={"owner": UUID(actor.id)})


@transaction.atomic
def release_task(*, task: Task, actor: Actor, at: datetime) -> Task:
    """Put it back for everybody of its role."""
    return move(task, "released", table=TASK_TABLE, actor=actor, at=at, changes={"owner": None})


@transaction.atomic
def hand_on_task(*, task: Task, to: UUID, reason: str, actor: Actor, at: datetime) -> Task:
    """Its owner gives it to a colleague of its role; the reason stays in its history."""
    return _give(task, "handed_on", to=to, reason=reason, actor=actor, at=at)


@transaction.atomic
def reassign_task(*, task: Task, to: UUID, reason: str, actor: Actor, at: datetime) -> Task:
    """A supervisor gives it to whoever shall do it, whoever has it in hand now."""
    return _give(task, "reassigned", to=to, reason=reason, actor=actor, at=at)


def _give(task: Task, step: str, *, to: UUID, reason: str, actor: Actor, at: datetime) -> Task:
    if to not in colleagues(task.role):
        raise NotOfThisRole
    return move(task, step, table=TASK_TABLE, actor=actor, at=at, reason=reason, changes={"owner": to})


@transaction.atomic
def close_task(
    *, task: Task, outcome: str, result: TaskResult = TaskResult.SETTLED, actor: Actor, at: datetime
) -> Task:
    """It was done; `outcome` says what and why, in the clerk's words. WrongState where it was closed meanwhile."""
    changes = {"result": result, "outcome": outcome, "closed_at": at}
    return move(task, "closed", table=TASK_TABLE, actor=actor, at=at, reason=outcome, changes=changes)


@transaction.atomic
def cancel_task(*, task: Task, reason: str, actor: Actor, at: datetime) -> Task:
    """Nobody need do it any more: what it was about settled itself."""
    changes = {"outcome": reason, "closed_at": at}
    return move(task, "cancelled", table=TASK_TABLE, actor=actor, at=at, reason=reason, changes=changes)
