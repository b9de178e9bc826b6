"""From the click to the money: payments, awards, bank and books agree at every step, also when an account is mended."""

from __future__ import annotations

from datetime import datetime

import pytest

from eligibility.awards.api import Shown, confirm_offer
from eligibility.awards.models import Entitlement, Instalment, Offer
from eligibility.payments import api as payments
from eligibility.payments.invariants import find_differences
from services.core.outbox.api import drain
from tests import story
from tests.fixtures import acting_as, load
from tests.integration.payments import world
from tests.integration.payments.bank_process import BankProcess
from tests.integration.payments.test_to_the_bank import work

pytestmark = pytest.mark.usefixtures("committed_city")


def confirmed(at: datetime) -> Instalment:
    """The mother's allowance, confirmed with one click."""
    load({"birth": story.table([story.birth()])}, at)
    drain(at=at)
    offer = Offer.objects.get(policy="maternity-allowance")
    shown = Shown(amount=offer.amount, payee=offer.subject_id, account_last4="1234")
    entitlement = confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=acting_as(story.MOTHER), at=at)
    return Instalment.objects.get(entitlement=entitlement)


def nothing_found() -> bool:
    return {finding.check.name: finding.rows for finding in find_differences() if finding.rows} == {}


def test_what_was_confirmed_is_paid_and_the_books_agree(bank: BankProcess, at: datetime) -> None:
    instalment = confirmed(at)
    assert nothing_found()

    batch = world.released()
    assert nothing_found()
    work(3)

    view = payments.payment_for(instalment.pk)
    assert view is not None
    assert view.is_paid
    assert bank.credits()[0]["amount"] == "63200.00"
    instalment.refresh_from_db()
    assert instalment.settled_at is not None
    assert Entitlement.objects.get().state == "ENDED"
    payments.close_batch(batch=batch.pk, actor=world.clerk(1), at=at)
    assert nothing_found()


def test_a_refused_account_is_mended_and_paid_once(bank: BankProcess, at: datetime) -> None:
    instalment = confirmed(at)
    bank.fault("partial", every=1, reason="AC04")
    world.released()
    work(3)
    refused = payments.payment_for(instalment.pk)
    assert refused is not None
    assert (refused.state, refused.can_replace_account) == ("RJCT", True)
    assert nothing_found()

    mended = world.account("7777", story.NAMES[story.MOTHER])
    payments.replace_account(payment=refused.payment, account=mended, actor=acting_as(story.MOTHER), at=at)
    assert nothing_found()
    work(2)
    world.released()
    work(4)

    paid = payments.payment_for(instalment.pk)
    assert paid is not None
    assert (paid.is_paid, paid.attempt) == (True, 2)
    assert len(bank.credits()) == 1
    assert nothing_found()
