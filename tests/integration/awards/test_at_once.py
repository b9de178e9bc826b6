"""Two devices, two runs, two of everything: on connections of their own, committed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from eligibility.awards.confirming import Shown, confirm_offer
from eligibility.awards.models import Entitlement, Instalment, Offer
from eligibility.awards.states import OfferState
from eligibility.payments.api import Payment
from tests import story
from tests.concurrency import at_once
from tests.fixtures import acting_as, load, run_match
from tests.integration.awards.conftest import report_birth


@pytest.fixture
def offer(committed_city: str, at: datetime) -> Offer:
    report_birth(at)
    return Offer.objects.get(policy="maternity-allowance")


def test_eight_clicks_are_one_payment(offer: Offer, at: datetime) -> None:
    mother = acting_as(story.MOTHER)
    shown = Shown(offer.amount, offer.subject_id, "1234")

    def click(_device: int) -> UUID:
        return confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=mother, at=at).pk

    results = at_once(click, 8)
    assert set(results) == {Entitlement.objects.get().pk}
    assert Payment.objects.count() == Instalment.objects.count() == 1


def test_two_runs_make_one_offer_each(committed_city: str, at: datetime) -> None:
    results = at_once(lambda _run: run_match(at), 2)
    assert not [one for one in results if isinstance(one, Exception)]
    offers = Offer.objects.values_list("policy", "subject", "award_key")
    assert len(set(offers)) == len(offers) == 2


def test_a_click_while_the_wage_changes_pays_what_was_shown_or_nothing(offer: Offer, at: datetime) -> None:
    mother = acting_as(story.MOTHER)
    shown = Shown(offer.amount, offer.subject_id, "1234")

    def act(number: int) -> None:
        if number:
            confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=mother, at=at)
        else:
            row = {"employer": story.EMPLOYER, "year": 2024, "average_monthly_wage": "9000.00"}
            load({"employer_wage": story.table([row])}, at)
            run_match(at)

    at_once(act, 2)
    offer.refresh_from_db()
    paid = list(Payment.objects.values_list("amount", flat=True))
    assert paid in ([offer.amount], [])
    assert offer.state == (OfferState.CONFIRMED if paid else OfferState.WITHDRAWN)
