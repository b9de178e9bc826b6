"""Where the links of messages lead, and what anybody may learn from a code."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from fakes.sms.server import Gateway
from services.notices.codes import new_code, shown_code
from services.notices.contacts import claim_contact
from services.notices.models import ContactKind, Delivery, Notice
from services.notices.queries import unread_count
from services.notices.views import check
from tests.integration.notices.conftest import SMS_ONLY, work
from tests.integration.notices.test_notices import signed_in
from tests.pages import CHINESE, ENGLISH, Visitor
from tests.reaching import ACTOR, PHONE, contact, told


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TONGBAN_TODAY = date(2025, 12, 1)


def code_of(notice: UUID) -> str:
    return str(Notice.objects.values_list("code", flat=True).get(pk=notice))


class TestLinks:
    def test_a_link_leads_through_the_sign_in_to_the_notice(self, person: UUID, at: datetime) -> None:
        path = reverse("reach:link", args=[code_of(told(person, at))])
        answer = Client().get(f"{path}?v=s")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/sign-in/?next=/n/")

    def test_following_it_says_that_it_arrived_and_was_read(self, person: UUID, at: datetime, sms: Gateway) -> None:
        contact(person, ContactKind.PHONE, at)
        notice = told(person, at, of=SMS_ONLY)
        work(at)
        visitor = Visitor(signed_in(person), ENGLISH)
        page = visitor.opens(f"{reverse('reach:link', args=[code_of(notice)])}?v=s")
        assert page.heading == "Maternity allowance"
        assert page.links["Continue"] == "/benefits/"
        assert Delivery.objects.get(notice=notice).state == "opened"
        assert unread_count(person) == 0

    @pytest.mark.parametrize("way", ["", "?v=x", "?v=p", "?v=s&v=e"])
    def test_whatever_stands_behind_the_link(self, person: UUID, at: datetime, way: str) -> None:
        visitor = Visitor(signed_in(person), ENGLISH)
        assert visitor.opens(f"{reverse('reach:link', args=[code_of(told(person, at))])}{way}").status == 200

    def test_a_link_that_was_typed_by_hand(self, person: UUID, at: datetime) -> None:
        code = shown_code(code_of(told(person, at))).lower()
        assert Visitor(signed_in(person), ENGLISH).opens(f"/n/{code}/").heading == "Maternity allowance"

    def test_every_dead_link_says_the_same(self, person: UUID, at: datetime) -> None:
        theirs = told(uuid4(), at)
        visitor = Visitor(signed_in(person), ENGLISH)
        said = {
            visitor.opens(f"/n/{code}/", status=404).words for code in (code_of(theirs), new_code(), "cut-of", "UUUU")
        }
        assert len(said) == 1
        assert "may be for somebody else" in said.pop()
        assert Notice.objects.get(pk=theirs).read_at is None

    def test_a_notice_whose_page_is_gone_says_so(self, person: UUID, at: datetime) -> None:
        notice = told(person, at)
        Notice.objects.filter(pk=notice).update(path="/benefits/of-another-time/long-gone/")
        visitor = Visitor(signed_in(person), ENGLISH)
        for page in (
            visitor.opens(f"/n/{code_of(notice)}/"),
            visitor.sends(reverse("notices:open", args=[notice]), {}, status=410),
        ):
            assert "no longer exists" in page.words
            assert "Maternity allowance" in page.words
        assert unread_count(person) == 0


class TestCheck:
    @pytest.fixture
    def anybody(self, db: None) -> Visitor:
        return Visitor(Client(), ENGLISH)

    def asked(self, anybody: Visitor, code: str) -> str:
        page = anybody.opens("/check/")
        return anybody.presses(page, "Check", typed={"code": code}).words

    def test_a_code_of_ours(self, anybody: Visitor, person: UUID, at: datetime) -> None:
        code = code_of(told(person, at))
        for typed in (shown_code(code), code.lower(), f" {code[:6]}　{code[6:]} "):
            said = self.asked(anybody, typed)
            assert "Yes, we sent a message" in said
            assert "1 December 2025" in said
            assert "There is news for you." in said
            for secret in ("Maternity", "63,200", "王芳", str(person)):
                assert secret not in said

    def test_a_code_for_a_number(self, anybody: Visitor, person: UUID, at: datetime) -> None:
        claim = claim_contact(person=person, kind=ContactKind.PHONE, value=PHONE, language="en", actor=ACTOR, at=at)
        said = self.asked(anybody, claim.code)
        assert "A code to check a telephone number" in said
        assert claim.secret not in said
        assert "1234" not in said

    @pytest.mark.parametrize(
        ("typed", "words"), [("", ""), ("hello", "not a code of ours"), ("０" * 12, "We sent no message")]
    )
    def test_another(self, anybody: Visitor, typed: str, words: str) -> None:
        page = anybody.presses(anybody.opens("/check/"), "Check", typed={"code": typed})
        if typed:
            assert words in page.words
            assert "96110" in page.words
        else:
            assert page.errors == ["Type the code that stands in the message."]

    def test_in_chinese(self, db: None, person: UUID, at: datetime) -> None:
        anybody = Visitor(Client(), CHINESE)
        page = anybody.presses(anybody.opens("/check/"), "核对", typed={"code": code_of(told(person, at))})
        assert "2025年12月1日" in page.words

    def test_nobody_tries_codes_out(self, anybody: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(check, "_MOST", 3)
        asked = [anybody.client.post("/check/", {"code": new_code()}).status_code for _try in range(5)]
        assert asked == [200, 200, 200, 429, 429]
        other = Client(REMOTE_ADDR="10.0.0.7").post("/check/", {"code": new_code()})
        assert other.status_code == 200


class TestApp:
    """What makes the portal installable."""

    @pytest.mark.parametrize(("language", "name"), [("zh-hans", "青渡通办"), ("en", "Tongban Qingdu")])
    def test_the_manifest_speaks_the_readers_language(self, db: None, language: str, name: str) -> None:
        answer = Client().get("/manifest.webmanifest", headers={"accept-language": language})
        assert answer.headers["Content-Type"] == "application/manifest+json"
        manifest = answer.json()
        assert manifest["short_name"] == name
        assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
            (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
        }
        assert manifest["start_url"] == manifest["scope"] == "/"

    def test_every_icon_is_there_in_its_size(self, db: None) -> None:
        for icon in Client().get("/manifest.webmanifest").json()["icons"]:
            answer = Client().get(icon["src"])
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            width, height = (int.from_bytes(content[place : place + 4], "big") for place in (16, 20))
            assert f"{width}x{height}" == icon["sizes"]

    def test_the_worker_governs_the_whole_site_and_keeps_no_page(self, db: None) -> None:
        answer = Client().get("/service-worker.js")
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert "no-cache" in answer.headers["Cache-Control"]
        script = answer.content.decode()
        assert "/offline/" in script
        assert "__OFFLINE_STYLE__" not in script
        assert ".put(" not in script

    def test_the_offline_page_is_about_nobody(self, person: UUID) -> None:
        answers = [browser.get("/offline/") for browser in (Client(), signed_in(person))]
        assert answers[0].content == answers[1].content
        assert "Set-Cookie" not in answers[0].headers
