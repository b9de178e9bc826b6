"""What a clerk may do with a row: one command for each row, each in its own transaction.

An act stands on the page of its row, with what comes of it in words; what needs no answers stands on the list too, for
several rows at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.core.audit.api import Actor
from services.core.calendar.api import now
from services.core.components.api import ActionKind
from services.core.routes.api import actor_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # a lazy translation; known to the stubs only

# What is done with one row: a method of the admin class that calls one command, with actor, moment and answers.
RowAction: TypeAlias = Callable[..., object]
AdminAction: TypeAlias = Callable[[Any, HttpRequest, QuerySet[Any]], None]
# None where the act is open to this clerk; else why not, or "" where it is no step from here at all.
Refusal: TypeAlias = Callable[[Any, HttpRequest], "str | None"]
# Asks for what the act needs; built for one row, from what was posted if anything.
AskingForm: TypeAlias = Callable[[Any, "Mapping[str, Any] | None"], forms.Form]


@dataclass(frozen=True, slots=True)
class Act:
    """An act as its page offers it."""

    name: str
    label: str | _StrPromise
    permission: str
    refusals: tuple[type[Exception], ...]
    consequence: str | _StrPromise
    done: str | _StrPromise
    kind: ActionKind
    refusal: Refusal | None
    form: AskingForm | None
    perform: RowAction


def desk_action(
    *,
    label: str | _StrPromise,
    permission: str,
    refusals: tuple[type[Exception], ...] = (),
    consequence: str | _StrPromise = "",
    done: str | _StrPromise = "",
    kind: ActionKind = ActionKind.SECONDARY,
    refusal: Refusal | None = None,
    form: AskingForm | None = None,
) -> Callable[[RowAction], AdminAction]:
    """Make an act of a row's method. It is offered, and done, only for who holds the permission.

    `refusals` are the command's own exceptions: their sentences are shown, and the other rows go on.
    """

    def decorate(perform: RowAction) -> AdminAction:
        name: str = perform.__name__
        act = Act(name, label, permission, refusals, consequence, done, kind, refusal, form, perform)

        @admin.action(description=label)
        @wraps(perform)
        def action(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> None:
            actor, at = actor_of(request), now()
            reached = sum(perform_on(act, page, request, row, actor=actor, at=at) for row in rows)
            if reached:
                message = ngettext("Done for %(count)d row.", "Done for %(count)d rows.", reached)
                page.message_user(request, message % {"count": reached}, messages.SUCCESS)

        action.act = act  # type: ignore[attr-defined]  # read by ReadOnlyAdmin
        return action

    return decorate


def perform_on(
    act: Act, page: Any, request: HttpRequest, row: Model, *, actor: Actor, at: datetime, **given: Any
) -> bool:
    """Call the command; a refusal of its own is shown as its sentence."""
    try:
        with transaction.atomic():
            act.perform(page, row, actor=actor, at=at, **given)
    except act.refusals as refusal:
        sentence = _("%(row)s: %(reason)s") % {"row": page.called(row), "reason": getattr(refusal, "message", refusal)}
        page.message_user(request, sentence, messages.ERROR)
        return False
    return True


class ReasonForm(forms.Form):
    """Why, in a clerk's own words; kept in the history of what it is about."""

    def __init__(self, label: str | _StrPromise, hint: str | _StrPromise, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(
            label=label, help_text=hint, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["reason"].error_messages["required"] = _("Say why.")
