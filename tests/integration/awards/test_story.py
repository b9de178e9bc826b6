"""One story that must always work, without a browser: a birth is reported, offered, confirmed, paid."""

from __future__ import annotations

from datetime import datetime

import pytest

from eligibility.awards.confirming import Shown, confirm_offer
from eligibility.awards.models import Offer
from eligibility.awards.states import OfferState
from services.core.money.api import Money
from services.core.outbox.api import drain
from tests import story
from tests.fixtures import acting_as, load, person

pytestmark = pytest.mark.usefixtures("city")


def test_a_birth_becomes_an_offer(at: datetime) -> None:
    load({"birth": story.table([story.birth()])}, at)
    drain(at=at)
    offer = Offer.objects.get(policy="maternity-allowance")
    assert offer.subject_id == person(story.MOTHER)
    assert offer.state == OfferState.OFFERED
    assert offer.amount == Money("63200.00")


def test_one_click_pays(at: datetime) -> None:
    load({"birth": story.table([story.birth()])}, at)
    drain(at=at)
    offer = Offer.objects.get(policy="maternity-allowance")
    shown = Shown(amount=offer.amount, payee=offer.subject_id, account_last4="1234")
    entitlement = confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=acting_as(story.MOTHER), at=at)
    assert entitlement.amount == offer.amount
    assert entitlement.state == "ACTIVE"
