"""The whole matrix of a task's life."""

from services.core.audit.api import ActorKind
from services.tasks.api import TASK_TABLE, TaskState


def test_only_an_open_task_moves() -> None:
    assert TASK_TABLE.pairs() == {(TaskState.OPEN, "closed"), (TaskState.OPEN, "cancelled")}
    assert TASK_TABLE.allowed(TaskState.DONE) == ()
    assert TASK_TABLE.allowed(TaskState.CANCELLED) == ()


def test_other_systems_do_not_close_tasks() -> None:
    for transition in TASK_TABLE:
        assert not transition.actors & {ActorKind.BODY, ActorKind.BANK}
