"""Many policies at once: asked fact by fact, each ends with the verdict that all facts at once give it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.engine.api import Unknown, VerdictState
from eligibility.policies.api import Assessment, Dates, assess_all, ways_in_words
from eligibility.policies.rulebook import shipped
from tests.unit.policies.test_properties import births, children, elders, enterprises

BOOK = shipped()[1]
DATES = Dates(as_of=date(2025, 12, 1))
MOST_QUESTIONS = 60
CODES = ["childcare-subsidy", "elderly-allowance", "job-stabilisation-refund", "maternity-allowance"]
"""The policies for which `test_properties` makes up facts."""


def told(unit: str, answers: Mapping[str, object], codes: list[str] | None = None) -> Assessment:
    return assess_all(BOOK, {unit: {}}, answers, dates=DATES, codes=codes or CODES)


def answer_to(facts: Mapping[str, Any], path: str, kind: str) -> object:
    """What the person says; rows are said to be there first, their facts are asked for one by one."""
    value: Any = facts
    for step in path.split(".")[1:]:
        value = value[int(step)] if isinstance(value, list) else value.get(step)
    return [{} for _ in value] if kind == "rows" else value


def ask_through(unit: str, facts: Mapping[str, Any]) -> None:
    answers: dict[str, object] = {}
    for _ in range(MOST_QUESTIONS):
        found = told(unit, answers)
        question = found.next_question
        if question is None:
            break
        assert question.path not in answers
        assert question.touches
        answers[question.path] = answer_to(facts, question.path, question.kind)
    else:
        pytest.fail("it never stops asking")
    whole = assess_all(BOOK, {unit: facts}, dates=DATES, codes=CODES)
    for code, assessed in found.assessed.items():
        verdict, wanted = assessed.verdict, whole.assessed[code].verdict
        assert (verdict.state, verdict.amount, verdict.total) == (wanted.state, wanted.amount, wanted.total), code


@settings(deadline=None, max_examples=12)
@given(
    st.one_of(
        enterprises().map(lambda facts: ("enterprise", facts)),
        elders().map(lambda facts: ("person", {**facts, "birth": None, "parents": []})),
        children().map(lambda facts: ("person", facts)),
        births().map(lambda facts: ("birth", facts)),
    )
)
def test_asked_in_order_the_verdicts_are_those_of_all_facts_at_once(case: tuple[str, dict[str, Any]]) -> None:
    ask_through(*case)


def test_a_missing_fact_has_a_place_an_owner_and_a_title() -> None:
    rows = [{"year": 2024, "months_insured": 12}]
    found = told("enterprise", {"enterprise.unemployment_insurance": rows}).assessed["job-stabilisation-refund"]
    assert found.verdict.state is VerdictState.UNKNOWN
    missing = {one.path: one for one in found.missing}
    premium = missing["enterprise.unemployment_insurance.0.premium_paid"]
    assert (premium.dataset, premium.field, premium.body) == ("unemployment_insurance", "premium_paid", "hrss")
    assert premium.titles["zh-hans"]


def test_a_question_says_how_it_is_answered_and_why_it_is_asked() -> None:
    found = told("enterprise", {"enterprise.unemployment_insurance": [{"year": 2024}]}).next_question
    assert found is not None
    assert (found.path, found.kind, found.body) == ("enterprise.blacklisted", "boolean", "market")
    assert found.decides == found.touches == ("job-stabilisation-refund",)
    assert [(why.policy, why.decision) for why in found.why] == [("job-stabilisation-refund", "in_good_standing")]
    assert found.why[0].article is not None


def test_one_question_may_serve_several_policies() -> None:
    found = told("person", {}).next_question
    assert found is not None
    assert (found.path, found.kind, found.latest) == ("person.birth_date", "date", DATES.as_of)
    assert set(found.touches) >= {"childcare-subsidy", "elderly-allowance"}


def test_only_policies_of_the_units_that_are_given_are_assessed() -> None:
    every = assess_all(BOOK, {"enterprise": {}}, dates=DATES).assessed
    assert set(every) == {code for code, policy in BOOK.policies.items() if policy.unit == "enterprise"}
    assert set(told("person", {}, ["elderly-allowance"]).assessed) == {"elderly-allowance"}


def test_a_policy_that_is_not_in_force_yet_grants_nothing() -> None:
    dates = Dates(as_of=date(2001, 1, 1))
    found = assess_all(BOOK, {"person": {}}, dates=dates, codes=["elderly-allowance"]).assessed["elderly-allowance"]
    assert found.version is None
    assert (found.verdict.state, found.verdict.problems) == (VerdictState.NOT_ELIGIBLE, ("no_version_in_force",))


def test_what_is_missing_may_not_matter() -> None:
    rows = [{"year": 2024, "months_insured": 3, "premium_paid": Decimal(1), "claimants": 0, "average_insured": 9}]
    found = told("enterprise", {"enterprise.unemployment_insurance": rows})
    assert found.assessed["job-stabilisation-refund"].verdict.state is VerdictState.NOT_ELIGIBLE
    assert found.next_question is None


@pytest.mark.parametrize("path", ["person.shoe_size", "birth.kind", "person.children.4.sex", "person"])
def test_an_answer_to_what_is_no_fact_is_refused(path: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        told("person", {"person.children": [], path: Unknown()})


def refused(facts: Mapping[str, Any]) -> Assessment:
    return assess_all(BOOK, {"enterprise": facts}, dates=DATES, codes=CODES)


REFUSED = {
    "status": "active",
    "size": "small",
    "blacklisted": False,
    "unemployment_insurance": [
        {
            "year": 2024,
            "months_insured": 12,
            "premium_paid": Decimal(1000),
            "claimants": 14,
            "average_insured": Decimal(200),
        }
    ],
}


def test_what_would_have_to_change_is_said_in_plain_words() -> None:
    with translation.override("en"):
        assert ways_in_words(refused(REFUSED).nearest("job-stabilisation-refund")) == [
            "You would qualify if “New claimants of unemployment benefit” were at most 11 (now 14).",
            "You would qualify if “Average number of insured staff” were at least 254.55 (now 200).",
        ]


def test_waiting_may_be_what_is_needed() -> None:
    person = {"birth_date": date(1961, 3, 12), "death_date": None, "hukou_district": "990101"}
    found = assess_all(BOOK, {"person": person}, dates=DATES, codes=["elderly-allowance"])
    with translation.override("en"):
        assert ways_in_words(found.nearest("elderly-allowance")) == ["You would qualify from 1 April 2026."]
    with translation.override("zh-hans"):
        assert ways_in_words(found.nearest("elderly-allowance")) == ["自2026年4月1日起符合条件。"]


def test_nobody_is_told_to_have_another_birthday() -> None:
    born = {"birth_date": date(2015, 3, 12), "death_date": None, "hukou_district": "990101"}
    found = assess_all(BOOK, {"person": born}, dates=DATES, codes=["childcare-subsidy"])
    assert found.assessed["childcare-subsidy"].verdict.state is VerdictState.NOT_ELIGIBLE
    assert not found.nearest("childcare-subsidy").ways


def test_there_is_nothing_to_change_for_whom_it_is_granted() -> None:
    figures = {**REFUSED["unemployment_insurance"][0], "claimants": 1}  # type: ignore[index]
    assert not refused({**REFUSED, "unemployment_insurance": [figures]}).nearest("job-stabilisation-refund").ways


@settings(deadline=None, max_examples=15)
@given(
    st.one_of(
        enterprises().map(lambda facts: ("enterprise", facts)),
        elders().map(lambda facts: ("person", {**facts, "birth": None, "parents": []})),
        births().map(lambda facts: ("birth", facts)),
    )
)
def test_applied_it_flips_the_verdict(case: tuple[str, dict[str, Any]]) -> None:
    unit, facts = case
    found = assess_all(BOOK, {unit: facts}, dates=DATES, codes=CODES)
    for code in found.assessed:
        for way in found.nearest(code).ways:
            overlay = {change.path: change.after for change in way.changes}
            dates = Dates(as_of=overlay.pop("as_of", DATES.as_of))
            then = assess_all(BOOK, {unit: facts}, overlay, dates=dates, codes=[code]).assessed[code]
            assert then.verdict.state is VerdictState.ELIGIBLE, (code, way)
