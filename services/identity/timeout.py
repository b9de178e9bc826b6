"""When somebody is signed out of themselves, and how they put it off.

A session ends with the day's work whatever was done in it, so that one left open on a shared computer is not open for
ever. Nobody is thrown out unwarned (WCAG 2.2.1): every page knows the moment, says so in time and offers to stay.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from services.core.routes.api import signed_in
from services.identity.preferences import sign_out

_UNTIL: Final = "identity.until"
# From here on the page itself says it; a script says it again, over the page, when five minutes are left.
NOTICE: Final = timedelta(minutes=30)


def begin(sender: object, request: HttpRequest | None = None, **_more: Any) -> None:  # noqa: ARG001 - a receiver
    """On signing in."""
    if request is not None and hasattr(request, "session"):
        _extend(request)


def ends_at(request: HttpRequest) -> datetime | None:
    """By the real clock: a demo's date is fixed, its sessions are not."""
    text = request.session.get(_UNTIL)
    return datetime.fromisoformat(text) if text else None


def seconds_left(request: HttpRequest) -> int | None:
    until = ends_at(request)
    return None if until is None else max(int((until - timezone.now()).total_seconds()), 0)


def _extend(request: HttpRequest) -> None:
    request.session[_UNTIL] = (timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)).isoformat()


class TimeoutMiddleware:
    """Signs out whose time is over: after authentication, before anything asks who is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if seconds_left(request) == 0:
            sign_out(request)
        return self.get_response(request)


def session_end(request: HttpRequest) -> dict[str, Any]:
    """For templates/components/session_warning.html."""
    left = seconds_left(request) if hasattr(request, "session") and request.user.is_authenticated else None
    return {} if left is None else {"session_end": {"seconds": left, "soon": left < NOTICE.total_seconds()}}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: HttpRequest) -> HttpResponse:
    """How long is left; sent, it begins anew. A page's script asks for JSON, a form goes back where it was."""
    if request.method == "POST":
        _extend(request)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"seconds": seconds_left(request)})
    return redirect(_back_to(request))


def _back_to(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else str(settings.LOGIN_REDIRECT_URL)
