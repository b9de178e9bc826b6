"""Who may be paid follows the registers: parents who are recorded later, and parents who are none any more."""

from __future__ import annotations

from datetime import datetime

import pytest

from eligibility.awards.confirming import Shown, confirm_offer
from eligibility.awards.errors import NotAPayee
from eligibility.awards.models import Offer
from eligibility.payments.api import Payment
from services.core.outbox.api import drain
from tests import households, story
from tests.fixtures import acting_as, load, person
from tests.households import Household

FAMILY = Household(1)


def offered() -> Offer:
    return Offer.objects.get(policy="childcare-subsidy", subject=person(FAMILY.child))


@pytest.fixture
def offer_without_parents(city: None, at: datetime) -> Offer:
    """The child is born and registered; the register of families does not know it yet."""
    registers = households.families([FAMILY])
    load({**households.mothers([FAMILY]), "person": registers["person"]}, at)
    load({"bank_account": registers["bank_account"]}, at)
    load({"birth": story.table([FAMILY.birth_of_the_child()])}, at)
    drain(at=at)
    return offered()


def report_parents(at: datetime, **changes: str) -> None:
    load({"kinship": households.families([FAMILY], **changes)["kinship"]}, at)


def test_parents_who_are_recorded_after_the_offer_may_be_paid(offer_without_parents: Offer, at: datetime) -> None:
    assert offer_without_parents.payees == [str(offer_without_parents.subject_id)]
    report_parents(at)
    drain(at=at)
    assert set(offered().payees) == {str(person(FAMILY.mother)), str(person(FAMILY.father))}


def test_who_ceased_to_be_a_parent_is_not_paid(offer_without_parents: Offer, at: datetime) -> None:
    report_parents(at)
    drain(at=at)
    offer = offered()
    report_parents(at, father_until="2025-11-30")  # and the page is still open that shows him
    shown = Shown(offer.amount, person(FAMILY.father), FAMILY.account_of(FAMILY.father)[-4:])
    mother = acting_as(FAMILY.mother, for_subject=offer.subject_id)
    with pytest.raises(NotAPayee):
        confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=mother, at=at)
    assert not Payment.objects.exists()
    drain(at=at)
    assert offered().payees == [str(person(FAMILY.mother))]
