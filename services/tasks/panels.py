"""What the desk's start page and the pages of objects say about tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.core.calendar.api import today
from services.core.components.api import Action, Figure, TaskItem, Tone, long_day
from services.core.desk.api import Panel, PanelContent, object_address, register_panel
from services.tasks.kinds import kind_named
from services.tasks.models import Task
from services.tasks.queries import in_hand, unclaimed, workload
from services.tasks.states import TaskState

_MOST: Final = 6


def register() -> None:
    register_panel(Panel("tasks", gettext_lazy("My tasks"), "tasks.view_task", 10, my_tasks))


def my_tasks(request: HttpRequest) -> PanelContent | None:
    """What I have in hand and what nobody has taken yet; whoever only looks on has no such panel."""
    user = request.user
    if not isinstance(user, AbstractBaseUser) or not request.user.has_perm("tasks.claim_task"):
        return None
    roles = [group.name for group in request.user.groups.all()]
    found, every = workload(account=user.pk, roles=roles, on=today()), reverse("admin:tasks_task_changelist")
    mine = in_hand(account=user.pk, most=_MOST)
    free = unclaimed(roles=roles, most=_MOST - len(mine))
    return PanelContent(
        figures=(
            Figure(_("In my hands"), found.mine, _("tasks that you have taken"), f"{every}?inbox=mine"),
            Figure(
                _("Nobody has taken"), found.unclaimed, _("tasks that wait for your role"), f"{every}?inbox=unclaimed"
            ),
            Figure(_("Late"), found.late, _("of these are past their due date"), f"{every}?inbox=late"),
        ),
        items=[_item(task) for task in (*mine, *free)],
        empty=_("Nothing to do. What needs you comes here by itself."),
        more=Action(_("All tasks"), every),
    )


def tasks_about_an_object(
    request: HttpRequest, object_types: Sequence[str], object_id: str
) -> Sequence[tuple[str, str]]:
    if "tasks.task" in object_types or not request.user.has_perm("tasks.view_task"):
        return []
    return [
        (
            _("Task: %(task)s (%(state)s)")
            % {"task": kind_named(task.kind).words(task.params), "state": task.get_state_display()},
            object_address("tasks.task", task.pk),
        )
        for task in Task.objects.filter(object_type__in=object_types, object_id=object_id)
    ]


def _item(task: Task) -> TaskItem:
    late = task.due < today()
    status, tone = (_("Late"), Tone.DANGER) if late else ("", Tone.NEUTRAL)
    hint = _("Due on %(day)s") % {"day": long_day(task.due)}
    if task.state == TaskState.CLAIMED:
        hint = _("%(due)s · in your hands") % {"due": hint}
    return TaskItem(kind_named(task.kind).words(task.params), object_address("tasks.task", task.pk), hint, status, tone)
