"""Our policies: found by words, by occasion, by where the company stands; whatever is written into the address."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

import pytest
from pytest_django import Settings

from tests import story
from tests.fixtures import enterprise, mandate, run_match
from tests.integration.pages.conftest import come
from tests.pages import CHINESE, ENGLISH, Page, Visitor, query_budget, with_class

PATH = "/enterprise/policies/"
STANDINGS = ("eligible", "under_way", "unknown", "not_eligible")


@pytest.fixture(params=[CHINESE, ENGLISH])
def boss(request: pytest.FixtureRequest, city: None, at: datetime, settings: Settings) -> Visitor:
    settings.TONGBAN_TODAY = at.date()
    run_match(at)
    shop = enterprise(story.NOODLES)
    mandate(story.BOSS, shop, at)
    visitor = come(story.BOSS, str(request.param), at)
    visitor.sends("/acting/", {"subject": str(shop), "next": "/benefits/"})
    return visitor


def shown(page: Page) -> int:
    return (
        len(with_class(with_class(page.main, "tb-cards--tight")[0], "tb-card")) if "tb-cards--tight" in page.html else 0
    )


def test_all_are_shown_until_something_is_looked_for(boss: Visitor) -> None:
    everything = boss.opens(PATH)
    assert shown(everything) >= 3
    assert "/calculator/" in everything.links.values()
    by_standing = [shown(boss.opens(f"{PATH}?{urlencode({'standing': one})}")) for one in STANDINGS]
    assert sum(by_standing) == shown(everything)
    hiring = boss.opens(f"{PATH}?{urlencode({'event': 'hiring'})}")
    assert 0 < shown(hiring) < shown(everything)


@pytest.mark.parametrize("words", ["高新", "HIGH-TECH", "ｈｉｇｈ－ｔｅｃｈ"])
def test_words_find_it_in_either_language(boss: Visitor, words: str) -> None:
    page = boss.opens(f"{PATH}?{urlencode({'q': words})}")
    assert 0 < shown(page) < shown(boss.opens(PATH))


@pytest.mark.parametrize(
    "query", [{"standing": "nonsense"}, {"event": "winning"}, {"q": "x" * 500}, {"standing": "", "event": "", "q": ""}]
)
def test_what_nobody_can_read_is_no_condition(boss: Visitor, query: dict[str, str]) -> None:
    boss.checked = False  # a refused word stays in its box without a page being in error
    assert shown(boss.opens(f"{PATH}?{urlencode(query)}")) == shown(boss.opens(PATH))


def test_nothing_like_that_is_said_kindly(boss: Visitor) -> None:
    page = boss.opens(f"{PATH}?{urlencode({'q': 'qwertz'})}")
    assert {CHINESE: "没有符合这些条件的政策", ENGLISH: "No policy is like that"}[boss.language] in page.words


def test_it_asks_a_fixed_number_of_times(boss: Visitor) -> None:
    boss.opens(PATH)
    with query_budget(60):
        boss.opens(PATH)
