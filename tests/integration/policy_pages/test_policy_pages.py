"""The public pages of policies: found by words, told in words, with their marks, and nothing asked of the reader."""

from __future__ import annotations

from datetime import datetime
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from eligibility.policies import api as policies
from eligibility.policies.rulebook import shipped
from services.core.access.api import AccessEntry
from tests.pages import CHINESE, ENGLISH, Page, query_budget

pytestmark = pytest.mark.usefixtures("city")
CODES = sorted(shipped()[1].policies)


@pytest.fixture(autouse=True)
def _today(settings: Settings, at: datetime) -> None:
    settings.TONGBAN_TODAY = at.date()


def opened(path: str, language: str = ENGLISH, status: int = 200) -> str:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("code", CODES)
def test_every_policy_is_told_in_both_languages(code: str, language: str) -> None:
    words, key = unescape(opened(f"/policies/{code}/", language)), "zh-hans" if language == CHINESE else "en"
    assert policies.policy(code).titles[key] in words
    told = words[words.index("<main") : words.index('class="tb-written"')]
    decisions = policies.rulebook().versions(code)[-1].model.decisions
    for name in decisions["eligible"].requires:
        assert decisions[name].titles[key] in told
        assert "_" not in name or name not in told, "a name of the model, not words"


@pytest.mark.parametrize("code", CODES)
def test_what_nobody_verified_says_so_at_the_top(code: str) -> None:
    html = opened(f"/policies/{code}/")
    assert ("Do not rely on it as official." in html) == policies.policy(code).to_be_verified


def test_an_unknown_policy_does_not_exist() -> None:
    opened("/policies/free-lunch/", status=404)


def test_a_policy_that_has_ended_says_so() -> None:
    html = opened("/policies/hiring-subsidy/")
    assert "No longer in force" in html
    assert "¥2,000.00" in html


def test_figures_stand_with_their_days_their_source_and_their_mark() -> None:
    html = opened("/policies/unemployment-benefit/")
    assert "¥2,305.00 a month" in html
    assert "¥2,200.00 a month" in html
    assert "1 July 2025 to 30 June 2026" in html
    assert "Made up for the fictional city" in html
    assert "holds today" in html


def test_versions_stand_side_by_side_in_words() -> None:
    html = opened("/policies/job-expansion-grant/")
    assert "Version 1, 1 January 2023 to 31 December 2024" in html
    assert "Three insurances were paid for 1 month or more" in html
    assert "Three insurances were paid for 3 months or more" in html
    assert "not in this version" in html


def test_amounts_of_versions_are_compared() -> None:
    html = opened("/policies/infant-care-deduction/")
    assert "1000 × Months of the year that count" in html
    assert "2000 × Months of the year that count" in html


def test_a_relief_is_never_presented_as_a_payment() -> None:
    html = opened("/policies/rd-super-deduction/")
    assert "Nothing is paid out" in html
    assert "What it saves" in html


def test_districts_have_names() -> None:
    html = opened("/policies/specialised-enterprise-award/")
    assert "Beidu District" in html
    assert "Huangpu, Shanghai" in html


@pytest.mark.parametrize(
    ("query", "found", "absent"),
    [
        ("q=失业", "unemployment-benefit", "elderly-allowance"),
        ("q=laid+off", "unemployment-benefit", "elderly-allowance"),
        ("q=下岗", "unemployment-benefit", "rd-super-deduction"),
        ("for=enterprises", "rd-super-deduction", "elderly-allowance"),
        ("for=people", "elderly-allowance", "rd-super-deduction"),
        ("event=disability", "disability-care-allowance", "unemployment-benefit"),
        ("q=tax&for=people", "infant-care-deduction", "rd-super-deduction"),
    ],
)
def test_finding(query: str, found: str, absent: str) -> None:
    html = opened(f"/policies/?{query}")
    assert f"/policies/{found}/" in html
    assert f"/policies/{absent}/" not in html


def test_the_list_has_all_of_them() -> None:
    html = opened("/policies/")
    assert all(f"/policies/{code}/" in html for code in CODES)


def test_nothing_found_loses_no_words_and_offers_a_way_on() -> None:
    html = opened("/policies/?q=%22%3Cb%3Efree+lunch")
    assert "No policy found" in html
    assert "&lt;b&gt;free lunch" in html
    assert "<b>free" not in html


@pytest.mark.parametrize("query", ["for=robots", "event=eclipse", "q=" + "x" * 500, "page=9", "q=%00"])
def test_odd_questions_are_answered(query: str) -> None:
    opened(f"/policies/?{query}")


def test_reading_about_policies_reads_nobodys_facts() -> None:
    before = AccessEntry.objects.count()
    opened("/policies/")
    opened("/policies/unemployment-benefit/")
    assert AccessEntry.objects.count() == before


@pytest.mark.parametrize("path", ["/policies/", "/policies/?q=tax", "/policies/job-expansion-grant/"])
def test_queries_do_not_grow_with_the_library(path: str) -> None:
    client = Client()
    client.get(path)
    with query_budget(4):
        client.get(path)


def test_a_page_is_right_html() -> None:
    response = Client(HTTP_ACCEPT_LANGUAGE=ENGLISH).get("/policies/unemployment-benefit/")
    page = Page(response, "/policies/unemployment-benefit/")
    assert page.parse_errors == []
    assert "Who is entitled" in page.words
