"""The other answers: no, not now, this is wrong; in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils.translation import gettext as _
from pytest_django import Settings

from eligibility.awards.models import Contest, Offer
from eligibility.awards.states import OfferState
from services.core.components.api import long_day
from services.tasks.api import open_tasks
from tests import story
from tests.fixtures import person
from tests.integration.pages import course
from tests.integration.pages.conftest import Comes, page_of
from tests.pages import CHINESE, ENGLISH, Visitor

WAGE = {CHINESE: "职工月平均工资（2024）", ENGLISH: "Average monthly wage (2024)"}


class TestNo:
    def test_ends_the_offer(self, offer: Offer, comes: Comes, reads: str) -> None:
        mother = comes()
        page = mother.presses(mother.opens(page_of("decline", offer)), _("Decline this benefit"), reason="unwanted")
        assert page.address == "/benefits/"
        assert page.messages == [_("Declined. Nothing is paid.")]
        offer.refresh_from_db()
        assert offer.state == OfferState.DECLINED

    def test_asks_why_and_offers_the_other_ways(self, offer: Offer, comes: Comes, reads: str) -> None:
        mother = comes()
        page = mother.opens(page_of("decline", offer))
        assert set(page.form(_("Decline this benefit")).options("reason")) == {
            _("I do not want this benefit"),
            _("It is not meant for me"),
            _("I get it from somewhere else"),
            _("Another reason"),
        }
        assert page.form(_("Not now")).address == page_of("snooze", offer)
        assert page.links[_("This is wrong")] == page_of("contest", offer)
        answer = mother.presses(page, _("Decline this benefit"))
        assert answer.errors == [_("Choose a reason.")]
        offer.refresh_from_db()
        assert offer.state == OfferState.OFFERED


class TestNotNow:
    def test_puts_it_off_and_says_until_when(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        mother = comes()
        page = mother.presses(mother.opens("/benefits/"), _("Not now"))
        [message] = page.messages
        assert long_day(at.date() + timedelta(days=14)) in message
        assert _("Put off until later") in page.words
        assert mother.opens("/").cards() == {}

    def test_comes_back_by_itself(
        self, offer: Offer, comes: Comes, at: datetime, reads: str, settings: Settings
    ) -> None:
        course.put_off(offer, at)
        settings.TONGBAN_TODAY = at.date() + timedelta(days=14)
        assert _("Waiting for you to confirm") in comes().opens("/benefits/").words

    def test_is_an_act_and_so_no_link(self, offer: Offer, comes: Comes) -> None:
        assert comes().client.get(page_of("snooze", offer)).status_code == 405


class TestThisIsWrong:
    def disputes(self, visitor: Visitor, offer: Offer, reads: str) -> dict[str, str]:
        """The value of each fact that one can dispute, by its words."""
        return visitor.opens(page_of("contest", offer)).form(_("Send it to be checked")).options("fact")

    def test_becomes_a_clerks_task_with_a_day(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        mother = comes()
        wage = next(value for words, value in self.disputes(mother, offer, reads).items() if WAGE[reads] in words)
        page = mother.opens(page_of("contest", offer))
        page = mother.presses(page, _("Send it to be checked"), fact=wage, right="二〇二四年是 13000 元。")
        contest = Contest.objects.get()
        day = {CHINESE: "2025年12月22日", ENGLISH: "22 December 2025"}[reads]
        assert page.heading == _("Being checked")
        assert day in page.words
        assert page.address == f"/benefits/contests/{contest.pk}/"
        assert (contest.dataset, contest.field) == ("employer_wage", "average_monthly_wage")
        assert contest.statement == "二〇二四年是 13000 元。"
        assert contest.raised_by_id == person(story.MOTHER)
        [task] = open_tasks(role="benefit_clerk")
        assert (task.object_id, task.due) == (str(contest.pk), contest.answer_by)

    def test_says_who_answers_by_when_and_shows_each_fact_with_its_source(
        self, offer: Offer, comes: Comes, reads: str
    ) -> None:
        mother = comes()
        page = mother.opens(page_of("contest", offer))
        assert {CHINESE: "2025年12月22日", ENGLISH: "22 December 2025"}[reads] in page.words
        choices = self.disputes(mother, offer, reads)
        assert len(choices) >= 8
        assert any({CHINESE: "¥12,000.00", ENGLISH: "¥12,000.00"}[reads] in words for words in choices)
        assert {CHINESE: "青渡市卫生健康委员会 · 生育信息", ENGLISH: "Qingdu Health Commission · Births"}[
            reads
        ] in page.words

    def test_leaves_the_offer_open(self, offer: Offer, comes: Comes, reads: str) -> None:
        mother = comes()
        first = next(iter(self.disputes(mother, offer, reads).values()))
        page = mother.opens(page_of("contest", offer))
        mother.presses(page, _("Send it to be checked"), fact=first, right="2018")
        assert _("Confirm") in mother.opens("/benefits/").links

    @pytest.mark.parametrize(
        ("given", "errors"),
        [
            ({}, ["Choose the fact that is wrong.", "Say what is right."]),
            ({"right": "   "}, ["Choose the fact that is wrong.", "Say what is right."]),
            ({"right": "13000"}, ["Choose the fact that is wrong."]),
        ],
    )
    def test_asks_for_what_is_missing_and_keeps_the_rest(
        self, offer: Offer, comes: Comes, reads: str, given: dict[str, str], errors: list[str]
    ) -> None:
        mother = comes()
        page = mother.presses(mother.opens(page_of("contest", offer)), _("Send it to be checked"), typed=given)
        assert page.errors == [_(error) for error in errors]
        assert page.form(_("Send it to be checked")).filled()["right"].strip() == given.get("right", "").strip()
        assert not Contest.objects.exists()

    def test_a_fact_that_the_offer_does_not_rest_on_is_refused(self, offer: Offer, comes: Comes, reads: str) -> None:
        mother = comes()
        page = mother.opens(page_of("contest", offer))
        forged = "bank_account.account_no#00000000-0000-0000-0000-000000000000"
        page = mother.presses(page, _("Send it to be checked"), fact=forged, right="x")
        assert [field for _message, field in page.summary] == ["id_fact_0"]
        assert not Contest.objects.exists()


class TestTooLate:
    @pytest.mark.parametrize("name", ["decline", "contest"])
    def test_what_is_over_leads_to_its_reasons(
        self, offer: Offer, comes: Comes, at: datetime, reads: str, name: str
    ) -> None:
        course.declined(offer, at)
        page = comes().opens(page_of(name, offer))
        assert page.address == page_of("reasons", offer)
        assert page.messages == [_("This offer is no longer open.")]

    @pytest.mark.parametrize("name", ["decline", "contest", "confirm"])
    def test_what_is_confirmed_leads_to_its_receipt(self, offer: Offer, comes: Comes, at: datetime, name: str) -> None:
        entitlement = course.confirmed(offer, at)
        assert comes().opens(page_of(name, offer)).address == page_of("receipt", entitlement)

    def test_what_lapsed_cannot_be_put_off(self, offer: Offer, comes: Comes, reads: str, settings: Settings) -> None:
        settings.TONGBAN_TODAY = offer.confirm_by + timedelta(days=1)
        page = comes().sends(page_of("snooze", offer), {})
        assert page.messages == [_("This offer is no longer open.")]
        offer.refresh_from_db()
        assert offer.snoozed_until is None


@pytest.mark.parametrize("name", ["snooze", "decline", "contest"])
def test_somebody_elses_offer_cannot_be_answered(offer: Offer, comes: Comes, name: str) -> None:
    comes(story.FATHER).sends(page_of(name, offer), {"reason": "other", "right": "x"}, status=404)
    offer.refresh_from_db()
    assert (offer.state, offer.snoozed_until) == (OfferState.OFFERED, None)
