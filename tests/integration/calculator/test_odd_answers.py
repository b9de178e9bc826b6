"""Whatever is typed: a clear error at the question, and every earlier answer still there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.integration.calculator.conftest import DAY, GO_ON, answer, place_of, walk
from tests.pages import CHINESE, ENGLISH, Page, Visitor

WAGE = "me.employments.0.contribution_base"
TO_WAGE = {
    "birth.date": DAY,
    "me.employments": {"answer": "yes"},
    "me.employments.0.started": {"answer_year": "2019", "answer_month": "3", "answer_day": "1"},
    "me.employments.0.insured": {"answer": "yes"},
    "birth.facility_designated": {"answer": "yes"},
    "birth.kind": {"answer": "live_birth"},
    "birth.live_births": {"answer": "1"},
    "birth.dystocia": {"answer": "no"},
}
DATES = {CHINESE: "日期", ENGLISH: "date"}


def day(year: str, month: str, day_: str) -> dict[str, str]:
    return {"answer_year": year, "answer_month": month, "answer_day": day_}


def refused(visitor: Visitor, page: Page, given: Mapping[str, str]) -> str:
    """The one error, at the same question, with what was typed still in its box."""
    again = answer(visitor, page, **given)
    assert place_of(again) == place_of(page)
    [message] = again.errors
    filled = again.form(GO_ON[visitor.language]).filled()
    assert {name: filled.get(name, "") for name in given} == dict(given)
    # What follows the first colon is the signature, which changes with the moment.
    assert filled["state"].split(":")[0] == page.form(GO_ON[visitor.language]).filled()["state"].split(":")[0]
    return message


class TestDates:
    @pytest.mark.parametrize(
        "typed",
        [
            day("", "", ""),
            day("2025", "", ""),
            day("2025", "2", "29"),
            day("2023", "02", "29"),
            day("2025", "13", "1"),
            day("2025", "0", "1"),
            day("2025", "4", "31"),
            day("-2025", "1", "1"),
            day("去年", "三月", "初一"),
            day("20250", "1", "1"),
            day("2025", "1.5", "1"),
            day("9999", "12", "31"),
            day("2027", "6", "1"),
            day("1899", "12", "31"),
            day("1", "1", "1"),
        ],
    )
    def test_a_day_that_cannot_be(self, visitor: Visitor, language: str, typed: dict[str, str]) -> None:
        assert (
            DATES[language] in refused(visitor, visitor.opens("/calculator/child/"), typed).lower()
            or typed["answer_month"] == ""
        )

    @pytest.mark.parametrize(
        "typed",
        [day("２０２４", "０２", "２９"), day(" 2025 ", " 11", "3 "), day("2026", "6", "1"), day("2024", "2", "29")],
    )
    def test_a_day_as_keyboards_give_it(self, visitor: Visitor, typed: dict[str, str]) -> None:
        """Full-width digits, spaces, a leap day, a day next year on which a child is due."""
        page = answer(visitor, visitor.opens("/calculator/child/"), **typed)
        assert place_of(page) not in ("", "birth.date")


class TestNumbers:
    @pytest.fixture
    def question(self, visitor: Visitor) -> Page:
        page = walk(visitor, visitor.opens("/calculator/child/"), TO_WAGE, until=lambda place: place == WAGE)
        assert place_of(page) == WAGE
        return page

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "   ",
            "-1",
            "－１",
            "−5000",
            "一万二",
            "12k",
            "1e9",
            "NaN",
            "inf",
            "0x10",
            "12.345",
            "1..2",
            "9" * 13,
            "9" * 60,
            "1/2",
        ],
    )
    def test_what_is_no_amount(self, visitor: Visitor, question: Page, typed: str) -> None:
        assert refused(visitor, question, {"answer": typed})

    @pytest.mark.parametrize(
        "typed", ["12000", "１２０００", "12,000", "１２，０００", " 12 000 元 ", "¥12,000.00", "￥12000", "0"]
    )
    def test_an_amount_as_people_type_it(self, visitor: Visitor, question: Page, typed: str) -> None:
        assert place_of(answer(visitor, question, answer=typed)) != WAGE

    def test_half_a_child_is_not_born(self, visitor: Visitor) -> None:
        page = walk(
            visitor, visitor.opens("/calculator/child/"), TO_WAGE, until=lambda place: place == "birth.live_births"
        )
        for typed in ("1.5", "11", "-1", "两个"):
            assert refused(visitor, page, {"answer": typed})


class TestChoices:
    def test_none_chosen(self, visitor: Visitor, language: str) -> None:
        page = answer(visitor, visitor.opens("/calculator/child/"), **DAY)
        assert refused(visitor, page, {})

    @pytest.mark.parametrize("typed", ["maybe", "", "1", "<b>yes</b>"])
    def test_a_choice_that_was_not_offered(self, visitor: Visitor, typed: str) -> None:
        page = walk(
            visitor,
            visitor.opens("/calculator/child/"),
            {"birth.date": DAY},
            until=lambda place: place == "me.employments",
        )
        again = answer(visitor, page, answer=typed)
        assert place_of(again) == "me.employments"
        assert len(again.errors) == 1
