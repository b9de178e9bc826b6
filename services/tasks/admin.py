"""The clerks' one inbox: whose it is, what is late; taken, given back, given on, and closed with how it came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.core.audit.api import Actor
from services.core.calendar.api import today
from services.core.components.api import ActionKind, Tone, long_day
from services.core.desk.api import PeriodFilter, ReadOnlyAdmin, desk_action, object_address, values_filter
from services.core.routes.api import actor_of
from services.core.transitions.api import TransitionError
from services.tasks.commands import (
    NotOfThisRole,
    claim_task,
    close_task,
    hand_on_task,
    reassign_task,
    release_task,
)
from services.tasks.kinds import kind_named, kinds
from services.tasks.models import Task
from services.tasks.staff import called, colleagues, role_name
from services.tasks.states import ACTIVE, TASK_TABLE, TaskResult, TaskState


class InboxFilter(admin.SimpleListFilter):
    """The list opens on what is to be done; what is done stays a click away."""

    title = gettext_lazy("inbox")
    parameter_name = "inbox"

    def lookups(self, _request: HttpRequest, _page: Any) -> list[tuple[str, Any]]:
        return [
            ("mine", _("In my hands")),
            ("unclaimed", _("Nobody has taken it")),
            ("late", _("Late")),
            ("closed", _("Closed")),
            ("all", _("All")),
        ]

    def choices(self, changelist: Any) -> Any:
        choices = super().choices(changelist)
        first = next(iter(choices))
        yield {**first, "display": _("To do")}
        yield from choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        chosen = self.value()
        if chosen == "all":
            return queryset
        if chosen == "closed":
            return queryset.exclude(state__in=ACTIVE)
        active = queryset.filter(state__in=ACTIVE)
        narrowed: dict[str, dict[str, Any]] = {
            "mine": {"owner": request.user.pk},
            "unclaimed": {"state": TaskState.OPEN},
            "late": {"due__lt": today()},
        }
        return active.filter(**narrowed.get(chosen or "", {}))


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, str(kind.short)) for kind in kinds()]


class ClosingForm(forms.Form):
    """How it came out, and why: whoever reads the history later must understand it without asking."""

    result = forms.ChoiceField(
        label=gettext_lazy("How did it come out?"), choices=TaskResult.choices, widget=forms.RadioSelect
    )
    outcome = forms.CharField(
        label=gettext_lazy("What did you do, and why?"),
        help_text=gettext_lazy("It stays in the history of the task. Write no numbers of identity cards or accounts."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what you did, and why.")},
    )

    def __init__(self, _task: Task, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["result"].error_messages["required"] = _("Choose how it came out.")


class ReassigningForm(forms.Form):
    to = forms.ChoiceField(label=gettext_lazy("To whom?"))
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why you give the task on.")},
    )

    def __init__(self, task: Task, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        others = ((str(key), name) for key, name in colleagues(task.role).items() if key != task.owner)
        self.fields["to"].choices = [("", _("Choose a colleague")), *others]  # type: ignore[attr-defined]  # a choice field's
        self.fields["to"].error_messages["required"] = _("Choose to whom you give the task.")


def _step_refused(name: str) -> Any:
    """Not offered where it is no step from here; with the guard's sentence where it is not this clerk's."""

    def refusal(task: Task, request: HttpRequest) -> str | None:
        transition = TASK_TABLE.get(name)
        if task.state not in transition.sources:
            return ""
        if transition.guard is None:
            return None
        return transition.guard(task, actor_of(request))

    return refusal


def _others(task: Task) -> bool:
    """Whether there is anybody to give it to."""
    return any(key != task.owner for key in colleagues(task.role))


def _not_handed_on(task: Task, request: HttpRequest) -> str | None:
    mine = task.state == TaskState.CLAIMED and task.owner == request.user.pk
    return None if mine and _others(task) else ""


def _not_reassigned(task: Task, request: HttpRequest) -> str | None:
    """One's own is handed on: a button is enough."""
    return None if task.state in ACTIVE and task.owner != request.user.pk and _others(task) else ""


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ("title", "due_on", "state", "in_hand_of", "role_name", "opened_at")
    list_filter = (
        InboxFilter,
        values_filter("kind", gettext_lazy("kind"), _kinds),
        ("due", PeriodFilter),
    )
    search_fields = ("=object_id", "=subject")
    search_help_text = gettext_lazy("The whole object or subject, not a part of it")
    fields = ("due_on", "about_object", "role_name", "in_hand_of", "opened_at")
    actions = ("claim", "close", "release", "hand_on", "reassign")
    about = gettext_lazy("What has to be done by your role, the most urgent first.")
    nothing = gettext_lazy("Whatever needs a clerk’s eyes comes here by itself.")
    tones: ClassVar = {TaskState.OPEN: Tone.WARNING, TaskState.CLAIMED: Tone.INFO, TaskState.DONE: Tone.SUCCESS}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What the clerk's own roles have to do, done and cancelled work included."""
        tasks = super().get_queryset(request)
        if request.user.has_perm("tasks.view_every_task"):
            return tasks
        return tasks.filter(role__in=request.user.groups.values("name"))

    def get_fields(self, request: HttpRequest, obj: Task | None = None) -> tuple[str, ...]:  # noqa: ARG002 - Django's
        """How it came out, once it did."""
        ended = obj is not None and obj.state not in ACTIVE
        return (*self.fields, "closed_at", "result", "outcome") if ended else self.fields

    def called(self, row: Task) -> str:
        return kind_named(row.kind).words(row.params)

    def prepare(self, rows: Sequence[Task]) -> None:
        names = called({row.owner for row in rows if row.owner})
        for row in rows:
            row.owner_name = names.get(row.owner, _("A colleague")) if row.owner else ""

    @admin.display(description=gettext_lazy("task"), ordering="kind")
    def title(self, task: Task) -> str:
        return self.called(task)

    @admin.display(description=gettext_lazy("due on"), ordering="due")
    def due_on(self, task: Task) -> str:
        day = long_day(task.due)
        if task.state not in ACTIVE or task.due >= today():
            return format_html('<span class="tb-nowrap">{}</span>', day)
        late = (today() - task.due).days
        words = _("%(days)d days late") % {"days": late} if late > 1 else _("1 day late")
        return format_html(
            '<span class="tb-nowrap">{}</span> <strong class="govuk-tag tb-tag--danger">{}</strong>', day, words
        )

    @admin.display(description=gettext_lazy("in hand of"))
    def in_hand_of(self, task: Task) -> str:
        return task.owner_name

    @admin.display(description=gettext_lazy("for the role"), ordering="role")
    def role_name(self, task: Task) -> str:
        return role_name(task.role)

    @admin.display(description=gettext_lazy("about"))
    def about_object(self, task: Task) -> str:
        address = object_address(task.object_type, task.object_id)
        return format_html('<a href="{}">{}</a>', address, _("Open what it is about")) if address else task.object_id

    @desk_action(
        label=gettext_lazy("Take it in hand"),
        permission="tasks.claim_task",
        refusals=(TransitionError,),
        consequence=gettext_lazy("It stands under your name, and nobody else closes it. You can put it back."),
        done=gettext_lazy("The task is yours."),
        kind=ActionKind.PRIMARY,
        refusal=_step_refused("claimed"),
    )
    def claim(self, task: Task, *, actor: Actor, at: datetime) -> None:
        claim_task(task=task, actor=actor, at=at)

    @desk_action(
        label=gettext_lazy("Close the task"),
        permission="tasks.close_task",
        refusals=(TransitionError,),
        consequence=gettext_lazy("A closed task is not opened again. What you write stays in its history."),
        done=gettext_lazy("The task is closed."),
        kind=ActionKind.PRIMARY,
        refusal=_step_refused("closed"),
        form=ClosingForm,
    )
    def close(self, task: Task, *, actor: Actor, at: datetime, result: str, outcome: str) -> None:
        close_task(task=task, outcome=outcome, result=TaskResult(result), actor=actor, at=at)

    @desk_action(
        label=gettext_lazy("Put it back"),
        permission="tasks.claim_task",
        refusals=(TransitionError,),
        consequence=gettext_lazy("Everybody of its role sees it as free again. Its due date stays."),
        done=gettext_lazy("The task waits for somebody to take it."),
        refusal=_step_refused("released"),
    )
    def release(self, task: Task, *, actor: Actor, at: datetime) -> None:
        release_task(task=task, actor=actor, at=at)

    @desk_action(
        label=gettext_lazy("Give it to a colleague"),
        permission="tasks.claim_task",
        refusals=(TransitionError, NotOfThisRole),
        consequence=gettext_lazy("It stands under the colleague’s name from now on; your reason stays with it."),
        done=gettext_lazy("The task is in other hands."),
        refusal=_not_handed_on,
        form=ReassigningForm,
    )
    def hand_on(self, task: Task, *, actor: Actor, at: datetime, to: str, reason: str) -> None:
        hand_on_task(task=task, to=UUID(to), reason=reason, actor=actor, at=at)

    @desk_action(
        label=gettext_lazy("Say who shall do it"),
        permission="tasks.reassign_task",
        refusals=(TransitionError, NotOfThisRole),
        consequence=gettext_lazy("Whoever has it in hand now loses it. Your reason stays with it."),
        done=gettext_lazy("The task is in other hands."),
        refusal=_not_reassigned,
        form=ReassigningForm,
    )
    def reassign(self, task: Task, *, actor: Actor, at: datetime, to: str, reason: str) -> None:
        reassign_task(task=task, to=UUID(to), reason=reason, actor=actor, at=at)
