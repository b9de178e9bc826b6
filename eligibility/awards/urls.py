from __future__ import annotations

from django.urls import path

from eligibility.awards.views import answers, awarded, confirm, derivation, offers

app_name = "benefits"

urlpatterns = [
    path("", offers.listing, name="list"),
    path("all/", offers.looked_at, name="looked_at"),
    path("all/<slug:code>/", offers.policy_reasons, name="policy_reasons"),
    path("all/<slug:code>/derivation/", derivation.of_policy, name="policy_derivation"),
    path("all/<slug:code>/derivation.<str:form>", derivation.of_policy, name="policy_derivation_file"),
    path("<uuid:offer_id>/derivation/", derivation.of_offer, name="derivation"),
    path("<uuid:offer_id>/derivation.<str:form>", derivation.of_offer, name="derivation_file"),
    path("<uuid:offer_id>/reasons/", offers.reasons, name="reasons"),
    path("<uuid:offer_id>/confirm/", confirm.confirm, name="confirm"),
    path("<uuid:offer_id>/later/", answers.snooze, name="snooze"),
    path("<uuid:offer_id>/decline/", answers.decline, name="decline"),
    path("<uuid:offer_id>/wrong/", answers.contest, name="contest"),
    path("receipts/<uuid:entitlement_id>/", awarded.receipt, name="receipt"),
    path("receipts/<uuid:entitlement_id>/receipt.pdf", awarded.receipt_pdf, name="receipt_pdf"),
    path("receipts/<uuid:entitlement_id>/account/", awarded.account, name="account"),
]
