"""Actions on the rows of a list: one command for each row, each in its own transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.core.audit.api import Actor
from services.core.calendar.api import now
from services.core.routes.api import actor_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # a lazy translation; known to the stubs only

AdminAction: TypeAlias = Callable[[Any, HttpRequest, QuerySet[Any]], None]


class RowAction(Protocol):
    """What is done with one row: a method of the admin class that calls one command."""

    def __call__(self, admin_page: Any, row: Any, /, *, actor: Actor, at: datetime) -> None: ...


def desk_action(
    *, label: str | _StrPromise, permission: str, refusals: tuple[type[Exception], ...] = ()
) -> Callable[[RowAction], AdminAction]:
    """Make an admin action of a row's method. It is offered, and done, only for who holds the permission.

    `refusals` are the command's own exceptions: their sentences are shown, and the other rows go on.
    """

    def decorate(act: RowAction) -> AdminAction:
        @admin.action(description=label)
        @wraps(act)
        def action(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> None:
            actor, at = actor_of(request), now()
            done = sum(_act_on(act, page, request, row, actor, at, refusals) for row in rows)
            if done:
                message = ngettext("Done for %(count)d row.", "Done for %(count)d rows.", done)
                page.message_user(request, message % {"count": done}, messages.SUCCESS)

        action.desk_permission = permission  # type: ignore[attr-defined]  # read by ReadOnlyAdmin.get_actions
        return action

    return decorate


def _act_on(
    act: RowAction,
    page: Any,
    request: HttpRequest,
    row: Model,
    actor: Actor,
    at: datetime,
    refusals: tuple[type[Exception], ...],
) -> bool:
    try:
        with transaction.atomic():
            act(page, row, actor=actor, at=at)
    except refusals as refusal:
        sentence = _("%(row)s: %(reason)s") % {"row": row, "reason": getattr(refusal, "message", refusal)}
        page.message_user(request, sentence, messages.ERROR)
        return False
    return True
