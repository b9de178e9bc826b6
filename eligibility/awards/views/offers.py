"""My benefits, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eligibility.awards import cards, rows
from eligibility.awards.looking import look_at_policies, look_at_policy, policies_without_entry
from eligibility.awards.models import Offer
from eligibility.awards.presenting import Presenter, per, unverified, verdict_of
from eligibility.awards.queries import (
    contests_of,
    decisions_of,
    entitlements_of,
    offers_of,
    payments_of,
    waiting_for_others,
)
from eligibility.awards.states import OfferState
from eligibility.awards.views.ended import how_it_ended, where_it_goes_on
from eligibility.engine.api import Verdict, VerdictState
from eligibility.matching.api import Match
from eligibility.policies import api as policies
from services.core.calendar.api import now, today
from services.core.components.api import Action, ActionKind, VerdictRow
from services.core.languages.api import in_language
from services.core.money.api import Money
from services.core.routes.api import OwnerRequest, actor_of, owner
from services.identity.api import Relation, SubjectKind


@owner
@require_safe
def listing(request: OwnerRequest) -> HttpResponse:
    """What waits for a click, what was put off, what runs, what is over."""
    day = today()
    subject = request.acting.subject
    presenter = Presenter(day)
    offers = list(offers_of(subject))
    waiting = [offer for offer in offers if cards.is_open(offer, day)]
    entitlements = list(entitlements_of(subject))
    payments = payments_of(entitlements)
    context = {
        "offers": [cards.offer_card(one, presenter, day) for one in waiting if not cards.is_snoozed(one, day)],
        "later": [cards.offer_card(one, presenter, day) for one in waiting if cards.is_snoozed(one, day)],
        "confirmed": [cards.entitlement_card(one, payments[one.pk], presenter) for one in entitlements],
        "ended": [cards.ended_card(one, presenter) for one in offers if cards.is_over(one, day)],
        "objections": [rows.contest_item(one, presenter) for one in contests_of(subject)],
        "decisions": [rows.decision_item(one, presenter) for one in decisions_of(subject)],
        "family": waiting_for_others(request.acting.person, day) if request.acting.for_self else [],
    }
    return render(request, "awards/list.html", context)


@owner
@require_safe
def reasons(request: OwnerRequest, offer_id: UUID) -> HttpResponse:
    offer = get_object_or_404(offers_of(request.acting.subject), pk=offer_id)
    presenter = Presenter(today())
    context = {
        **_reasons(offer.policy, verdict_of(offer), presenter),
        "title": presenter.title(offer),
        "amount": offer.amount,
        "summary": presenter.summary(offer),
        "body": presenter.body(offer),
        "version": offer.version.number,
        "decided_at": offer.created_at,
        "object_until": None,
        "back": reverse("benefits:list"),
        "every_step": reverse("benefits:derivation", args=[offer.pk]),
        "over": how_it_ended(offer, today()),
        "confirmed": offer.state == OfferState.CONFIRMED,
        **_ways_on(offer),
    }
    return render(request, "awards/reasons.html", context)


def _ways_on(offer: Offer) -> dict[str, Action | None]:
    if not cards.is_open(offer, today()):
        return {"main": None, "contest": None, "instead": where_it_goes_on(offer)}
    return {"main": cards.confirm_action(offer), "contest": cards.contest_action(offer), "instead": None}


def _reasons(code: str, verdict: Verdict, presenter: Presenter) -> dict[str, Any]:
    return {
        "verdict": verdict.state.value,
        "per": per(code),
        "plain": presenter.sentences(code, verdict),
        "derivation": presenter.derivation(verdict),
        "conditions": presenter.conditions(verdict),
        "missing": presenter.missing(verdict, policies.policy(code)),
        "basis": presenter.basis(verdict),
        "unverified": unverified(code),
    }


@owner
@require_safe
def looked_at(request: OwnerRequest) -> HttpResponse:
    """Every policy for somebody like the subject, with where they stand; decided now, nothing is kept."""
    found = look_at_policies(subject=request.acting.subject, kind=kind_of(request), actor=actor_of(request), at=now())
    presenter = Presenter(today())
    context = {
        **{state.value: _rows(found, state, presenter) for state in VerdictState},
        "absent": [rows.absent_row(one, presenter) for one in policies_without_entry(found, kind_of(request))],
    }
    return render(request, "awards/looked_at.html", context)


def _rows(found: Sequence[Match], state: VerdictState, presenter: Presenter) -> list[VerdictRow]:
    return [rows.look_row(look, presenter) for look in found if look.verdict.state is state]


@owner
@require_safe
def policy_reasons(request: OwnerRequest, code: str) -> HttpResponse:
    """Why a policy is, or is not, for the subject, decided now."""
    if code not in policies.rulebook().policies:
        raise Http404
    found = look_at_policy(
        code=code, subject=request.acting.subject, kind=kind_of(request), actor=actor_of(request), at=now()
    )
    if found is None:
        raise Http404
    presenter = Presenter(today())
    policy, verdict = found.policy, found.verdict
    context = {
        **_reasons(policy.code, verdict, presenter),
        "title": in_language(policy.titles),
        "amount": Money(verdict.amount) if verdict.amount is not None else None,
        "summary": in_language(policy.summary),
        "body": presenter.body_name(policy.responsible),
        "version": found.version.number,
        "decided_at": now(),
        "main": None,
        "contest": None,
        "ask": _ask_action(policy.code, verdict),
        "object_until": None,
        "back": reverse("benefits:looked_at"),
        "every_step": reverse("benefits:policy_derivation", args=[policy.code]),
    }
    return render(request, "awards/reasons.html", context)


def _ask_action(code: str, verdict: Verdict) -> Action | None:
    if verdict.state is not VerdictState.NOT_ELIGIBLE:
        return None
    return Action(_("Give me this in writing"), reverse("benefits:ask", args=[code]), ActionKind.SECONDARY, post=True)


def kind_of(request: OwnerRequest) -> SubjectKind:
    """Whom one acts for: parents act for people, agents for enterprises."""
    return SubjectKind.ENTERPRISE if request.acting.relation == Relation.ENTERPRISE else SubjectKind.PERSON
