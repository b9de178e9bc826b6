"""One click: what is frozen and paid, and everything that must not be."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from eligibility.awards import errors
from eligibility.awards.confirming import Shown, confirm_offer
from eligibility.awards.models import Entitlement, Instalment, Offer
from eligibility.awards.states import OfferState
from eligibility.payments.api import AccountDetails, Hold, Payment
from services.core.access.api import Purpose, entries_for
from services.core.components.api import long_day
from services.core.money.api import Money
from tests import story
from tests.fixtures import acting_as, enterprise, load, mandate, person, run_match
from tests.integration.awards.conftest import report_birth

GIVEN = AccountDetails(number="6222 0000 0000 7777", bank_code="102", holder_name="何静")


def shown(offer: Offer, last4: str = "1234", **changes: object) -> Shown:
    values: dict[str, object] = {"amount": offer.amount, "payee": offer.subject_id, "account_last4": last4}
    return Shown(**{**values, **changes})  # type: ignore[arg-type]  # the same fields


def confirm(offer: Offer, at: datetime, who: str = story.MOTHER, **given: object) -> Entitlement:
    seen = given.pop("shown", shown(offer))
    account = given.pop("account", None)
    return confirm_offer(offer_id=offer.pk, shown=seen, account=account, actor=acting_as(who), at=at)  # type: ignore[arg-type]


class TestOneClick:
    def test_freezes_amount_account_version_and_facts(self, offer: Offer, at: datetime) -> None:
        entitlement = confirm(offer, at)
        assert entitlement.amount == Money("63200.00")
        assert entitlement.account_number == story.ACCOUNTS[story.MOTHER]
        assert entitlement.version_id == offer.version_id
        used = {(fact["dataset"], fact["field"]) for fact in entitlement.verdict["facts"]}
        assert ("employer_wage", "average_monthly_wage") in used

    def test_orders_one_payment_of_a_known_account(self, offer: Offer, at: datetime) -> None:
        entitlement = confirm(offer, at)
        payment = Payment.objects.get()
        assert payment.obligation_id == entitlement.instalments.get().pk
        assert (payment.amount, payment.account_last4, payment.held) == (Money("63200.00"), "1234", Hold.NONE)

    def test_pressed_twice_gives_the_same(self, offer: Offer, at: datetime) -> None:
        assert confirm(offer, at) == confirm(offer, at)
        assert Payment.objects.count() == Instalment.objects.count() == 1

    def test_leaves_a_trace_that_the_mother_can_read(self, offer: Offer, at: datetime) -> None:
        confirm(offer, at)
        purposes = {entry.purpose for entry in entries_for(offer.subject_id, limit=50, offset=0)}
        assert Purpose.CONFIRMATION in purposes

    def test_the_database_allows_no_second_entitlement(self, offer: Offer, at: datetime) -> None:
        entitlement = confirm(offer, at)
        entitlement.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            Entitlement.objects.bulk_create([entitlement])


class TestNewAccount:
    @pytest.fixture
    def offer(self, city: None, at: datetime) -> Offer:
        report_birth(at, mother=story.SECOND_MOTHER, number="QD-2")
        return Offer.objects.get(policy="maternity-allowance")

    def test_is_asked_for(self, offer: Offer, at: datetime) -> None:
        with pytest.raises(errors.AccountNeeded):
            confirm(offer, at, story.SECOND_MOTHER, shown=shown(offer, ""))
        assert not Payment.objects.exists()

    def test_is_held_until_the_bank_knows_its_holder(self, offer: Offer, at: datetime) -> None:
        confirm(offer, at, story.SECOND_MOTHER, shown=shown(offer, ""), account=GIVEN)
        payment = Payment.objects.get()
        assert (payment.held, payment.account_last4) == (Hold.ACCOUNT_CHECK, "7777")


class TestRefused:
    def check_nothing_happened(self, offer: Offer, state: str = OfferState.OFFERED) -> None:
        offer.refresh_from_db()
        assert offer.state == state
        assert not Entitlement.objects.exists()
        assert not Payment.objects.exists()

    def test_by_another_person(self, offer: Offer, at: datetime) -> None:
        with pytest.raises(errors.NotYours):
            confirm(offer, at, story.FATHER)
        self.check_nothing_happened(offer)

    def test_after_its_day(self, offer: Offer, at: datetime) -> None:
        late = at + timedelta(days=(offer.confirm_by - at.date()).days + 1)
        with pytest.raises(errors.OfferLapsed, match=long_day(offer.confirm_by)):
            confirm(offer, late)
        self.check_nothing_happened(offer)

    def test_on_its_last_day_it_still_works(self, offer: Offer, at: datetime) -> None:
        last = at + timedelta(days=(offer.confirm_by - at.date()).days)
        assert confirm(offer, last).amount == offer.amount

    def test_with_another_amount_on_the_page(self, offer: Offer, at: datetime) -> None:
        with pytest.raises(errors.StaleOffer):
            confirm(offer, at, shown=shown(offer, amount=Money("99999.00")))
        self.check_nothing_happened(offer)

    def test_with_another_account_on_the_page(self, offer: Offer, at: datetime) -> None:
        with pytest.raises(errors.StaleOffer):
            confirm(offer, at, shown=shown(offer, "9999"))
        self.check_nothing_happened(offer)

    def test_what_was_read_stays_on_record(self, offer: Offer, at: datetime) -> None:
        """Nobody's facts are read without a trace, though nothing else of the refused click is kept."""
        with pytest.raises(errors.StaleOffer):
            confirm(offer, at, shown=shown(offer, "9999"))
        read = [entry for entry in entries_for(offer.subject_id) if entry.purpose is Purpose.CONFIRMATION]
        assert {dataset for entry in read for dataset in entry.datasets} >= {"birth", "employment", "bank_account"}
        self.check_nothing_happened(offer)

    def test_for_a_payee_who_is_none(self, offer: Offer, at: datetime) -> None:
        with pytest.raises(errors.NotAPayee):
            confirm(offer, at, shown=shown(offer, payee=person(story.FATHER)))
        self.check_nothing_happened(offer)

    def test_after_declining(self, offer: Offer, at: datetime) -> None:
        Offer.objects.update(state=OfferState.DECLINED)
        with pytest.raises(errors.OfferNotOpen):
            confirm(offer, at)
        self.check_nothing_happened(offer, OfferState.DECLINED)


class TestChangedFacts:
    def wage(self, amount: str, at: datetime) -> None:
        row = {"employer": story.EMPLOYER, "year": 2024, "average_monthly_wage": amount}
        load({"employer_wage": story.table([row])}, at)

    def test_another_amount_is_another_offer(self, offer: Offer, at: datetime) -> None:
        self.wage("9000.00", at)
        with pytest.raises(errors.FactsChanged) as caught:
            confirm(offer, at)
        offer.refresh_from_db()
        successor = Offer.objects.get(pk=caught.value.replacement)
        assert offer.state == OfferState.WITHDRAWN
        assert (successor.state, successor.amount) == (OfferState.OFFERED, Money("47400.00"))
        assert not Payment.objects.exists()

    def test_not_eligible_any_more(self, offer: Offer, at: datetime) -> None:
        load({"birth": story.table([story.birth(facility_designated="false")])}, at)
        with pytest.raises(errors.FactsChanged) as caught:
            confirm(offer, at)
        offer.refresh_from_db()
        assert caught.value.replacement is None
        assert offer.state == OfferState.WITHDRAWN
        assert not Payment.objects.exists()

    def test_a_fact_that_does_not_matter_changes_nothing(self, offer: Offer, at: datetime) -> None:
        row = {"employer": story.EMPLOYER, "year": 2023, "average_monthly_wage": "1.00"}
        load({"employer_wage": story.table([row])}, at)
        assert confirm(offer, at).amount == Money("63200.00")


class TestForSomebodyElse:
    def test_a_parent_confirms_for_the_child_and_chooses_who_is_paid(self, city: None, at: datetime) -> None:
        report_birth(at, child=story.CHILD, date="2025-06-10")
        run_match(at)
        child = person(story.CHILD)
        offer = Offer.objects.get(policy="childcare-subsidy")
        assert offer.subject_id == child
        assert set(offer.payees) == {str(person(story.MOTHER)), str(person(story.FATHER))}
        father = person(story.FATHER)
        entitlement = confirm_offer(
            offer_id=offer.pk,
            shown=Shown(offer.amount, father, "5678"),
            account=None,
            actor=acting_as(story.MOTHER, for_subject=child),
            at=at,
        )
        assert (entitlement.payee_id, entitlement.confirmed_by_id) == (father, person(story.MOTHER))
        assert (entitlement.amount, entitlement.total) == (Money("3600.00"), Money("10800.00"))

    def test_a_stranger_does_not(self, city: None, at: datetime) -> None:
        report_birth(at, child=story.CHILD, date="2025-06-10")
        run_match(at)
        offer = Offer.objects.get(policy="childcare-subsidy")
        with pytest.raises(errors.NotYours):
            confirm_offer(
                offer_id=offer.pk,
                shown=Shown(offer.amount, person(story.MOTHER), "1234"),
                account=None,
                actor=acting_as(story.BOSS, for_subject=offer.subject_id),
                at=at,
            )

    def test_an_agent_confirms_for_the_enterprise(self, city: None, at: datetime) -> None:
        run_match(at)
        offer = Offer.objects.get(policy="job-stabilisation-refund")
        shop = enterprise(story.NOODLES)
        assert (offer.subject_id, offer.amount) == (shop, Money("60000.00"))
        boss = acting_as(story.BOSS, for_subject=shop)
        with pytest.raises(errors.NotYours):
            confirm_offer(offer_id=offer.pk, shown=Shown(offer.amount, shop, "8888"), account=None, actor=boss, at=at)
        mandate(story.BOSS, shop, at)
        entitlement = confirm_offer(
            offer_id=offer.pk, shown=Shown(offer.amount, shop, "8888"), account=None, actor=boss, at=at
        )
        assert entitlement.payee_id == shop
