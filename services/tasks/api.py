from services.tasks.commands import cancel_task, close_task, open_task
from services.tasks.kinds import Param, TaskKind, register_kind
from services.tasks.models import Task
from services.tasks.queries import open_tasks, tasks_about
from services.tasks.states import TASK_TABLE, TaskState

__all__ = [
    "TASK_TABLE",
    "Param",
    "Task",
    "TaskKind",
    "TaskState",
    "cancel_task",
    "close_task",
    "open_task",
    "open_tasks",
    "register_kind",
    "tasks_about",
]
