"""The pages of the design system. A query chooses how they are shown, so that a mode has an address of its own."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from portal.design import palette
from portal.design.catalogue import GROUPS
from portal.design.exchange import found
from services.core.routes.api import public

_MODES = {
    "": _("As I read"),
    "normal": _("Normal"),
    "elder": _("Easy view"),
    "dark": pgettext_lazy("appearance", "Dark"),
    "elder-dark": _("Easy view, dark"),
}


@public
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "design/overview.html", _frame(request, ""))


@public
@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    themes = [
        {"code": code, "title": title, "colours": palette.colours()[code].items(), "pairs": palette.pairs(code)}
        for code, title in palette.THEMES.items()
    ]
    return render(request, "design/colours.html", {**_frame(request, "colours"), "themes": themes})


@public
@require_safe
def typography(request: HttpRequest) -> HttpResponse:
    return render(request, "design/typography.html", _frame(request, "type"))


@public
@require_safe
def group(request: HttpRequest, group: str) -> HttpResponse:
    chosen = next((one for one in GROUPS if one.slug == group), None)
    if chosen is None:
        raise Http404
    shown = chosen.shown(request)
    return render(request, "design/group.html", {**_frame(request, group), "group": chosen, "shown": shown})


@public
@require_safe
def exchange(request: HttpRequest) -> HttpResponse:
    """The same search as a whole page, and, where htmx asks, as the part that it exchanges."""
    asked = request.GET.get("q", "").strip()[:40]
    context = {"asked": asked, "found": found(asked)}
    if request.headers.get("HX-Request") == "true":
        return render(request, "design/found.html", context)
    return render(request, "design/exchange.html", {**_frame(request, "exchange"), **context})


def _frame(request: HttpRequest, here: str) -> dict[str, Any]:
    """The menu, the ways to show the page, and how it is shown where the address says so."""
    mode = request.GET.get("mode", "")
    context: dict[str, Any] = {"groups": GROUPS, "here": here, "mode": mode, "modes": _MODES}
    if mode and mode in _MODES:
        theme = "dark" if mode.endswith("dark") else "light"
        context["reading"] = {"elder": mode.startswith("elder"), "theme": theme}
    return context
