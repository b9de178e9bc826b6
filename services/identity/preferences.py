"""How somebody reads: elder mode, light or dark, language. It follows the person, not the device.

A choice made while signed in is kept with the account; one made before is kept with the browser's session and handed
to an account that never chose. No decision rests on any of it, so it leaves no trace in the audit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from services.core.routes.api import public
from services.identity.models import Theme, User
from services.identity.session import keep_reading, kept_reading

_ON_OFF: Final = {"on": True, "off": False}


@dataclass(frozen=True, slots=True)
class Reading:
    """Undecided is the plain view, the theme of the device and the language of the browser."""

    elder: bool = False
    theme: Theme = Theme.AUTO
    language: str = ""


def reading_of(request: HttpRequest) -> Reading:
    language = translation.get_language() or settings.LANGUAGE_CODE
    user = getattr(request, "user", None)
    if isinstance(user, User):
        return Reading(bool(user.elder_mode), Theme(user.theme or Theme.AUTO), language)
    kept = kept_reading(request) if hasattr(request, "session") else {}
    return Reading(kept.get("elder_mode", False), Theme(kept.get("theme", Theme.AUTO)), language)


class ReadingMiddleware:
    """Answers whoever is signed in in their own language, whatever this browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User) and user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language  # as LocaleMiddleware sets it
        return self.get_response(request)


@public
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """One press in the header of any page; back to that page, with nothing else changed."""
    chosen = _chosen(request)
    response = redirect(_back_to(request))
    if isinstance(request.user, User):
        _keep(request.user, chosen)
    else:
        keep_reading(request, {key: value for key, value in chosen.items() if key != "language"})
    if "language" in chosen:
        _tell_browser(request, response, str(chosen["language"]))
    return response


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """What was sent and means something; anything else is as if it had not been sent."""
    sent = request.POST
    chosen: dict[str, Any] = {}
    if sent.get("elder") in _ON_OFF:
        chosen["elder_mode"] = _ON_OFF[sent["elder"]]
    if sent.get("theme") in Theme.values:
        chosen["theme"] = sent["theme"]
    if sent.get("language") in dict(settings.LANGUAGES):
        chosen["language"] = sent["language"]
    return chosen


def _keep(user: User, chosen: dict[str, Any]) -> None:
    if chosen:
        User.objects.filter(pk=user.pk).update(**chosen)


def _tell_browser(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """For the pages before signing in and after signing out."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, secure=request.is_secure(), samesite="Lax")


def _back_to(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"


def hand_over(sender: object, user: User, request: HttpRequest | None = None, **_more: Any) -> None:  # noqa: ARG001 - a receiver
    """On signing in: what the account never chose, this browser may have chosen a moment ago."""
    if request is None or not hasattr(request, "session"):
        return
    here = {**kept_reading(request), "language": request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")}
    if here["language"] not in dict(settings.LANGUAGES):
        del here["language"]
    _keep(user, {key: value for key, value in here.items() if getattr(user, key) in {None, ""}})


def sign_out(request: HttpRequest) -> None:
    """The session ends and all that was in it; who needs large letters needs them to sign in again too."""
    user = request.user
    reading = {"elder_mode": bool(user.elder_mode), "theme": user.theme or Theme.AUTO} if isinstance(user, User) else {}
    plain = {"elder_mode": False, "theme": Theme.AUTO}
    logout(request)
    if reading not in ({}, plain):
        keep_reading(request, reading)
