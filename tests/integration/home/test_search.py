"""The search box finds what there is by the words that people use, in both languages, without a script."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from tests.pages import CHINESE, ENGLISH, Page, Visitor, query_budget

pytestmark = pytest.mark.usefixtures("city")
BOTH = pytest.mark.parametrize("language", [CHINESE, ENGLISH])


@pytest.fixture(autouse=True)
def _today(at: datetime, settings: Settings) -> None:
    settings.TONGBAN_TODAY = at.date()


@pytest.fixture
def visitor(client: Client, language: str) -> Visitor:
    return Visitor(client, language)


def find(visitor: Visitor, typed: str) -> Page:
    return visitor.opens(f"/search/?q={quote(typed)}")


def titles(page: Page) -> list[str]:
    return [link for link in page.links if link and "?" not in link]


@BOTH
@pytest.mark.parametrize(
    ("typed", "chinese", "english"),
    [
        ("生育津贴", "生育津贴", "Maternity allowance"),
        ("生孩子有什么补贴", "生育津贴", "Maternity allowance"),
        ("坐月子", "生育津贴", "Maternity allowance"),
        ("having a baby", "生育津贴", "Maternity allowance"),
        ("ｂａｂｙ", "生育津贴", "Maternity allowance"),
        ("BABY MONEY", "育儿补贴", "Childcare subsidy"),
        ("奶奶 65岁", "老年综合津贴", "Elderly comprehensive allowance"),
        ("pension", "老年综合津贴", "Elderly comprehensive allowance"),
        ("不裁员", "失业保险稳岗返还", "Job-stabilisation refund"),
        ("谁看过我的信息", "谁查阅过我的信息", "Who read my data"),
        ("字太小看不清", "无障碍声明", "Accessibility"),
    ],
)
def test_plain_words_find_it(visitor: Visitor, language: str, typed: str, chinese: str, english: str) -> None:
    page = find(visitor, typed)
    wanted = chinese if language == CHINESE else english
    assert any(wanted in title for title in titles(page)[:4]), titles(page)


@BOTH
def test_a_life_event_leads_to_the_calculator(visitor: Visitor) -> None:
    assert "/calculator/child/" in find(visitor, "生孩子").links.values()


@BOTH
@pytest.mark.parametrize("typed", ["qwertzuiop", "魑魅魍魉", "%%%", "' OR 1=1 --", "的", "\N{GRINNING FACE}"])
def test_nothing_found_is_said_kindly(visitor: Visitor, language: str, typed: str) -> None:
    page = find(visitor, typed)
    assert {CHINESE: "没有找到", ENGLISH: "We found nothing for"}[language] in page.words
    assert "/calculator/child/" in page.links.values()


@BOTH
def test_nothing_typed_is_an_empty_box_and_no_reproach(visitor: Visitor, language: str) -> None:
    page = visitor.opens("/search/")
    assert {CHINESE: "没有找到", ENGLISH: "We found nothing"}[language] not in page.words
    assert page.tree.xpath("//input[@name='q']")


@BOTH
def test_what_was_typed_is_shown_and_never_run(visitor: Visitor) -> None:
    page = find(visitor, "<script>alert(1)</script>")
    assert "<script>alert" not in page.html


@BOTH
def test_a_whole_letter_is_cut_and_says_so(visitor: Visitor, language: str) -> None:
    page = find(visitor, "补贴" * 400)
    assert {CHINESE: "只用了前", ENGLISH: "Only the first"}[language] in page.words


@pytest.mark.parametrize("language", [ENGLISH])
def test_it_asks_the_database_nothing(visitor: Visitor) -> None:
    find(visitor, "baby")
    with query_budget(0):
        find(visitor, "baby")
