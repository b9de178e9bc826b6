"""The one table of a task's life."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import ActorKind
from services.core.transitions.api import Transition, TransitionTable


class TaskState(models.TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("No longer needed")


_ACTORS: Final = frozenset({ActorKind.USER, ActorKind.SYSTEM})

TASK_TABLE: Final = TransitionTable(
    "tasks.task",
    states=TaskState,
    initial=TaskState.OPEN,
    transitions=(
        Transition(
            name="closed",
            sources=frozenset({TaskState.OPEN}),
            target=TaskState.DONE,
            actors=_ACTORS,
            topic="tasks.task.closed",
        ),
        Transition(
            name="cancelled",
            sources=frozenset({TaskState.OPEN}),
            target=TaskState.CANCELLED,
            actors=_ACTORS,
        ),
    ),
)
