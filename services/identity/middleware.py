"""For whom each request is made, asked of the register again each time: a mandate may have ended meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from services.core.calendar.api import today
from services.core.routes.api import Acting, Audience
from services.identity.models import User
from services.identity.queries import MandateEnded, Relation, may_represent, subject_label
from services.identity.session import chosen_subject, forget_subject

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class ActingMiddleware:
    """Sets `request.acting`: an Acting for signed-in people, None for everybody else.

    Where the chosen subject may no longer be acted for, the request falls back to the person: a page is shown with a
    message, an act is refused (403), because it was meant for somebody else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.acting = None  # type: ignore[attr-defined]  # what every later room reads
        user = request.user
        if isinstance(user, User) and user.person_id is not None:
            self._act(request, user, user.person_id)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """After all middleware has run, so that there is somewhere to put the message."""
        if _is_desk(request, view):
            self._act_in_office(request)
            return
        if not getattr(request, "mandate_ended", False):
            return
        forget_subject(request)
        if request.method not in _SAFE_METHODS:
            raise MandateEnded
        messages.warning(request, _("Your mandate has ended: you now act for yourself again."))

    @staticmethod
    def _act_in_office(request: HttpRequest) -> None:
        """What staff do at their desk they do in office, whomever this browser acts for on the portal's pages."""
        acting: Acting | None = getattr(request, "acting", None)
        if acting is not None:
            request.acting = replace(acting, subject=acting.person, relation=Relation.SELF)  # type: ignore[attr-defined]  # as above

    @staticmethod
    def _act(request: HttpRequest, user: User, person: UUID) -> None:
        chosen = chosen_subject(request) or person
        relation = may_represent(person=person, subject=chosen, on=today())
        if relation is None:
            request.mandate_ended = True  # type: ignore[attr-defined]  # for process_view above
            chosen, relation = person, Relation.SELF
        request.acting = Acting(  # type: ignore[attr-defined]  # see above
            user=user.pk, person=person, subject=chosen, relation=relation, label_of=subject_label
        )


def _is_desk(request: HttpRequest, view: Any) -> bool:
    match = request.resolver_match
    in_admin = match is not None and "admin" in match.app_names
    return in_admin or getattr(view, "audience", None) == Audience.CLERK
