"""What is not given, in writing: asking for it, reading it, keeping it on paper, objecting to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eligibility.awards import errors
from eligibility.awards.appealing import ANSWER_WORKING_DAYS, lodge_appeal, withdraw_appeal
from eligibility.awards.deciding import ask_for_decision, serve_decision
from eligibility.awards.forms import AppealForm
from eligibility.awards.models import Appeal, Decision
from eligibility.awards.presenting import Presenter
from eligibility.awards.queries import decisions_of
from eligibility.awards.states import AppealState
from eligibility.awards.timeline import appeal_steps
from eligibility.awards.views.offers import kind_of
from eligibility.awards.writs import Writ
from eligibility.policies import api as policies
from services.bodies.api import city
from services.core.calendar.api import now, today, working_days_after
from services.core.components.api import Action, ActionKind
from services.core.documents.api import render_pdf
from services.core.routes.api import OwnerRequest, actor_of, owner

_PENDING = frozenset({AppealState.LODGED, AppealState.UNDER_REVIEW})


@owner
@require_POST
def ask(request: OwnerRequest, code: str) -> HttpResponse:
    """*I want this in writing.*"""
    if code not in policies.rulebook().policies:
        raise Http404
    try:
        made = ask_for_decision(
            subject=request.acting.subject, code=code, kind=kind_of(request), actor=actor_of(request), at=now()
        )
    except errors.NothingRefused as error:
        messages.info(request, error.message)
        return redirect("benefits:looked_at")
    return redirect("benefits:decision", made.pk)


@owner
@require_safe
def decision(request: OwnerRequest, decision_id: UUID) -> HttpResponse:
    """Opening it is its service: from this day the periods run."""
    found = _opened(request, decision_id)
    appeals = list(found.appeals.all())
    context = {
        **_writ(found),
        "pdf": reverse("benefits:decision_pdf", args=[found.pk]),
        "appeals": [_appeal(one) for one in appeals],
        "object": _object_action(found, appeals),
    }
    return render(request, "awards/decision.html", context)


@owner
@require_safe
def decision_pdf(request: OwnerRequest, decision_id: UUID) -> HttpResponse:
    found = _opened(request, decision_id)
    context = {**_writ(found), "made_at": now(), "demo": settings.DEMO}
    document = render_pdf("awards/decision_pdf.html", context, author=city().portal_name)
    headers = {"Content-Disposition": f'attachment; filename="tongban-{Writ.reference_of(found)}.pdf"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def _opened(request: OwnerRequest, decision_id: UUID) -> Decision:
    found = get_object_or_404(decisions_of(request.acting.subject), pk=decision_id)
    if found.served_at is None:
        found.served_at = serve_decision(decision_id=found.pk, actor=actor_of(request), at=now()).served_at
    return found


def _writ(found: Decision) -> dict[str, Any]:
    return Writ(found, Presenter(today())).context()


def _appeal(one: Appeal) -> dict[str, Any]:
    return {
        "state": one.state,
        "label": one.get_state_display(),
        "statement": one.statement,
        "answer": one.answer,
        "steps": appeal_steps(one),
        "take_back": _take_back_action(one),
    }


def _take_back_action(one: Appeal) -> Action | None:
    if one.state not in _PENDING:
        return None
    return Action(_("Take it back"), reverse("benefits:appeal_back", args=[one.decision_id]), post=True)


def _object_action(found: Decision, appeals: list[Appeal]) -> Action | None:
    """While one is being looked at, and after the time is over, there is nothing to press."""
    if any(one.state in _PENDING for one in appeals) or today() > Writ.remedies_of(found).reconsider_by:
        return None
    return Action(_("Object to this decision"), reverse("benefits:appeal", args=[found.pk]), ActionKind.SECONDARY)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: OwnerRequest, decision_id: UUID) -> HttpResponse:
    found = get_object_or_404(decisions_of(request.acting.subject), pk=decision_id)
    page = redirect("benefits:decision", found.pk)
    if found.served_at is None or _object_action(found, list(found.appeals.all())) is None:
        return page
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            lodge_appeal(
                decision_id=found.pk, statement=form.cleaned_data["statement"], actor=actor_of(request), at=now()
            )
        except errors.AwardError as error:
            messages.error(request, error.message)
        return page
    context = {
        "form": form,
        **_writ(found),
        "due": working_days_after(today(), ANSWER_WORKING_DAYS).day,
        "back": reverse("benefits:decision", args=[found.pk]),
    }
    return render(request, "awards/appeal.html", context)


@owner
@require_POST
def take_back(request: OwnerRequest, decision_id: UUID) -> HttpResponse:
    found = get_object_or_404(decisions_of(request.acting.subject), pk=decision_id)
    pending = next((one for one in found.appeals.all() if one.state in _PENDING), None)
    if pending is not None:
        try:
            withdraw_appeal(appeal_id=pending.pk, actor=actor_of(request), at=now())
        except errors.AwardError as error:
            messages.error(request, error.message)
    return redirect("benefits:decision", found.pk)
