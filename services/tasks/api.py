from services.tasks.commands import (
    NotOfThisRole,
    cancel_task,
    claim_task,
    close_task,
    hand_on_task,
    open_task,
    reassign_task,
    release_task,
)
from services.tasks.kinds import Param, TaskKind, register_kind
from services.tasks.models import Task
from services.tasks.queries import Workload, open_tasks, tasks_about, workload
from services.tasks.staff import StaffSource, register_staff_source
from services.tasks.states import TASK_TABLE, TaskResult, TaskState

__all__ = [
    "TASK_TABLE",
    "NotOfThisRole",
    "Param",
    "StaffSource",
    "Task",
    "TaskKind",
    "TaskResult",
    "TaskState",
    "Workload",
    "cancel_task",
    "claim_task",
    "close_task",
    "hand_on_task",
    "open_task",
    "open_tasks",
    "reassign_task",
    "register_kind",
    "register_staff_source",
    "release_task",
    "tasks_about",
    "workload",
]
