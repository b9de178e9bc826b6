"""What is no longer open: how it ended, and where to go on."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility.awards import cards
from eligibility.awards.models import Offer
from eligibility.awards.states import OfferState
from services.core.components.api import Action, long_day
from services.core.routes.api import OwnerRequest


def lead_on(request: OwnerRequest, offer: Offer) -> HttpResponse:
    """From a page that answers an offer, where there is nothing to answer any more."""
    if offer.state == OfferState.CONFIRMED:
        return redirect("benefits:receipt", offer.entitlement.pk)
    messages.error(request, _("This offer is no longer open."))
    return redirect("benefits:reasons", offer.pk)


def how_it_ended(offer: Offer, today: date) -> str:
    """In one sentence; "" for an offer that is still open."""
    if cards.is_open(offer, today):
        return ""
    if offer.state == OfferState.CONFIRMED:
        return _("This has been confirmed.")
    if offer.state == OfferState.DECLINED:
        return _("This was declined. Nothing is paid.")
    if offer.state == OfferState.WITHDRAWN:
        return _how_it_was_withdrawn(offer)
    return _("This offer could be confirmed until %(day)s. Ask the responsible body to offer it again.") % {
        "day": long_day(offer.confirm_by)
    }


def _how_it_was_withdrawn(offer: Offer) -> str:
    if _successor(offer) is not None:
        return _("The facts behind this offer have changed, and so has the amount. Please look at the new offer.")
    return _("The facts behind this offer have changed: it no longer holds, and nothing has been paid.")


def where_it_goes_on(offer: Offer) -> Action | None:
    """To the receipt of what was confirmed, to the offer that took this one's place."""
    successor = _successor(offer)
    if successor is not None:
        return Action(_("See the new offer"), reverse("benefits:reasons", args=[successor.pk]))
    if offer.state == OfferState.CONFIRMED:
        return Action(_("Your receipt"), reverse("benefits:receipt", args=[offer.entitlement.pk]))
    return None


def _successor(offer: Offer) -> Offer | None:
    return getattr(offer, "replaced_by", None) if offer.state == OfferState.WITHDRAWN else None
