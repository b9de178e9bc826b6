"""From a life event to a result, question by question, without a script and without a trace."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from eligibility.policies.api import LifeEvent, policies
from services.core.access.api import AccessEntry
from services.core.audit.api import AuditEntry
from tests import story
from tests.fixtures import load, person
from tests.integration.calculator.conftest import BACK, DAY, GO_ON, SKIP, answer, place_of, walk
from tests.integration.pages.conftest import come
from tests.pages import CHINESE, ENGLISH, Visitor, query_budget, with_class, words_of

CHILD = "/calculator/child/"
YES, NO = {"answer": "yes"}, {"answer": "no"}
MOTHER = {
    "birth.date": DAY,
    "birth.kind": {"answer": "live_birth"},
    "birth.live_births": {"answer": "１"},
    "birth.dystocia": NO,
    "birth.facility_designated": YES,
    "birth.lawful": YES,
    "me.employments": YES,
    "me.employments.0.started": {"answer_year": "2019", "answer_month": "3", "answer_day": "1"},
    "me.employments.0.insured": YES,
    "me.employments.0.contribution_base": {"answer": "11 000"},
    "me.employments.0.employer.wages": YES,
    "me.employments.0.employer.wages.0.average_monthly_wage": {"answer": "１２，０００ 元"},
    "child.hukou_district": {"answer": "990102"},
}


def test_a_birth_comes_to_what_the_case_of_the_library_comes_to(visitor: Visitor, language: str) -> None:
    """98 and 60 days of 12,000 a month: 63,200.00, as in the library's first case."""
    page = walk(visitor, visitor.opens(CHILD), MOTHER)
    assert "¥63,200.00" in page.words
    assert "¥3,600.00" in page.words
    title = {CHINESE: "生育津贴", ENGLISH: "Maternity allowance"}[language]
    row = next(one for one in with_class(page.main, "tb-verdict--eligible") if title in words_of(one))
    assert "¥63,200.00" in words_of(row)


def test_what_nobody_knows_is_unknown_and_never_no(visitor: Visitor, language: str) -> None:
    page = walk(visitor, visitor.opens(CHILD), {"birth.date": DAY})
    assert not with_class(page.main, "tb-verdict--not_eligible")
    [maternity] = [
        one
        for one in with_class(page.main, "tb-verdict--unknown")
        if words_of(next(one.iter("h3"))) == {CHINESE: "生育津贴", ENGLISH: "Maternity allowance"}[language]
    ]
    owner = {CHINESE: "卫生健康委员会", ENGLISH: "Health Commission"}[language]
    assert owner in words_of(maternity)
    assert "¥" not in words_of(maternity)


def test_each_condition_says_why_and_by_which_article(visitor: Visitor, language: str) -> None:
    page = walk(visitor, visitor.opens(CHILD), {**MOTHER, "child.hukou_district": {"answer": "000000"}})
    refused = {CHINESE: "婴幼儿户籍在本市", ENGLISH: "The child is registered in this city"}[language]
    [row] = [one for one in with_class(page.main, "tb-verdict--not_eligible") if refused in words_of(one)]
    assert "¥" not in words_of(row)
    assert {CHINESE: "您的回答", ENGLISH: "Your answer"}[language] in page.words
    assert with_class(page.main, "tb-condition__article")


def test_a_lost_pregnancy_is_asked_for_no_child(visitor: Visitor) -> None:
    lost = {**MOTHER, "birth.kind": {"answer": "loss"}, "birth.gestation_months": {"answer": "5"}}
    asked: list[str] = []
    page = walk(visitor, visitor.opens(CHILD), lost, until=lambda place: bool(asked.append(place)))
    assert not [place for place in asked if place.startswith("child.")]
    assert "¥16,800.00" in page.words


@pytest.mark.parametrize("event", LifeEvent)
def test_every_life_event_comes_to_an_end(visitor: Visitor, event: LifeEvent) -> None:
    """Whatever policies there are: nobody who knows nothing is asked for ever, and nothing fails."""
    if not any(event in one.life_events for one in policies()):
        visitor.opens(f"/calculator/{event.value}/", status=404)
        return
    page = walk(visitor, visitor.opens(f"/calculator/{event.value}/"), {})
    assert with_class(page.main, "tb-verdict--unknown")


def test_what_is_not_there_at_all_decides_nothing(visitor: Visitor) -> None:
    """Somebody who grew old without being out of work is not asked how their employment ended."""
    asked: list[str] = []
    page = visitor.opens("/calculator/retirement/")
    walk(visitor, page, {"unemployment": NO}, until=lambda place: bool(asked.append(place)))
    assert "unemployment" in asked
    assert not [place for place in asked if place.startswith("unemployment.")]


def test_back_leads_to_the_question_before_with_its_answer(visitor: Visitor, language: str) -> None:
    second = answer(visitor, visitor.opens(CHILD), **DAY)
    first = visitor.presses(second, BACK[language])
    assert place_of(first) == "birth.date"
    shown = {name: first.form(GO_ON[language]).filled()[name] for name in DAY}
    assert shown == DAY


def test_an_answer_can_be_changed_from_the_result(visitor: Visitor, language: str) -> None:
    result = walk(visitor, visitor.opens(CHILD), MOTHER)
    form = next(one for one in result.forms if any(button.get("name") == "change" for button in one.buttons))
    asked = visitor.sends(form.address, {**form.filled(), "change": "birth.dystocia"})
    assert place_of(asked) == "birth.dystocia"
    assert "¥69,200.00" in walk(visitor, answer(visitor, asked, **YES), MOTHER).words


def test_the_result_can_be_had_early_and_gone_on_from(visitor: Visitor, language: str) -> None:
    page = answer(visitor, visitor.opens(CHILD), **DAY)
    early = visitor.presses(page, {CHINESE: "现在就看结果", ENGLISH: "Show the result now"}[language])
    assert with_class(early.main, "tb-verdict--unknown")
    assert place_of(visitor.presses(early, {CHINESE: "继续回答", ENGLISH: "Answer what is open"}[language]))


def test_nothing_is_kept(visitor: Visitor) -> None:
    visitor.opens(CHILD)
    before = (Session.objects.count(), AuditEntry.objects.count(), AccessEntry.objects.count())
    walk(visitor, visitor.opens(CHILD), MOTHER)
    assert (Session.objects.count(), AuditEntry.objects.count(), AccessEntry.objects.count()) == before
    assert not visitor.client.session.keys()


@pytest.mark.parametrize("state", ["", "nonsense", "eyJhIjoxfQ:1abc:forged", "\x00", "状态"])
def test_answers_that_were_tampered_with_start_again(visitor: Visitor, language: str, state: str) -> None:
    page = visitor.sends(CHILD, {"state": state, "place": "birth.kind", "answer": "loss"})
    assert place_of(page) == "birth.date"
    assert {CHINESE: "请重新开始", ENGLISH: "Please start again"}[language] in page.words


@pytest.mark.parametrize("place", ["birth.mother", "me.password", "birth", "../../etc", "me.employments.0.employer.x"])
def test_a_question_that_there_is_not_is_not_answered(visitor: Visitor, place: str) -> None:
    first = visitor.opens(CHILD)
    state = first.form(GO_ON[visitor.language]).filled()["state"]
    page = visitor.sends(CHILD, {"state": state, "place": place, "answer": "1"})
    assert place_of(page) == "birth.date"


def test_a_life_event_that_there_is_not_does_not_exist(client: Client, city: None) -> None:
    assert client.get("/calculator/winning-the-lottery/").status_code == 404


class TestSignedIn:
    """What the state knows is used, with its source, once one has said so, and stands in the record."""

    @pytest.fixture
    def mother(self, city: None, at: datetime, language: str) -> Visitor:
        load({"birth": story.table([story.birth()])}, at)
        return come(story.MOTHER, language, at)

    def consent(self, mother: Visitor, use: str) -> object:
        return mother.presses(mother.opens(CHILD), GO_ON[mother.language], use=use)

    def test_nothing_is_read_before_one_has_said_so(self, mother: Visitor) -> None:
        before = AccessEntry.objects.filter(purpose="what_if").count()
        page = mother.opens(CHILD)
        assert page.tree.xpath("//main//input[@name='use']")
        assert mother.presses(page, GO_ON[mother.language]).errors
        walk(mother, mother.presses(page, GO_ON[mother.language], use="nothing"), {"birth.date": DAY})
        assert AccessEntry.objects.filter(purpose="what_if").count() == before == 0

    def test_the_registers_answer_for_her(self, mother: Visitor, language: str) -> None:
        first = mother.presses(mother.opens(CHILD), GO_ON[language], use="known")
        asked: list[str] = []
        result = walk(mother, first, MOTHER, until=lambda place: bool(asked.append(place)))
        assert not [place for place in asked if place.startswith("me.employments")]
        assert "¥63,200.00" in result.words
        assert {CHINESE: "人力资源和社会保障局", ENGLISH: "Human Resources"}[language] in result.words

    def test_the_reading_stands_in_her_record(self, mother: Visitor, language: str) -> None:
        mother.presses(mother.opens(CHILD), GO_ON[language], use="known")
        entry = AccessEntry.objects.filter(purpose="what_if", subject=person(story.MOTHER)).latest("at")
        assert "employment" in entry.datasets
        assert {CHINESE: "待遇计算器", ENGLISH: "calculator"}[language] in mother.opens("/my/access/").words

    def test_what_is_known_can_be_supposed_otherwise(self, mother: Visitor, language: str) -> None:
        first = mother.presses(mother.opens(CHILD), GO_ON[language], use="known")
        result = walk(mother, first, MOTHER)
        [button] = [
            button
            for form in result.forms
            for button in form.buttons
            if str(button.get("value", "")).endswith(".insured")
        ]
        form = next(one for one in result.forms if button in one.buttons)
        asked = mother.sends(form.address, {**form.filled(), "change": str(button.get("value"))})
        after = walk(mother, answer(mother, asked, **NO), MOTHER)
        assert "¥63,200.00" not in after.words

    def test_it_asks_the_database_a_fixed_number_of_times(self, mother: Visitor, language: str) -> None:
        page = mother.presses(mother.opens(CHILD), GO_ON[language], use="known")
        with query_budget(30):
            answer(mother, page, **DAY)


class TestEnterprises:
    def test_a_refund_is_reckoned_to_the_fen(self, visitor: Visitor) -> None:
        answers = {
            "me.status": {"answer": "active"},
            "me.blacklisted": NO,
            "me.size": {"answer": "small"},
            "me.unemployment_insurance": YES,
            "me.unemployment_insurance.0.premium_paid": {"answer": "100000"},
            "me.unemployment_insurance.0.months_insured": {"answer": "24"},
            "me.unemployment_insurance.0.claimants": {"answer": "0"},
            "me.unemployment_insurance.0.average_insured": {"answer": "40"},
        }
        assert "¥60,000.00" in walk(visitor, visitor.opens("/calculator/keeping_jobs/"), answers).words


class TestBudgets:
    def test_the_choice_of_life_events_asks_nothing(self, visitor: Visitor) -> None:
        address = reverse("calculator:start")
        visitor.opens(address)
        with query_budget(0):
            visitor.opens(address)

    def test_a_question_and_the_result(self, visitor: Visitor) -> None:
        page = visitor.opens(CHILD)
        with query_budget(4):
            page = answer(visitor, page, **DAY)
        last = walk(visitor, page, MOTHER, until=lambda place: place == "birth.lawful")
        with query_budget(4):
            visitor.presses(last, SKIP[visitor.language])
