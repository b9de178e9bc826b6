"""The clerks' one inbox."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor
from services.core.desk.api import ReadOnlyAdmin, desk_action
from services.core.transitions.api import TransitionError
from services.tasks.commands import close_task
from services.tasks.kinds import kind_named
from services.tasks.models import Task


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ("title", "due", "state", "role", "object_type", "object_id", "opened_at")
    list_filter = ("state", "kind", "role")
    date_hierarchy = "due"
    search_fields = ("=object_id", "=subject")
    search_help_text = _("The whole object or subject, not a part of it")
    exclude = ("params",)
    readonly_fields = ("title",)
    actions = ("close",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What the clerk's own roles have to do, done and cancelled work included."""
        tasks = super().get_queryset(request)
        if request.user.has_perm("tasks.view_every_task"):
            return tasks
        return tasks.filter(role__in=request.user.groups.values("name"))

    @admin.display(description=_("task"), ordering="kind")
    def title(self, task: Task) -> str:
        return kind_named(task.kind).words(task.params)

    @desk_action(label=_("Mark as done"), permission="tasks.close_task", refusals=(TransitionError,))
    def close(self, task: Task, *, actor: Actor, at: datetime) -> None:
        close_task(task=task, outcome="", actor=actor, at=at)
