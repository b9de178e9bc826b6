"""Work for people: one inbox for everything that a clerk has to look at."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.tasks.states import TaskState


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
    outcome = models.TextField(_("outcome"), blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        permissions: ClassVar = [
            ("close_task", _("Can mark tasks as done")),
            ("view_every_task", _("Can view the tasks of every role")),
        ]
        ordering: ClassVar = ["due", "opened_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["role", "due"], condition=models.Q(state=TaskState.OPEN), name="tasks_inbox"),
            models.Index(fields=["object_type", "object_id"], name="tasks_of_object"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=TaskState.values), name="tasks_task_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state=TaskState.OPEN, closed_at__isnull=True)
                | (~models.Q(state=TaskState.OPEN) & models.Q(closed_at__isnull=False)),
                name="tasks_task_closed_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["kind", "object_type", "object_id"],
                condition=models.Q(state=TaskState.OPEN),
                name="tasks_task_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
