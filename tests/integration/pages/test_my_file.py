"""My file: what is held, what was concluded, to take along and to put right; in both languages."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from eligibility.awards.models import Contest, Offer
from services.core.access.api import Purpose, entries_for
from tests import story
from tests.fixtures import enterprise, mandate, person
from tests.integration.pages.conftest import Comes
from tests.pages import CHINESE, ENGLISH, query_budget


def test_shows_what_each_body_holds_and_what_was_concluded(offer: Offer, comes: Comes, reads: str) -> None:
    page = comes().opens("/my/")
    for words in {
        CHINESE: ["青渡市公安局", "人口基本信息", "1993年4月18日", "每月 ¥11,000.00", "生育津贴"],
        ENGLISH: ["Qingdu Public Security Bureau", "Population register", "18 April 1993", "¥11,000.00 a month"],
    }[reads]:
        assert words in page.words
    assert _("What was concluded about you") in page.words
    assert story.MOTHER not in page.html
    assert story.ACCOUNTS[story.MOTHER] not in page.html


def test_looking_leaves_a_line(offer: Offer, comes: Comes) -> None:
    comes().opens("/my/")
    assert entries_for(person(story.MOTHER))[0].purpose == Purpose.OWN_VIEW


def test_the_data_are_as_their_schema_says(offer: Offer, comes: Comes) -> None:
    browser = comes().client
    answer = browser.get("/my/file.json")
    schema = json.loads(browser.get("/my/file.schema.json").content)
    Draft202012Validator.check_schema(schema)
    document = json.loads(answer.content)
    assert not list(Draft202012Validator(schema).iter_errors(document))
    assert "no-store" in answer["Cache-Control"]
    assert story.MOTHER not in answer.content.decode()
    births = next(one for one in document["registers"] if one["dataset"] == "birth")
    assert births["entries"][0]["values"]["kind"] == "live_birth"


def test_on_paper(offer: Offer, comes: Comes) -> None:
    answer = comes().client.get("/my/file.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]


def test_a_fact_is_disputed_right_there(offer: Offer, comes: Comes, reads: str) -> None:
    mother = comes()
    page = mother.opens("/my/")
    address = next(href for words, href in page.links.items() if words.startswith(_("Something here is wrong")))
    form = mother.opens(address)
    assert mother.presses(form, _("Send it to be checked")).errors
    fact = next(iter(form.form(_("Send it to be checked")).options("fact").values()))
    page = mother.presses(form, _("Send it to be checked"), fact=fact, right="不是这样")
    assert page.heading == _("Being checked")
    assert Contest.objects.get().offer is None


def test_of_an_enterprise_acted_for(city: None, comes: Comes, at: datetime, reads: str) -> None:
    mandate(story.BOSS, enterprise(story.NOODLES), at)
    boss = comes(story.BOSS)
    boss.sends("/acting/", {"subject": str(enterprise(story.NOODLES)), "next": "/my/"})
    page = boss.opens("/my/")
    assert "老马面馆" in page.words
    assert "1980" not in page.words


@pytest.mark.parametrize("query", ["purpose=own_view", "purpose=nonsense", "body=police", "period=30", "runs=mine"])
def test_the_record_is_narrowed(offer: Offer, comes: Comes, query: str) -> None:
    mother = comes()
    mother.opens("/my/")
    mother.opens(f"/my/access/?{query}")


def test_it_asks_the_database_little(offer: Offer, comes: Comes) -> None:
    mother = comes()
    mother.opens("/my/")
    with query_budget(18):
        mother.opens("/my/")
