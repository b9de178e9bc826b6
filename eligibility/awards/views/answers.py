"""The other answers to an offer: not now, no. Each POST makes one command call."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eligibility.awards import cards, errors
from eligibility.awards.answering import decline_offer, snooze_offer
from eligibility.awards.forms import DeclineForm
from eligibility.awards.presenting import Presenter
from eligibility.awards.queries import offers_of
from eligibility.awards.views.ended import lead_on
from services.core.calendar.api import now, today
from services.core.components.api import long_day
from services.core.routes.api import OwnerRequest, actor_of, owner

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@owner
@require_POST
def snooze(request: OwnerRequest, offer_id: UUID) -> HttpResponse:
    offer = get_object_or_404(offers_of(request.acting.subject), pk=offer_id)
    if not cards.is_open(offer, today()):
        return lead_on(request, offer)
    try:
        offer = snooze_offer(offer_id=offer.pk, actor=actor_of(request), at=now())
    except errors.AwardError as error:
        messages.error(request, error.message)
    else:
        words = {"day": long_day(offer.snoozed_until or offer.confirm_by)}
        messages.info(request, _("Put off until %(day)s. The offer stays open; you find it under My benefits.") % words)
    return redirect("benefits:list")


@owner
@get_or_post
def decline(request: OwnerRequest, offer_id: UUID) -> HttpResponse:
    offer = get_object_or_404(offers_of(request.acting.subject), pk=offer_id)
    if not cards.is_open(offer, today()):
        return lead_on(request, offer)
    form = DeclineForm(_sent(request))
    if form.is_valid():
        try:
            decline_offer(offer_id=offer.pk, reason=form.cleaned_data["reason"], actor=actor_of(request), at=now())
        except errors.AwardError as error:
            messages.error(request, error.message)
        else:
            messages.info(request, _("Declined. Nothing is paid."))
        return redirect("benefits:list")
    context = {
        "form": form,
        "title": Presenter(today()).title(offer),
        "amount": offer.amount,
        "until": None,
        "snooze": cards.snooze_action(offer),
        "contest": cards.contest_action(offer),
        "back": reverse("benefits:confirm", args=[offer.pk]),
    }
    return render(request, "awards/decline.html", context)


def _sent(request: OwnerRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
