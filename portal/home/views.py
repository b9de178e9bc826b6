"""The front door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from portal.home.queries import life_events, my_page
from services.core.calendar.api import today
from services.core.routes.api import Acting, public


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is, for those who come; for somebody known in the register, what waits for them."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return render(request, "home/signed_out.html", {"life_events": life_events()})
    response = render(request, "home/signed_in.html", {"page": my_page(acting, today())})
    add_never_cache_headers(response)
    return response
