"""Pages about the site itself. All are public, and none keeps a cookie on the reader's machine that was not there."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.about.site import addresses, sections
from portal.about.statement import report
from services.bodies.api import city
from services.core.calendar.api import today
from services.core.routes.api import public

_SECURITY_DAYS: Final = 180  # RFC 9116, 2.5.5: less than a year
_YEAR: Final = 365 * 24 * 3600


def _cookie_free(view: Any) -> Any:
    """A page that is read without leaving a trace: the language stands in the address, no cookie is set."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("language", "")
        known = asked in {code for code, _name in settings.LANGUAGES}
        with translation.override(asked if known else translation.get_language()):
            response: HttpResponse = view(request)
        if settings.CSRF_COOKIE_NAME not in request.COOKIES:
            request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
        return response

    return shown


@public
@_cookie_free
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"language_links": True, "session_hours": settings.SESSION_COOKIE_AGE // 3600}
    return render(request, "about/privacy.html", context)


@public
@_cookie_free
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "about/accessibility.html", {"language_links": True, "report": report()})


@public
@_cookie_free
@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "about/site_map.html", {"language_links": True, "sections": sections()})


@public
@require_safe
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    pages = [request.build_absolute_uri(address) for address in addresses()]
    return render(request, "about/sitemap.xml", {"pages": pages}, content_type="application/xml")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The public pages are to be found; what belongs to somebody is not. The demo is for nobody's index."""
    closed = ["/"] if settings.DEMO else ["/account/", "/admin/", "/api/", "/my/", "/benefits/", "/notices/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116)."""
    contact = city().contact.security
    if not contact:
        raise Http404
    expires = datetime.combine(today() + timedelta(days=_SECURITY_DAYS), time.min, UTC)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh-Hans, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@cache_control(public=True, max_age=_YEAR, immutable=True)
@require_safe
def city_css(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(city().stylesheet, content_type="text/css; charset=utf-8")


@public
@cache_control(public=True, max_age=_YEAR, immutable=True)
@require_safe
def mark(_request: HttpRequest) -> HttpResponse:
    """The city's mark as an image of its own: nothing in it can run, whoever opens the address."""
    if not city().mark:
        raise Http404
    response = HttpResponse(city().mark, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's form
    """Of a request that could not even be read: no session, no language of its own, so both at once."""
    return render(None, "400.html", {"city": city()}, status=400)


@public
def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's form
    """Asks nothing of what may be broken: no processors, no database."""
    return render(None, "500.html", {"city": city()}, status=500)
