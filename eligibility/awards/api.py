"""Awards: what other rooms may use."""

from __future__ import annotations

from eligibility.awards.cards import entitlement_card, is_open, is_snoozed, look_card, offer_card, payment_status
from eligibility.awards.confirming import Shown, confirm_offer
from eligibility.awards.contesting import ANSWER_WORKING_DAYS, DisputedFact, contest_fact
from eligibility.awards.errors import AwardError
from eligibility.awards.figures import CityFigures, city_figures
from eligibility.awards.forms import ContestForm
from eligibility.awards.labels import Label, labels_of
from eligibility.awards.looking import look_at_policies
from eligibility.awards.models import Entitlement, Offer
from eligibility.awards.presenting import Presenter, per, unverified
from eligibility.awards.queries import (
    NeedingPayee,
    Waiting,
    entitlements_of,
    needing_payee,
    offers_of,
    open_counts,
    open_offers,
    payments_of,
    waiting_for_others,
    waiting_with_others,
)
from eligibility.awards.states import ENTITLEMENTS, OFFERS, EntitlementState, OfferState

__all__ = [
    "ANSWER_WORKING_DAYS",
    "ENTITLEMENTS",
    "OFFERS",
    "AwardError",
    "CityFigures",
    "ContestForm",
    "DisputedFact",
    "Entitlement",
    "EntitlementState",
    "Label",
    "NeedingPayee",
    "Offer",
    "OfferState",
    "Presenter",
    "Shown",
    "Waiting",
    "city_figures",
    "confirm_offer",
    "contest_fact",
    "entitlement_card",
    "entitlements_of",
    "is_open",
    "is_snoozed",
    "labels_of",
    "look_at_policies",
    "look_card",
    "needing_payee",
    "offer_card",
    "offers_of",
    "open_counts",
    "open_offers",
    "payment_status",
    "payments_of",
    "per",
    "unverified",
    "waiting_for_others",
    "waiting_with_others",
]
