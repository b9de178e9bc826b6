"""Every step of a decision: as a page in plain words, as a PDF, and as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eligibility.awards.looking import look_at_policy
from eligibility.awards.presenting import verdict_of
from eligibility.awards.queries import offers_of
from eligibility.awards.views.offers import kind_of
from eligibility.engine.api import Nearest, Verdict
from eligibility.matching.api import Match
from eligibility.policies import api as policies
from services.bodies.api import city
from services.core.calendar.api import now, today
from services.core.languages.api import in_language
from services.core.money.api import Money
from services.core.routes.api import OwnerRequest, actor_of, owner


@dataclass(frozen=True, slots=True)
class _Decided:
    """One decision with what a derivation says around it; `files` names the route of its files."""

    code: str
    version: int
    verdict: Verdict
    at: datetime
    nearest: Nearest | None
    files: str
    key: object
    back: str


@owner
@require_safe
def of_offer(request: OwnerRequest, offer_id: UUID, form: str = "") -> HttpResponse:
    """As it was decided when the offer was made."""
    offer = get_object_or_404(offers_of(request.acting.subject), pk=offer_id)
    decided = _Decided(
        code=offer.policy,
        version=offer.version.number,
        verdict=verdict_of(offer),
        at=offer.created_at,
        nearest=None,
        files="benefits:derivation_file",
        key=offer.pk,
        back=reverse("benefits:reasons", args=[offer.pk]),
    )
    return _answer(request, decided, form)


@owner
@require_safe
def of_policy(request: OwnerRequest, code: str, form: str = "") -> HttpResponse:
    """As it is decided now, with what would have to change where it is refused."""
    if code not in policies.rulebook().policies:
        raise Http404
    at = now()
    found = look_at_policy(
        code=code, subject=request.acting.subject, kind=kind_of(request), actor=actor_of(request), at=at
    )
    if found is None:
        raise Http404
    decided = _Decided(
        code=code,
        version=found.version.number,
        verdict=found.verdict,
        at=at,
        nearest=_nearest(found),
        files="benefits:policy_derivation_file",
        key=code,
        back=reverse("benefits:policy_reasons", args=[code]),
    )
    return _answer(request, decided, form)


def _nearest(found: Match) -> Nearest:
    code, unit = found.policy.code, found.policy.unit
    dates = policies.Dates(as_of=today())
    return policies.assess_all(policies.rulebook(), {unit: found.record}, dates=dates, codes=[code]).nearest(code)


def _answer(request: OwnerRequest, decided: _Decided, form: str) -> HttpResponse:
    if form not in ("", "pdf", "json"):
        raise Http404
    if form == "json":
        return _as_data(decided)
    context = _context(decided)
    if form == "":
        return render(request, "policies/derivation.html", context)
    document = policies.render_derivation({**context, "author": str(city().portal_name), "demo": settings.DEMO})
    headers = {"Content-Disposition": f'attachment; filename="{decided.code}.pdf"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def _as_data(decided: _Decided) -> HttpResponse:
    data = {"policy": decided.code, "policy_version": decided.version, "verdict": decided.verdict.to_json()}
    headers = {"Content-Disposition": f'attachment; filename="{decided.code}.json"'}
    return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _context(decided: _Decided) -> dict[str, Any]:
    amount = decided.verdict.amount
    return {
        "title": in_language(policies.policy(decided.code).titles),
        "derivation": policies.derive(decided.verdict, on=today(), nearest=decided.nearest),
        "amount": None if amount is None else Money(amount),
        "version": decided.version,
        "decided_at": decided.at,
        "pdf": reverse(decided.files, args=[decided.key, "pdf"]),
        "json": reverse(decided.files, args=[decided.key, "json"]),
        "back": decided.back,
    }
