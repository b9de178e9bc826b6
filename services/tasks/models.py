"""Work for people: one inbox for everything that a clerk has to look at."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.tasks.states import ACTIVE, TaskResult, TaskState


class Task(models.Model):
    """Something that a role must do about an object by a day. Kept as kind and parameters, like a notice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    state = models.CharField(_("state"), max_length=12, choices=TaskState.choices, default=TaskState.OPEN)
    subject = models.UUIDField(_("subject"), null=True, blank=True)
    role = models.CharField(_("role"), max_length=40)
    params = models.JSONField(_("parameters"), default=dict)
    due = models.DateField(_("due on"))
    object_type = models.CharField(_("object type"), max_length=80)
    object_id = models.CharField(_("object"), max_length=80)
    # The account that has it in hand. No foreign key: accounts belong to a room above this one.
    owner = models.UUIDField(_("in hand of"), null=True, blank=True)
    result = models.CharField(
        _("outcome"), max_length=12, choices=TaskResult.choices, blank=True, default="", db_default=""
    )
    outcome = models.TextField(_("what was done, and why"), blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    owner_name: str = ""  # filled in by pages that show who has it in hand

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        permissions: ClassVar = [
            ("close_task", _("Can mark tasks as done")),
            ("claim_task", _("Can take tasks in hand")),
            ("reassign_task", _("Can give tasks to somebody else")),
            ("view_every_task", _("Can view the tasks of every role")),
        ]
        ordering: ClassVar = ["due", "opened_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["role", "due"], condition=models.Q(state__in=ACTIVE), name="tasks_inbox"),
            models.Index(fields=["owner", "due"], condition=models.Q(state=TaskState.CLAIMED), name="tasks_in_hand"),
            models.Index(fields=["object_type", "object_id"], name="tasks_of_object"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=TaskState.values), name="tasks_task_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=ACTIVE, closed_at__isnull=True)
                | (~models.Q(state__in=ACTIVE) & models.Q(closed_at__isnull=False)),
                name="tasks_task_closed_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=TaskState.CLAIMED) | models.Q(owner__isnull=False),
                name="tasks_task_in_hand_of_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=TaskState.OPEN) | models.Q(owner__isnull=True),
                name="tasks_task_open_is_nobodys",
            ),
            models.CheckConstraint(
                condition=models.Q(result="") | models.Q(result__in=TaskResult.values, state=TaskState.DONE),
                name="tasks_task_result_is_known",
            ),
            models.UniqueConstraint(
                fields=["kind", "object_type", "object_id"],
                condition=models.Q(state__in=ACTIVE),
                name="tasks_task_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
