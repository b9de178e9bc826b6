"""The whole matrix of a task's life."""

from itertools import product
from uuid import uuid4

import pytest
from django.utils.translation import override

from services.core.audit.api import Actor, ActorKind
from services.tasks.api import TASK_TABLE, Task, TaskState
from services.tasks.states import only_its_owner

OPEN, CLAIMED, DONE, CANCELLED = TaskState.OPEN, TaskState.CLAIMED, TaskState.DONE, TaskState.CANCELLED
ALLOWED = {
    (OPEN, "claimed"): CLAIMED,
    (OPEN, "reassigned"): CLAIMED,
    (OPEN, "closed"): DONE,
    (OPEN, "cancelled"): CANCELLED,
    (CLAIMED, "released"): OPEN,
    (CLAIMED, "handed_on"): CLAIMED,
    (CLAIMED, "reassigned"): CLAIMED,
    (CLAIMED, "closed"): DONE,
    (CLAIMED, "cancelled"): CANCELLED,
}


@pytest.mark.parametrize(("state", "step"), list(product(TaskState, sorted(TASK_TABLE.names()))))
def test_every_pair_of_state_and_step(state: TaskState, step: str) -> None:
    allowed = (state, step) in TASK_TABLE.pairs()
    assert allowed == ((state, step) in ALLOWED)
    if allowed:
        assert TASK_TABLE.get(step).target == ALLOWED[state, step]


def test_other_systems_do_not_move_tasks() -> None:
    for transition in TASK_TABLE:
        assert not transition.actors & {ActorKind.BODY, ActorKind.BANK}


def test_the_portal_takes_nothing_in_hand() -> None:
    for step in ("claimed", "handed_on", "reassigned"):
        assert TASK_TABLE.get(step).actors == {ActorKind.USER}


@pytest.mark.parametrize("step", ["released", "handed_on", "closed"])
def test_what_somebody_has_in_hand_is_theirs(step: str) -> None:
    owner = uuid4()
    task, guard = Task(owner=owner), TASK_TABLE.get(step).guard
    assert guard is only_its_owner
    assert guard(task, Actor(ActorKind.USER, str(owner))) is None
    assert guard(task, Actor.system("payments")) is None
    with override("en"):
        assert "Somebody else" in str(guard(task, Actor(ActorKind.USER, str(uuid4()))))
