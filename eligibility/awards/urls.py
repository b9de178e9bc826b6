from __future__ import annotations

from django.urls import path

from eligibility.awards.views import answers, awarded, confirm, contests, decisions, derivation, offers

app_name = "benefits"

urlpatterns = [
    path("", offers.listing, name="list"),
    path("all/", offers.looked_at, name="looked_at"),
    path("all/<slug:code>/", offers.policy_reasons, name="policy_reasons"),
    path("all/<slug:code>/derivation/", derivation.of_policy, name="policy_derivation"),
    path("all/<slug:code>/derivation.<str:form>", derivation.of_policy, name="policy_derivation_file"),
    path("<uuid:offer_id>/derivation/", derivation.of_offer, name="derivation"),
    path("<uuid:offer_id>/derivation.<str:form>", derivation.of_offer, name="derivation_file"),
    path("all/<slug:code>/decide/", decisions.ask, name="ask"),
    path("contests/<uuid:contest_id>/", contests.contested, name="contested"),
    path("contests/<uuid:contest_id>/take-back/", contests.take_back, name="contest_back"),
    path("decisions/<uuid:decision_id>/", decisions.decision, name="decision"),
    path("decisions/<uuid:decision_id>/decision.pdf", decisions.decision_pdf, name="decision_pdf"),
    path("decisions/<uuid:decision_id>/object/", decisions.appeal, name="appeal"),
    path("decisions/<uuid:decision_id>/object/take-back/", decisions.take_back, name="appeal_back"),
    path("<uuid:offer_id>/reasons/", offers.reasons, name="reasons"),
    path("<uuid:offer_id>/confirm/", confirm.confirm, name="confirm"),
    path("<uuid:offer_id>/later/", answers.snooze, name="snooze"),
    path("<uuid:offer_id>/decline/", answers.decline, name="decline"),
    path("<uuid:offer_id>/wrong/", contests.contest, name="contest"),
    path("receipts/<uuid:entitlement_id>/", awarded.receipt, name="receipt"),
    path("receipts/<uuid:entitlement_id>/receipt.pdf", awarded.receipt_pdf, name="receipt_pdf"),
    path("receipts/<uuid:entitlement_id>/account/", awarded.account, name="account"),
]
