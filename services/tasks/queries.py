"""Who has what to do."""

from uuid import UUID

from services.tasks.models import Task
from services.tasks.states import TaskState


def open_tasks(*, role: str) -> list[Task]:
    """The role's inbox, the most urgent first."""
    return list(Task.objects.filter(role=role, state=TaskState.OPEN))


def tasks_about(object_type: str, object_id: str | UUID) -> list[Task]:
    """Every task that there ever was about an object."""
    return list(Task.objects.filter(object_type=object_type, object_id=str(object_id)))
