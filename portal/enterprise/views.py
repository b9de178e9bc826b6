"""The enterprise's side: our policies, with where we stand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eligibility.awards import api as awards
from eligibility.policies import api as book
from portal.enterprise.finding import UNDER_WAY, FilterForm, Standing, found
from services.core.calendar.api import now, today
from services.core.routes.api import OwnerRequest, actor_of, owner
from services.identity.api import Relation, SubjectKind


@owner
@require_safe
def policies(request: OwnerRequest) -> HttpResponse:
    """What waits for the enterprise that one acts for, and every other policy with its verdict."""
    if request.acting.relation != Relation.ENTERPRISE:
        messages.info(request, _("Choose the enterprise that you want to act for."))
        return redirect("acting:choose")
    day, subject = today(), request.acting.subject
    presenter = awards.Presenter(day)
    waiting = awards.open_offers(subject, day)
    others = _others(request, presenter, {one.policy for one in waiting})
    form = FilterForm(request.GET, among=others)
    chosen = form.chosen()
    context = {
        "offers": [awards.offer_card(one, presenter, day) for one in waiting],
        "others": [one.card for one in found(others, chosen)],
        "all": len(others),
        "filter": form,
        "chosen": chosen,
    }
    return render(request, "enterprise/policies.html", context)


def _others(request: OwnerRequest, presenter: awards.Presenter, waiting: set[str]) -> list[Standing]:
    """What runs already, then every other policy as it would be decided now."""
    subject = request.acting.subject
    entitlements = list(awards.entitlements_of(subject))
    payments = awards.payments_of(entitlements)
    looks = awards.look_at_policies(subject=subject, kind=SubjectKind.ENTERPRISE, actor=actor_of(request), at=now())
    running = [
        Standing(book.policy(one.policy), UNDER_WAY, awards.entitlement_card(one, payments[one.pk], presenter))
        for one in entitlements
    ]
    known = waiting | {one.policy for one in entitlements}
    looked = [
        Standing(look.policy, look.verdict.state.value, awards.look_card(look, presenter))
        for look in looks
        if look.policy.code not in known
    ]
    return running + looked
