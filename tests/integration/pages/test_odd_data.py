"""What a city really holds: long and rare names, other scripts, much, nothing, pennies and millions, dead links."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _
from pypdf import PdfReader

from eligibility.awards.models import Offer
from services.core.money.api import Money
from services.notices.models import Notice
from tests import story
from tests.fixtures import load, person
from tests.integration.pages import course
from tests.integration.pages.conftest import Comes, page_of
from tests.integration.pages.test_confirm import button
from tests.integration.pages.test_my_benefits import TITLE

LONG = "阿卜杜热合曼" * 10
# Outside GB 2312; the second is outside the Basic Multilingual Plane too, as in many names of GB 18030-2022.
RARE = "李㛃𠮷"
UYGHUR = "ئايگۈل مەمەتجان"
LATIN = "O'Neill & <b>Sons</b>"
NAMES = [LONG, RARE, UYGHUR, LATIN]


def renamed(who: str, name: str, at: datetime) -> None:
    load({"person": story.table([{**story.person_row(who), "name": name}])}, at)


def another(offer: Offer, amount: str = "") -> Offer:
    """The same award once more, under a key of its own."""
    copy = Offer.objects.get(pk=offer.pk)
    copy.pk = uuid4()
    copy.award_key = f"{offer.award_key}-{copy.pk.hex}"[-200:]
    if amount:
        copy.amount = Money(Decimal(amount))
    copy.save(force_insert=True)
    return copy


class TestNames:
    @pytest.mark.parametrize("name", NAMES, ids=["long", "rare", "uyghur", "latin"])
    def test_stand_whole_wherever_they_stand(
        self, offer: Offer, comes: Comes, at: datetime, reads: str, name: str
    ) -> None:
        renamed(story.MOTHER, name, at)
        mother = comes()
        page = mother.opens(page_of("confirm", offer))
        assert page.rows()[_("Paid to")] == name
        receipt = mother.presses(page, button())
        assert {receipt.rows()[_(key)] for key in ("For", "Paid to", "Confirmed by")} == {name}
        assert name in mother.opens("/my/").words
        assert "<b>Sons" not in receipt.html

    @pytest.mark.parametrize("name", NAMES, ids=["long", "rare", "uyghur", "latin"])
    def test_stand_on_paper(self, offer: Offer, comes: Comes, at: datetime, reads: str, name: str) -> None:
        """Every character is in the text of the file, which is what is searched, copied and read aloud."""
        renamed(story.MOTHER, name, at)
        path = page_of("receipt_pdf", course.confirmed(offer, at))
        response = comes().client.get(path, headers={"accept-language": reads})
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
        assert not set(name) - set(text) - {" "}
        assert "\ufffd" not in text


class TestMuchAndNothing:
    def test_forty_at_once_each_with_its_own_answers(self, offer: Offer, comes: Comes, reads: str) -> None:
        offers = [offer, *(another(offer) for _time in range(39))]
        mother = comes()
        page = mother.opens("/benefits/")
        for one in offers:
            assert page.html.count(f'href="{page_of("confirm", one)}"') >= 1
        assert mother.opens("/").status == 200

    @pytest.mark.parametrize("path", ["/", "/benefits/", "/notices/", "/my/", "/my/access/"])
    def test_nothing_is_said_and_not_left_blank(self, city: None, comes: Comes, reads: str, path: str) -> None:
        page = comes(story.BOSS).opens(path)
        assert len(page.words) > len(page.heading)
        assert "¥" not in page.words

    @pytest.mark.parametrize(("amount", "shown"), [("0.01", "¥0.01"), ("12345678.90", "¥12,345,678.90")])
    def test_a_cent_and_millions(self, offer: Offer, comes: Comes, reads: str, amount: str, shown: str) -> None:
        odd = another(offer, amount)
        mother = comes()
        assert shown in mother.opens("/benefits/").words
        page = mother.opens(page_of("confirm", odd))
        assert page.rows()[_("Amount")] == shown
        assert shown in mother.presses(page, button()).words


class TestLinks:
    def test_of_a_notice_that_lead_nowhere_any_more(self, offer: Offer, comes: Comes, reads: str) -> None:
        notice = Notice.objects.get(subject=person(story.MOTHER))
        Notice.objects.filter(pk=notice.pk).update(path="/benefits/of-another-time/long-gone/")
        mother = comes()
        gone = mother.sends(reverse("notices:open", args=[notice.pk]), {}, status=410)
        assert TITLE[reads] in gone.words
        assert gone.links

    @pytest.mark.parametrize("code", ["UUUU-UUUU-UUUU", "cut-of", "%F0%A0%AE%B7"])
    def test_of_a_message_that_was_cut_off(self, city: None, comes: Comes, reads: str, code: str) -> None:
        page = comes().opens(f"/n/{code}/", status=404)
        assert page.heading
        assert page.links
