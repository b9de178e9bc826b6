"""My benefits, and why: what stands there in each state of an offer, in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pytest_django import Settings

from eligibility.awards.models import Offer
from services.core.components.api import long_day
from tests import story
from tests.fixtures import load, run_match
from tests.integration.pages import course
from tests.integration.pages.conftest import Comes, page_of, report_birth
from tests.pages import CHINESE, ENGLISH

TITLE = {CHINESE: "生育津贴", ENGLISH: "Maternity allowance"}
WORDS = {
    CHINESE: [
        "青渡市卫生健康委员会",
        "生育信息",
        "登记于 2025年12月1日",
        "女职工劳动保护特别规定第八条",
        "2026年12月1日",
    ],
    ENGLISH: [
        "Qingdu Health Commission",
        "Births",
        "recorded 1 December 2025",
        "Special Provisions on the Labour Protection of Female Employees, article 8",
        "1 December 2026",
    ],
}


class TestWaiting:
    def test_a_card_says_how_much_why_from_whom_by_which_article_until_when(
        self, offer: Offer, comes: Comes, reads: str
    ) -> None:
        [(title, card)] = comes().opens("/benefits/").cards().items()
        assert title == TITLE[reads]
        for words in ["¥63,200.00", *WORDS[reads], _("Confirm by"), _("Responsible")]:
            assert words in card
        days = (offer.confirm_by - offer.created_at.date()).days
        assert str(days) in card

    def test_a_card_offers_every_answer(self, offer: Offer, comes: Comes, reads: str) -> None:
        page = comes().opens("/benefits/")
        assert page.links[_("Confirm")] == page_of("confirm", offer)
        assert page.links[_("Why this is yours")] == page_of("reasons", offer)
        assert page.links[_("This is wrong")] == page_of("contest", offer)
        assert page.form(_("Not now")).address == page_of("snooze", offer)

    def test_an_amount_that_comes_again_says_how_often(
        self, city: None, comes: Comes, at: datetime, reads: str
    ) -> None:
        run_match(at)
        cards = comes(story.GRANDMOTHER).opens("/benefits/").cards()
        assert "¥180.00 " + _("a month") in " ".join(cards.values())

    def test_nothing_waits_for_whom_nothing_was_found(self, city: None, comes: Comes, reads: str) -> None:
        page = comes(story.BOSS).opens("/benefits/")
        assert page.cards() == {}
        assert _("Nothing to confirm today") in page.words

    def test_what_waits_for_the_family_is_one_click_away(
        self, city: None, comes: Comes, at: datetime, reads: str
    ) -> None:
        report_birth(at, number="QD-3", child=story.CHILD, date="2025-06-10")
        mother = comes()
        page = mother.opens("/benefits/")
        assert story.NAMES[story.CHILD] in page.words
        there = mother.presses(page, _("Act for %(name)s") % {"name": story.NAMES[story.CHILD]})
        assert there.address == "/benefits/"
        assert "¥3,600.00 " + _("a year") in there.words
        assert story.NAMES[story.CHILD] in there.html  # the banner says for whom one acts


class TestOver:
    """Each state has its place and its words, and the reasons stay where they were."""

    def test_put_off(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        course.put_off(offer, at)
        page = comes().opens("/benefits/")
        assert _("Put off until later") in page.words
        assert _("Confirm") in page.links

    def test_confirmed(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        entitlement = course.confirmed(offer, at)
        mother = comes()
        page = mother.opens("/benefits/")
        assert _("On its way") in page.cards()[TITLE[reads]]
        assert page.links[TITLE[reads]] == page_of("receipt", entitlement)
        why = mother.opens(page_of("reasons", offer))
        assert _("This has been confirmed.") in why.words
        assert why.links[_("Your receipt")] == page_of("receipt", entitlement)

    def test_declined(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        course.declined(offer, at)
        mother = comes()
        assert _("Declined") in mother.opens("/benefits/").cards()[TITLE[reads]]
        why = mother.opens(page_of("reasons", offer))
        assert why.heading == _("Why this was offered to you")
        assert _("This was declined. Nothing is paid.") in why.words
        assert _("Confirm") not in why.links

    def test_lapsed(self, offer: Offer, comes: Comes, reads: str, settings: Settings) -> None:
        settings.TONGBAN_TODAY = offer.confirm_by + timedelta(days=1)
        mother = comes()
        assert _("Lapsed") in mother.opens("/benefits/").cards()[TITLE[reads]]
        why = mother.opens(page_of("reasons", offer))
        assert long_day(offer.confirm_by) in why.words
        assert _("Confirm") not in why.links

    def test_withdrawn(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        report_birth(at, facility_designated="false")
        mother = comes()
        assert _("Withdrawn") in mother.opens("/benefits/").cards()[TITLE[reads]]
        why = mother.opens(page_of("reasons", offer))
        assert (
            _("The facts behind this offer have changed: it no longer holds, and nothing has been paid.") in why.words
        )

    def test_replaced(self, offer: Offer, comes: Comes, at: datetime, reads: str) -> None:
        lower_wage(at)
        mother = comes()
        page = mother.opens("/benefits/")
        assert "¥47,400.00" in page.words
        assert "¥63,200.00" in page.words
        successor = Offer.objects.get(replaces=offer)
        why = mother.opens(page_of("reasons", offer))
        assert why.links[_("See the new offer")] == page_of("reasons", successor)
        assert mother.opens(why.links[_("See the new offer")]).heading == _("Why this is yours")


def lower_wage(at: datetime, wage: str = "9000.00") -> None:
    """The employer declares another wage, and everybody is matched again."""
    load({"employer_wage": story.table([{"employer": story.EMPLOYER, "year": 2024, "average_monthly_wage": wage}])}, at)
    run_match(at)


class TestReasons:
    def test_every_condition_has_its_rule_its_facts_and_its_article(
        self, offer: Offer, comes: Comes, reads: str
    ) -> None:
        page = comes().opens(page_of("reasons", offer))
        assert page.heading == _("Why this is yours")
        for words in [
            "¥63,200.00",
            "birth.facility_designated",
            "158",
            "144,000",
            *WORDS[reads][:3],
        ]:
            assert words in page.words
        assert page.words.count(pgettext("condition", "Met")) >= 3

    def test_not_granted_says_which_condition_and_shows_no_amount(self, city: None, comes: Comes, reads: str) -> None:
        page = comes().opens("/benefits/all/elderly-allowance/")
        assert page.heading == _("Why this is not granted")
        assert pgettext("condition", "Not met") in page.words
        assert "¥" not in page.words

    def test_not_known_names_what_is_missing_and_who_would_have_to_tell(
        self, city: None, comes: Comes, at: datetime, reads: str
    ) -> None:
        load({"birth": story.table([story.birth(dystocia="")])}, at)
        page = comes().opens("/benefits/all/maternity-allowance/")
        assert page.heading == _("Why we can't say yet")
        assert {CHINESE: "是否难产", ENGLISH: "Difficult delivery"}[reads] in page.words
        assert WORDS[reads][0] in page.words
        assert "¥0.00" not in page.words

    def test_all_benefits_say_where_one_stands(self, offer: Offer, comes: Comes, reads: str) -> None:
        page = comes().opens("/benefits/all/")
        rows = page.verdicts()
        assert len(rows) > 3
        assert not {"失业保险稳岗返还", "Job-stabilisation refund"} & set(rows)  # for enterprises: not looked at
        eligible = rows[{CHINESE: "生育津贴", ENGLISH: "Maternity allowance"}[reads]]
        assert _("You qualify") in eligible
        assert "¥63,200.00" in eligible
        refused = [one for one in rows.values() if _("You do not qualify") in one]
        assert refused
        assert all("¥" not in one for one in refused)
        assert _("Nothing on record") in page.words  # registers without an entry are said, not passed over

    @pytest.mark.parametrize("code", ["job-stabilisation-refund", "free-lunch"])
    def test_a_policy_that_is_not_about_the_likes_of_one_does_not_exist(
        self, city: None, comes: Comes, code: str
    ) -> None:
        comes().opens(f"/benefits/all/{code}/", status=404)

    def test_somebody_elses_offer_does_not_exist(self, offer: Offer, comes: Comes) -> None:
        for name in ("reasons", "confirm", "decline", "contest"):
            page = comes(story.FATHER).opens(page_of(name, offer), status=404)
            assert "63,200" not in page.html


def test_a_policy_that_does_not_concern_one_leaves_no_line_in_the_record(city: None, comes: Comes, reads: str) -> None:
    """Asking an enterprise's policy about a person would stand in the record of who read their data, for nothing."""
    boss = comes(story.BOSS)
    boss.opens("/benefits/all/")
    record = boss.opens("/my/access/")
    assert {CHINESE: "老年综合津贴", ENGLISH: "Elderly comprehensive allowance"}[reads] in record.words
    assert {CHINESE: "稳岗返还", ENGLISH: "Job-stabilisation"}[reads] not in record.words
