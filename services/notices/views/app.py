"""What makes the portal installable: its manifest, its service worker, the page for when there is no network."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from services.bodies.api import city
from services.core.routes.api import public

_ACCENT: Final = "#0e4450"
_PAPER: Final = "#ffffff"


@public
@require_safe
@cache_control(max_age=3600)
def manifest(_request: HttpRequest) -> HttpResponse:
    """In the language of the page that names it."""
    content = {
        "id": "/",
        "name": f"{city().portal_name} · {city().name}",
        "short_name": city().portal_name,
        "description": str(_("What you are owed is found, explained and paid after one click.")),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _ACCENT,
        "icons": [
            _icon("icon-192.png", 192, "any"),
            _icon("icon-512.png", 512, "any"),
            _icon("icon-maskable-192.png", 192, "maskable"),
            _icon("icon-maskable-512.png", 512, "maskable"),
        ],
    }
    response = JsonResponse(content, content_type="application/manifest+json")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {"src": static(f"tongban/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@public
@require_safe
@cache_control(no_cache=True)
def service_worker(_request: HttpRequest) -> HttpResponse:
    """At the root, since a worker governs only what lies below its own address."""
    script = (Path(settings.STATICFILES_DIRS[0]) / "tongban" / "service-worker.js").read_text(encoding="utf-8")
    script = script.replace("__OFFLINE_STYLE__", static("tongban/offline.css"))
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@public
@require_safe
@cache_control(max_age=3600)
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker where there is no network: in both languages, about nobody."""
    return render(request, "notices/offline.html")
