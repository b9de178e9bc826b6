"""What those see who come to the door: search, life events, what is new, the city's figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from eligibility.awards.api import city_figures
from portal.home.figures import forget_figures
from services.core.money.api import Money
from tests import story
from tests.fixtures import load, run_match
from tests.integration.pages import course
from tests.integration.pages.conftest import report_birth
from tests.pages import CHINESE, ENGLISH, Visitor, query_budget, with_class, words_of

both_languages = pytest.mark.parametrize("language", [CHINESE, ENGLISH])


@pytest.fixture(autouse=True)
def _counted_anew(at: datetime, settings: Settings) -> Iterator[None]:
    settings.TONGBAN_TODAY = at.date()
    forget_figures()
    yield
    forget_figures()


@pytest.fixture
def visitor(client: Client, language: str) -> Visitor:
    return Visitor(client, language)


@both_languages
@pytest.mark.usefixtures("city")
class TestFrontPage:
    def test_each_life_event_leads_to_its_question(self, visitor: Visitor) -> None:
        page = visitor.opens("/")
        address = reverse("calculator:event", args=["child"])
        assert address in page.links.values()
        assert visitor.opens(address).forms

    def test_it_says_what_is_new_with_date_and_source(self, visitor: Visitor, language: str) -> None:
        news = with_class(visitor.opens("/").main, "tb-news__item")
        assert len(news) == 4
        for one in news:
            [when] = with_class(one, "tb-news__when")
            [source] = with_class(one, "tb-news__source")
            assert re.search({CHINESE: r"\d{4}年\d+月\d+日", ENGLISH: r"\d+ \w+ \d{4}"}[language], words_of(when))
            assert len(words_of(source)) > len("Source: ")

    def test_without_rows_there_is_no_figure(self, visitor: Visitor) -> None:
        page = visitor.opens("/")
        assert "tb-tiles" not in page.html
        assert "tb-chart" not in page.html

    def test_figures_are_counted_from_rows(self, visitor: Visitor, at: datetime) -> None:
        run_match(at)
        found = city_figures(at)
        page = visitor.opens("/")
        assert found.found > 0
        assert f">{found.found}<" in page.html.replace("\n", "")
        assert "¥" not in page.words.split("Childcare")[0] or found.paid is None

    def test_the_way_to_large_letters_is_one_button(self, visitor: Visitor, language: str) -> None:
        button = {CHINESE: "长辈版 字大", ENGLISH: "Easy view Large"}[language]
        page = visitor.opens("/")
        assert visitor.presses(page, button).tree.get("class", "").split() == ["govuk-template", "tb-elder"]

    def test_asks_the_database_nothing_once_it_knows(self, visitor: Visitor, at: datetime) -> None:
        run_match(at)
        visitor.opens("/")
        with query_budget(0):
            visitor.opens("/")


class TestFigures:
    def test_money_counts_when_the_bank_has_said_so(self, city: None, at: datetime) -> None:
        offer = report_birth(at)
        before = city_figures(at)
        assert (before.paid, before.days_to_money, before.without_form) == (None, None, None)
        course.confirmed(offer, at)
        assert city_figures(at).without_form == 100
        assert city_figures(at).paid is None
        course.released()
        course.bank_says("ACSC", at=at)
        after = city_figures(at)
        assert (after.paid, after.payments) == (Money(offer.amount.amount), 1)
        assert after.days_to_money == (at.date() - offer.event_date).days

    def test_somebody_with_two_benefits_is_one_person(self, city: None, at: datetime) -> None:
        report_birth(at)
        load(
            {
                "birth": story.table(
                    [story.birth(number="QD-9", date="2025-02-01", kind="loss", live_births=0, gestation_months=5)]
                )
            },
            at,
        )
        run_match(at, "maternity-allowance")
        found = city_figures(at)
        assert found.found_by_policy["maternity-allowance"] == 1
