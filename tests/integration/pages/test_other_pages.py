"""The rest of a person's pages, and an enterprise's: what stands there, in both languages."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility.awards.models import Entitlement, Offer
from services.core.components.api import long_day
from services.identity import api as identity
from tests import story
from tests.fixtures import enterprise, mandate, run_match
from tests.integration.pages import course
from tests.integration.pages.conftest import BACKEND, Comes, page_of, report_birth
from tests.integration.pages.test_confirm import button
from tests.pages import CHINESE, ENGLISH, Page, Visitor, words_of

REFUND = {CHINESE: "失业保险稳岗返还", ENGLISH: "Job-stabilisation refund"}


class TestOurPolicies:
    @pytest.fixture
    def shop(self, city: None, at: datetime) -> UUID:
        run_match(at)
        firm = enterprise(story.NOODLES)
        mandate(story.BOSS, firm, at)
        return firm

    @pytest.fixture
    def boss(self, shop: UUID, comes: Comes) -> Visitor:
        visitor = comes(story.BOSS)
        visitor.sends("/acting/", {"subject": str(shop), "next": "/benefits/"})
        return visitor

    def test_shows_what_waits_and_for_whom(self, boss: Visitor, reads: str) -> None:
        page = boss.opens(reverse("enterprise:policies"))
        assert "¥60,000.00" in page.cards()[REFUND[reads]]
        assert "老马面馆" in page.html
        assert _("Confirm") in page.links

    def test_one_click_pays_the_enterprise(self, boss: Visitor, shop: UUID, at: datetime, reads: str) -> None:
        offer = Offer.objects.get(subject=shop)
        receipt = boss.presses(boss.opens(page_of("confirm", offer)), button())
        assert receipt.rows()[_("Paid to")] == "老马面馆"
        assert receipt.rows()[_("Confirmed by")] == story.NAMES[story.BOSS]
        page = boss.opens(reverse("enterprise:policies"))
        assert _("On its way") in page.cards()[REFUND[reads]]
        assert page.html.count(REFUND[reads]) == 1  # once, not as an offer and as a verdict as well

    def test_shows_where_one_stands_with_the_rest(self, city: None, comes: Comes, at: datetime, reads: str) -> None:
        mandate(story.BOSS, enterprise(story.EMPLOYER), at)
        visitor = comes(story.BOSS)
        visitor.sends("/acting/", {"subject": str(enterprise(story.EMPLOYER)), "next": "/benefits/"})
        cards = visitor.opens(reverse("enterprise:policies")).cards()
        assert REFUND[reads] in cards
        for card in cards.values():
            assert _("Not granted") in card or _("Not known yet") in card
            assert "¥" not in card

    def test_asks_first_for_whom_one_acts(self, shop: UUID, comes: Comes, reads: str) -> None:
        page = comes(story.BOSS).opens(reverse("enterprise:policies"))
        assert page.address == "/acting/"
        assert page.messages == [_("Choose the enterprise that you want to act for.")]


class TestWhoReadMyData:
    def test_names_who_what_when_and_what_for(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        mother = comes()
        mother.presses(mother.opens(page_of("confirm", offer)), button())
        page = mother.opens("/my/access/")
        for words in [
            _("You"),
            _("An automatic check of the portal"),
            long_day(at.date()),
            {CHINESE: "用人单位平均工资", ENGLISH: "Average wages of employers"}[reads],
            {CHINESE: "生育津贴", ENGLISH: "Maternity allowance"}[reads],
        ]:
            assert words in page.words

    def test_a_run_over_everybody_says_so(self, city: None, comes: Comes, at: datetime, reads: str) -> None:
        run_match(at)
        page = comes(story.BOSS).opens("/my/access/")
        assert _("Everybody was looked at") in page.words

    def test_goes_back_page_by_page(self, offer: Offer, comes: Comes, reads: str) -> None:
        mother = comes()
        for _time in range(10):
            mother.opens("/benefits/all/")
        first = mother.opens("/my/access/")
        second = mother.opens("/my/access/?page=2")
        assert first.words != second.words
        mother.opens("/my/access/?page=99")
        mother.opens("/my/access/?page=x")


def everything(offer: Offer, entitlement: Entitlement) -> list[str]:
    return [
        "/",
        "/benefits/",
        "/benefits/all/",
        "/benefits/all/maternity-allowance/",
        "/benefits/all/childcare-subsidy/",
        "/notices/",
        "/my/",
        "/my/access/",
        "/acting/",
        "/account/password/",
        "/account/sign-out/",
        *(page_of(name, offer) for name in ("reasons", "confirm", "decline", "contest")),
        *(page_of(name, entitlement) for name in ("receipt", "account")),
    ]


# Numbers of registers, and the fingerprint of a rule.
_NUMBERS = re.compile(r"QD-[\d-]+|（[0-9a-f]{8}）")
# What is written in Latin letters in Chinese as well.
_LATIN = {"Tongban", "English", "PDF", "FEEL", "DMN", "JavaScript", "JSON", "Schema"}


def latin_words(page: Page) -> set[str]:
    """Words in Latin letters outside rules, which are quoted, and outside what is marked as English."""
    for element in list(page.tree.iter("script", "style", "code", "pre")):
        element.clear()
    for element in [one for one in page.tree.iter() if one.get("lang") == ENGLISH]:
        element.clear()
    body = next(page.tree.iter("body"))
    return set(re.findall(r"[A-Za-z]{2,}", _NUMBERS.sub("", words_of(body)))) - _LATIN


# Laws are called by the names under which they can be found: 国务院令第619号, 育儿补贴制度实施方案（2025年7月）.
_DOCUMENT = re.compile(r"[\u4e00-\u9fff]+(?:令第\d+号|发〔\d+〕\d+号|办法|法|条例|规定|方案|通知)(?:（[^）]*）)?")


def han_words(page: Page) -> set[str]:
    """Chinese outside names, titles of laws and what is marked as Chinese."""
    for element in [one for one in page.tree.iter() if str(one.get("lang", "")).lower().startswith("zh")]:
        element.clear()
    known = {*story.NAMES.values(), "老马面馆", "青渡远山软件有限公司", "通办"}
    text = words_of(next(page.tree.iter("body")))
    for one in known:
        text = text.replace(one, "")
    return set(re.findall(r"[\u4e00-\u9fff]+(?!\*)", _DOCUMENT.sub("", text)))


def test_no_page_mixes_its_languages(offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
    """The same walk in Chinese and in English. Each page is checked as a page by the visitor, too."""
    older = report_birth(at, number="QD-2", date="2025-02-01", kind="loss", live_births=0, gestation_months=5)
    lost = Offer.objects.get(event_date=datetime(2025, 2, 1).date())  # noqa: DTZ001 - a date
    entitlement = course.confirmed(lost, at)
    course.released()
    course.bank_says("RJCT", reason="AC01", at=at)
    mother = comes()
    strange = latin_words if reads == CHINESE else han_words
    found = {path: words for path in everything(older, entitlement) if (words := strange(mother.opens(path)))}
    assert not found


@pytest.mark.parametrize("path", ["/", "/account/sign-in/"])
def test_no_page_for_strangers_mixes_its_languages(city: None, path: str, reads: str) -> None:
    page = Visitor(Client(), reads).opens(path)
    assert not (latin_words if reads == CHINESE else han_words)(page)


class TestErrorPages:
    @pytest.mark.parametrize("path", ["/nowhere/", "/benefits/00000000-0000-0000-0000-000000000000/reasons/"])
    def test_what_does_not_exist(self, city: None, comes: Comes, reads: str, path: str) -> None:
        page = comes().opens(path, status=404)
        assert page.heading == _("There is no such page")

    def test_what_is_not_ones_own_to_open(self, city: None, comes: Comes, reads: str) -> None:
        user = identity.User.objects.create(username="desk", is_staff=True)
        client = Client()
        client.force_login(user, backend=BACKEND)
        page = Visitor(client, reads).opens("/benefits/", status=403)
        assert page.heading == _("This page is not yours to open")
        reason = _("This account does not belong to a person in the register, so it has no such page.")
        assert reason in page.words

    def test_a_form_without_its_token(self, offer: Offer, comes: Comes, reads: str) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = comes().client.cookies
        page = Visitor(strict, reads).sends(page_of("snooze", offer), {}, status=403)
        assert page.heading == _("Nothing was sent")


class TestSigningIn:
    def test_a_mistake_is_said_at_the_top_and_in_the_title(self, city: None, reads: str) -> None:
        visitor = Visitor(Client(), reads)
        page = visitor.presses(visitor.opens("/account/sign-in/"), _("Sign in"), login="nobody", password="wrong-1")
        assert page.errors
        assert page.title.startswith(_("Error:"))

    def test_leads_back_to_where_one_was_going(self, offer: Offer, comes: Comes, reads: str) -> None:
        comes()  # opens the account
        visitor = Visitor(Client(), reads)
        page = visitor.opens(page_of("reasons", offer))
        assert page.address.startswith("/account/sign-in/")
        there = visitor.presses(page, _("Sign in"), login=f"user-{story.MOTHER[-4:]}", password="a long enough phrase")
        assert there.address == page_of("reasons", offer)
