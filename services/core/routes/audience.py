"""The five classes of route. The crawl fails for a view that wears none, so a new page cannot slip by.

They sit on functions; a class view wears one by `@method_decorator(owner, name="dispatch")` or around `as_view()`.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt


class Audience(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    OWNER = "owner"
    CLERK = "clerk"
    MACHINE = "machine"


View = Callable[..., HttpResponseBase]
Gate = Callable[[HttpRequest], HttpResponseBase | None]
Authenticator = Callable[[str], Any | None]

_authenticators: Final[list[Authenticator]] = []
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def register_machine_authenticator(authenticator: Authenticator) -> None:
    """The room that keeps the keys says whose an Authorization header is: a key object, or None."""
    if _authenticators and _authenticators[0] is not authenticator:
        message = "The machine interface has an authenticator already."
        raise ImproperlyConfigured(message)
    _authenticators[:] = [authenticator]


def public(view: View) -> View:
    """Anybody; shows nothing about anybody."""
    return _classified(view, Audience.PUBLIC, _let_in)


def signed_in(view: View) -> View:
    """Anybody with an account, whoever they act for."""
    return _classified(view, Audience.SIGNED_IN, _ask_to_sign_in)


def owner(view: View) -> View:
    """The subject that a page is about, or who acts for it.

    The gate proves that there is such a subject; the view narrows its query to `request.acting.subject`, so that what
    belongs to somebody else does not exist (404).
    """
    return _classified(view, Audience.OWNER, _ask_for_subject)


def clerk(*roles: str) -> Callable[[View], View]:
    """Staff who hold one of these roles. Being a superuser is no role."""
    if not roles:
        message = "A clerk's page names the roles that may open it."
        raise ImproperlyConfigured(message)

    def gate(request: HttpRequest) -> HttpResponseBase | None:
        refusal = _ask_to_sign_in(request)
        if refusal is None:
            _refuse_without_role(request, roles)
        return refusal

    def decorate(view: View) -> View:
        return _classified(view, Audience.CLERK, gate, roles=frozenset(roles))

    return decorate


def machine(view: View) -> View:
    """Another body's system with its own key in the Authorization header.

    No cookie is looked at, so there is no session to ride on and no CSRF token to ask for.
    """
    return csrf_exempt(_classified(view, Audience.MACHINE, _ask_for_key))


def _classified(view: View, audience: Audience, gate: Gate, **marks: Any) -> View:
    if hasattr(view, "audience"):
        message = f"{view!r} is classified twice."
        raise ImproperlyConfigured(message)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = gate(request) or view(request, *args, **kwargs)
        if audience is not Audience.PUBLIC:
            # A page about a person must not come back from a shared computer's cache after signing out.
            add_never_cache_headers(response)
        return response

    guarded.__dict__.update(audience=audience, **marks)
    return guarded


def _let_in(_request: HttpRequest) -> None:
    return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase | None:
    if request.user.is_authenticated:
        return None
    came_for = request.get_full_path() if request.method in _SAFE_METHODS else "/"
    redirect = redirect_to_login(came_for)
    if request.headers.get("HX-Request") == "true":
        # htmx would follow a redirect and put the sign-in page inside the fragment that it asked for.
        return HttpResponse(status=204, headers={"HX-Redirect": redirect.url})
    return redirect


def _ask_for_subject(request: HttpRequest) -> HttpResponseBase | None:
    refusal = _ask_to_sign_in(request)
    if refusal is None and getattr(request, "acting", None) is None:
        raise PermissionDenied(_("This account does not belong to a person in the register, so it has no such page."))
    return refusal


def _refuse_without_role(request: HttpRequest, roles: tuple[str, ...]) -> None:
    if not request.user.groups.filter(name__in=roles).exists():
        raise PermissionDenied(_("This page is for staff with another role."))


def _ask_for_key(request: HttpRequest) -> HttpResponseBase | None:
    key = _authenticators[0](request.headers.get("Authorization", "")) if _authenticators else None
    if key is None:
        error = {"code": "machine.key", "message": _("This interface needs a valid service key.")}
        return JsonResponse({"error": error}, status=401, headers={"WWW-Authenticate": 'Bearer realm="tongban"'})
    request.service_key = key  # type: ignore[attr-defined]  # a request carries what its gates found out
    return None
