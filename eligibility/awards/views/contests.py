"""*This is wrong*: pick the fact, say what is right, and see what becomes of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eligibility.awards import cards, errors
from eligibility.awards.contesting import ANSWER_WORKING_DAYS, DisputedFact, contest_fact, withdraw_contest
from eligibility.awards.forms import ContestForm
from eligibility.awards.models import Contest, Offer
from eligibility.awards.presenting import Presenter, verdict_of
from eligibility.awards.queries import contests_of, offers_of
from eligibility.awards.states import ContestState
from eligibility.awards.timeline import contest_steps
from eligibility.awards.views.ended import lead_on
from services.core.calendar.api import now, today, working_days_after
from services.core.components.api import Action, Fact, plain_value
from services.core.routes.api import OwnerRequest, actor_of, owner


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: OwnerRequest, offer_id: UUID) -> HttpResponse:
    offer = get_object_or_404(offers_of(request.acting.subject), pk=offer_id)
    if not cards.is_open(offer, today()):
        return lead_on(request, offer)
    presenter = Presenter(today())
    disputable = _disputable(offer, presenter)
    sent = request.POST if request.method == "POST" else None
    form = ContestForm(sent, facts=[(path, fact) for path, (_where, fact) in disputable.items()])
    if form.is_valid():
        disputed, _fact = disputable[form.cleaned_data["fact"]]
        return send_contest(request, disputed, form.cleaned_data["right"], offer=offer)
    context = {
        "form": form,
        "title": presenter.title(offer),
        "offer_until": offer.confirm_by,
        "due": working_days_after(today(), ANSWER_WORKING_DAYS).day,
        "back": reverse("benefits:reasons", args=[offer.pk]),
    }
    return render(request, "awards/contest.html", context)


def send_contest(
    request: OwnerRequest, fact: DisputedFact, statement: str, *, offer: Offer | None = None
) -> HttpResponse:
    try:
        made = contest_fact(
            subject=request.acting.subject,
            offer_id=offer.pk if offer else None,
            fact=fact,
            statement=statement,
            actor=actor_of(request),
            at=now(),
        )
    except errors.AwardError as error:
        messages.error(request, error.message)
        return redirect("benefits:list")
    return redirect("benefits:contested", made.pk)


def _disputable(offer: Offer, presenter: Presenter) -> dict[str, tuple[DisputedFact, Fact]]:
    """The facts that the offer rests on, by their path."""
    return {
        f"{used.dataset}.{used.field}#{used.record_id}": (
            DisputedFact(used.dataset, used.field, used.path, used.record_id, plain_value(fact.value)),
            fact,
        )
        for used, fact in presenter.labelled(verdict_of(offer).facts)
    }


@owner
@require_safe
def contested(request: OwnerRequest, contest_id: UUID) -> HttpResponse:
    """Where it stands: what was sent, until when it is answered, the answer. Safe to bookmark."""
    found = get_object_or_404(contests_of(request.acting.subject), pk=contest_id)
    presenter = Presenter(today())
    decision = getattr(found, "decision", None)
    fact = presenter.contested(found)
    context = {
        "state": found.state,
        "heading": found.get_state_display(),
        "fact": fact,
        "facts": [fact],
        "body": presenter.body_of(found.dataset),
        "statement": found.statement,
        "answer": found.answer,
        "answer_by": found.answer_by,
        "steps": contest_steps(found, presenter.body_of(found.dataset)),
        "decision": cards.decision_action(decision) if decision else None,
        "offer": _offer_action(found),
        "take_back": _take_back_action(found),
    }
    return render(request, "awards/contested.html", context)


def _offer_action(contest: Contest) -> Action | None:
    if contest.offer is None:
        return None
    return Action(_("The offer that it is about"), reverse("benefits:reasons", args=[contest.offer.pk]))


def _take_back_action(contest: Contest) -> Action | None:
    if contest.state != ContestState.RAISED:
        return None
    return Action(_("Take it back"), reverse("benefits:contest_back", args=[contest.pk]), post=True)


@owner
@require_POST
def take_back(request: OwnerRequest, contest_id: UUID) -> HttpResponse:
    found = get_object_or_404(contests_of(request.acting.subject), pk=contest_id)
    try:
        withdraw_contest(contest_id=found.pk, actor=actor_of(request), at=now())
    except errors.AwardError as error:
        messages.error(request, error.message)
    return redirect("benefits:contested", found.pk)
