"""Offers say what the last verdict said: made once, refreshed, replaced, withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from eligibility.awards.answering import decline_offer, lapse_offers, snooze_offer
from eligibility.awards.contesting import DisputedFact, contest_fact
from eligibility.awards.errors import NotYours, OfferNotOpen
from eligibility.awards.models import Offer
from eligibility.awards.queries import open_offers
from eligibility.awards.states import OfferState
from eligibility.matching.models import MatchResult, MatchRun
from services.core.audit.api import Actor
from services.core.money.api import Money
from services.notices.api import notices_of
from services.tasks.api import open_tasks
from tests import story
from tests.fixtures import acting_as, load, person, run_match
from tests.integration.awards.conftest import report_birth


def standing() -> dict[str, Money]:
    return dict(Offer.objects.filter(state=OfferState.OFFERED).values_list("policy", "amount"))


class TestMatching:
    def test_the_city_is_found_what_it_is_owed(self, offer: Offer, at: datetime) -> None:
        run_match(at)
        assert standing() == {
            "maternity-allowance": Money("63200.00"),
            "elderly-allowance": Money("180.00"),
            "job-stabilisation-refund": Money("60000.00"),
        }

    def test_a_second_run_changes_nothing(self, offer: Offer, at: datetime) -> None:
        run_match(at)
        before = list(Offer.objects.order_by("pk").values())
        run_match(at)
        assert list(Offer.objects.order_by("pk").values()) == before

    def test_the_figures_of_a_run_add_up(self, offer: Offer, at: datetime) -> None:
        run_match(at)
        run = MatchRun.objects.get(trigger="POPULATION")
        result = MatchResult.objects.get(run=run, policy="elderly-allowance")
        assert (result.evaluated, result.eligible, result.amount) == (9, 1, Money("180.00"))
        assert result.evaluated == result.eligible + result.not_eligible + result.unknown

    def test_who_is_offered_something_is_told_once(self, offer: Offer, at: datetime) -> None:
        run_match(at)
        [notice] = notices_of(offer.subject_id, limit=10)
        assert "63,200.00" in notice.title

    def test_two_offers_for_one_award_are_impossible(self, offer: Offer) -> None:
        offer.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.bulk_create([offer])


class TestChanges:
    def test_another_wage_replaces_the_offer(self, offer: Offer, at: datetime) -> None:
        row = {"employer": story.EMPLOYER, "year": 2024, "average_monthly_wage": "9000.00"}
        load({"employer_wage": story.table([row])}, at)
        run_match(at)
        offer.refresh_from_db()
        assert offer.state == OfferState.WITHDRAWN
        assert offer.replaced_by.amount == Money("47400.00")
        assert offer.replaced_by.state == OfferState.OFFERED

    def test_facts_that_no_longer_hold_withdraw_it(self, offer: Offer, at: datetime) -> None:
        report_birth(at, facility_designated="false")
        offer.refresh_from_db()
        assert offer.state == OfferState.WITHDRAWN

    def test_an_unknown_fact_withdraws_it_but_refuses_nobody(self, offer: Offer, at: datetime) -> None:
        report_birth(at, dystocia="")
        offer.refresh_from_db()
        assert offer.state == OfferState.WITHDRAWN
        [result] = MatchResult.objects.filter(policy="maternity-allowance", unknown=1)
        assert result.not_eligible == 0

    def test_what_was_declined_is_not_offered_again(self, offer: Offer, at: datetime) -> None:
        decline_offer(offer_id=offer.pk, reason="unwanted", actor=acting_as(story.MOTHER), at=at)
        run_match(at)
        assert Offer.objects.filter(policy="maternity-allowance").count() == 1


class TestAnswers:
    def test_not_now_puts_it_off_and_ends_nothing(self, offer: Offer, at: datetime) -> None:
        snooze_offer(offer_id=offer.pk, actor=acting_as(story.MOTHER), at=at)
        day = at.date()
        assert open_offers(offer.subject_id, day) == []
        assert open_offers(offer.subject_id, day + timedelta(days=14)) == [offer]

    def test_this_is_wrong_becomes_a_task_and_ends_nothing(self, offer: Offer, at: datetime) -> None:
        fact = DisputedFact("employer_wage", "average_monthly_wage", "birth.mother.employments")
        contest = contest_fact(
            subject=offer.subject_id,
            offer_id=offer.pk,
            fact=fact,
            statement="它应当是 13000",
            actor=acting_as(story.MOTHER),
            at=at,
        )
        [task] = open_tasks(role="benefit_clerk")
        assert (task.object_id, task.due) == (str(contest.pk), contest.answer_by)
        offer.refresh_from_db()
        assert offer.state == OfferState.OFFERED

    def test_nobody_answers_for_somebody_else(self, offer: Offer, at: datetime) -> None:
        with pytest.raises(NotYours):
            decline_offer(offer_id=offer.pk, reason="other", actor=acting_as(story.FATHER), at=at)

    def test_what_is_over_cannot_be_answered(self, offer: Offer, at: datetime) -> None:
        decline_offer(offer_id=offer.pk, reason="other", actor=acting_as(story.MOTHER), at=at)
        with pytest.raises(OfferNotOpen):
            snooze_offer(offer_id=offer.pk, actor=acting_as(story.MOTHER), at=at)

    def test_the_day_after_the_last_it_lapses(self, offer: Offer, at: datetime) -> None:
        clock = Actor.system("test")
        lapse_offers(today=offer.confirm_by, actor=clock, at=at)
        offer.refresh_from_db()
        assert offer.state == OfferState.OFFERED
        lapse_offers(today=offer.confirm_by + timedelta(days=1), actor=clock, at=at)
        offer.refresh_from_db()
        assert offer.state == OfferState.LAPSED


def test_the_subject_of_a_birth_is_the_mother(offer: Offer) -> None:
    assert offer.subject_id == person(story.MOTHER)
