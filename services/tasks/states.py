"""The one table of a task's life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.core.audit.api import Actor, ActorKind
from services.core.transitions.api import Transition, TransitionTable

if TYPE_CHECKING:
    from services.tasks.models import Task


class TaskState(models.TextChoices):
    OPEN = "open", gettext_lazy("To do")
    CLAIMED = "claimed", gettext_lazy("In hand")
    DONE = "done", gettext_lazy("Done")
    CANCELLED = "cancelled", gettext_lazy("No longer needed")


class TaskResult(models.TextChoices):
    """How a task came out; the words beside it say what was done and why."""

    SETTLED = "settled", gettext_lazy("Settled: what was wrong is put right")
    UNFOUNDED = "unfounded", gettext_lazy("Checked: nothing had to be changed")
    PASSED_ON = "passed_on", gettext_lazy("Passed on to somebody outside this portal")


# States in which somebody still has something to do.
ACTIVE: Final = (TaskState.OPEN, TaskState.CLAIMED)

_PEOPLE: Final = frozenset({ActorKind.USER})
_ACTORS: Final = frozenset({ActorKind.USER, ActorKind.SYSTEM})


def only_its_owner(task: Task, actor: Actor) -> str | None:
    """What somebody has in hand nobody else finishes behind their back; the portal itself may."""
    if actor.kind is ActorKind.SYSTEM or task.owner is None or str(task.owner) == actor.id:
        return None
    return _("Somebody else has this task in hand. Ask them to release it, or a supervisor to reassign it.")


TASK_TABLE: Final = TransitionTable(
    "tasks.task",
    states=TaskState,
    initial=TaskState.OPEN,
    transitions=(
        Transition(
            name="claimed",
            sources=frozenset({TaskState.OPEN}),
            target=TaskState.CLAIMED,
            actors=_PEOPLE,
        ),
        Transition(
            name="released",
            sources=frozenset({TaskState.CLAIMED}),
            target=TaskState.OPEN,
            actors=_ACTORS,
            guard=only_its_owner,
        ),
        Transition(
            name="handed_on",
            sources=frozenset({TaskState.CLAIMED}),
            target=TaskState.CLAIMED,
            actors=_PEOPLE,
            guard=only_its_owner,
        ),
        # By a supervisor: also what nobody has taken, and what somebody else has in hand.
        Transition(
            name="reassigned",
            sources=frozenset(ACTIVE),
            target=TaskState.CLAIMED,
            actors=_PEOPLE,
        ),
        Transition(
            name="closed",
            sources=frozenset(ACTIVE),
            target=TaskState.DONE,
            actors=_ACTORS,
            guard=only_its_owner,
            topic="tasks.task.closed",
        ),
        Transition(
            name="cancelled",
            sources=frozenset(ACTIVE),
            target=TaskState.CANCELLED,
            actors=_ACTORS,
        ),
    ),
)
