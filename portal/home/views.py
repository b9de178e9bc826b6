"""The front door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from portal.home.front import front
from portal.home.queries import my_page, suggestions
from portal.home.search.matching import LONGEST, search
from services.core.calendar.api import now, today
from services.core.routes.api import Acting, public


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is, for those who come; for somebody known in the register, what waits for them."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return render(request, "home/signed_out.html", {"below": front(now()), "longest": LONGEST})
    response = render(request, "home/signed_in.html", {"page": my_page(acting, today())})
    add_never_cache_headers(response)
    return response


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What there is for the words of the search box."""
    typed = request.GET.get("q", "").replace("\0", "").strip()
    context = {
        "typed": typed[:LONGEST],
        "cut": len(typed) > LONGEST,
        "found": search(typed),
        "longest": LONGEST,
        "suggestions": suggestions(),
    }
    return render(request, "home/found.html", context)
