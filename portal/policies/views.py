"""The public pages of policies: nothing about anybody, so nothing is recorded and nobody need sign in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eligibility.policies.api import UnknownPolicy
from portal.policies.finding import Wanted, find
from portal.policies.telling import tell
from services.core.calendar.api import today
from services.core.routes.api import public


@public
@require_safe
def all_policies(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by words, by whom it is for and by what has happened."""
    wanted = Wanted.of(request.GET)
    return render(request, "policy_pages/list.html", {"wanted": wanted, "groups": find(wanted)})


@public
@require_safe
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """One policy in plain words."""
    try:
        page = tell(code, today())
    except UnknownPolicy:
        raise Http404 from None
    return render(request, "policy_pages/policy.html", {"page": page})
