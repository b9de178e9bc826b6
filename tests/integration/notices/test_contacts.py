"""Numbers and addresses: proved by a code, never guessed, never told."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django import Settings

from fakes.mail.server import MailServer
from fakes.sms.server import Gateway
from services.core.audit.api import AuditEntry
from services.core.outbox.api import Event, drain
from services.notices import contacts
from services.notices.contacts import (
    CODES_A_DAY,
    CODES_AN_HOUR,
    MOST_PEOPLE,
    MOST_TRIES,
    ContactRefused,
    claim_contact,
    contact_of,
    masked_value,
    normal_value,
    prove_contact,
    remove_contact,
)
from services.notices.models import Claim, Contact, ContactKind, ContactSource, Delivery
from tests import reaching, story
from tests.concurrency import at_once
from tests.integration.notices.conftest import SMS_ONLY, work
from tests.integration.notices.test_notices import signed_in
from tests.pages import Visitor
from tests.reaching import ACTOR, PHONE, contact, told

MINUTE = timedelta(minutes=1)


def claimed(person: UUID, at: datetime, value: str = PHONE, kind: ContactKind = ContactKind.PHONE) -> Claim:
    return claim_contact(person=person, kind=kind, value=value, language="zh-hans", actor=ACTOR, at=at)


@pytest.mark.parametrize(
    "typed", ["138 0000 1234", "138-0000-1234", "+86 13800001234", "１３８００００１２３４", "0086 138.0000.1234"]
)
def test_a_number_is_taken_as_people_write_it(typed: str) -> None:
    assert normal_value(ContactKind.PHONE, typed) == PHONE


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (ContactKind.PHONE, "1380000123"),
        (ContactKind.PHONE, "12800001234"),
        (ContactKind.PHONE, "021-62000000"),
        (ContactKind.PHONE, "手机"),
        (ContactKind.EMAIL, "reader"),
        (ContactKind.EMAIL, "a@b\nBcc: c@d.example"),
        (ContactKind.EMAIL, "@example.com"),
        (ContactKind.POST, "   "),
        (ContactKind.POST, "路" * 201),
    ],
)
def test_what_is_none_is_refused_in_words(kind: ContactKind, typed: str) -> None:
    with pytest.raises(ContactRefused) as refusal:
        normal_value(kind, typed)
    assert refusal.value.message


def test_a_code_proves_a_number(person: UUID, at: datetime, sms: Gateway) -> None:
    claim = claimed(person, at)
    drain(at=at)
    text = sms.store.sent()[0]["text"]
    assert claim.secret in text
    assert "不要告诉任何人" in text
    assert contact_of(person, ContactKind.PHONE) is None
    spaced = " ".join(claim.secret)
    prove_contact(claim=claim.pk, person=person, typed=spaced, actor=ACTOR, at=at + MINUTE)
    known = contact_of(person, ContactKind.PHONE)
    assert known is not None
    assert (known.value, known.source) == (PHONE, ContactSource.OWN)


def test_a_code_comes_by_mail(person: UUID, at: datetime, mail: MailServer) -> None:
    claim = claimed(person, at, "reader@example.com", ContactKind.EMAIL)
    drain(at=at)
    assert claim.secret in mail.received[0]["text"]
    assert claim.secret in mail.received[0]["html"]
    assert claim.secret not in mail.received[0]["subject"]


def test_a_code_whose_reply_is_lost_is_sent_once(person: UUID, at: datetime, sms: Gateway) -> None:
    sms.faults.pull({"kind": "drop_after_accept", "times": 2})
    claimed(person, at)
    for minute in range(4):
        drain(at=at + minute * MINUTE)
    assert len(sms.store.sent()) == 1
    assert Claim.objects.get().handed_over_at is not None


def test_a_code_that_can_t_leave_in_time_is_not_sent_at_all(person: UUID, at: datetime, sms: Gateway) -> None:
    sms.faults.pull({"kind": "drop_before", "times": 1})
    claimed(person, at)
    drain(at=at)
    drain(at=at + 11 * MINUTE)
    assert sms.store.sent() == []


def test_a_code_is_tried_a_few_times_only(person: UUID, at: datetime) -> None:
    claim = claimed(person, at)
    wrong = "000000" if claim.secret != "000000" else "111111"
    for _try in range(MOST_TRIES):
        with pytest.raises(ContactRefused):
            prove_contact(claim=claim.pk, person=person, typed=wrong, actor=ACTOR, at=at)
    with pytest.raises(ContactRefused):
        prove_contact(claim=claim.pk, person=person, typed=claim.secret, actor=ACTOR, at=at)
    assert contact_of(person, ContactKind.PHONE) is None


def test_a_code_holds_ten_minutes_and_once(person: UUID, at: datetime) -> None:
    late, used = claimed(person, at), claimed(person, at)
    with pytest.raises(ContactRefused):
        prove_contact(claim=late.pk, person=person, typed=late.secret, actor=ACTOR, at=at + 10 * MINUTE)
    prove_contact(claim=used.pk, person=person, typed=used.secret, actor=ACTOR, at=at)
    for typed in (used.secret, ""):
        with pytest.raises(ContactRefused):
            prove_contact(claim=used.pk, person=person, typed=typed, actor=ACTOR, at=at)


def test_codes_are_limited_for_a_person_and_for_a_number(person: UUID, at: datetime) -> None:
    for _code in range(CODES_AN_HOUR):
        claimed(person, at)
    with pytest.raises(ContactRefused):
        claimed(person, at, "13900001234")
    for _other in range(CODES_A_DAY - CODES_AN_HOUR):
        claimed(uuid4(), at + 2 * MINUTE)
    with pytest.raises(ContactRefused):
        claimed(uuid4(), at + 3 * MINUTE)
    claimed(person, at + timedelta(hours=25))


def test_at_once_no_more_codes_are_sent_than_one_after_the_other(committed_db: str, at: datetime) -> None:
    person = uuid4()
    results = at_once(lambda _number: claimed(person, at), 12)
    assert sum(isinstance(each, Claim) for each in results) == CODES_AN_HOUR


def test_a_number_does_not_serve_half_the_city(person: UUID, at: datetime) -> None:
    for _someone in range(MOST_PEOPLE):
        contact(uuid4(), ContactKind.PHONE, at)
    with pytest.raises(ContactRefused):
        claimed(person, at)


def test_a_register_does_not_replace_what_the_person_gave(person: UUID, at: datetime) -> None:
    claim = claimed(person, at, "13900001234")
    prove_contact(claim=claim.pk, person=person, typed=claim.secret, actor=ACTOR, at=at)
    contact(person, ContactKind.PHONE, at)
    known = contact_of(person, ContactKind.PHONE)
    assert known is not None
    assert known.value == "13900001234"


def test_nothing_is_sent_to_a_number_that_was_removed(person: UUID, at: datetime, sms: Gateway) -> None:
    contact(person, ContactKind.PHONE, at)
    notice = told(person, at.replace(hour=22), of=SMS_ONLY)
    work(at.replace(hour=22))  # it waits for the morning
    remove_contact(person=person, kind=ContactKind.PHONE, actor=ACTOR, at=at.replace(hour=23))
    work(at + timedelta(days=1))
    row = Delivery.objects.get(notice=notice)
    assert (row.state, row.reason, sms.store.sent()) == ("failed", "removed", [])


def test_neither_events_nor_the_log_hold_a_number(person: UUID, at: datetime) -> None:
    claim = claimed(person, at)
    prove_contact(claim=claim.pk, person=person, typed=claim.secret, actor=ACTOR, at=at)
    said = str(list(Event.objects.values())) + str(list(AuditEntry.objects.values()))
    for secret in (PHONE, claim.secret):
        assert secret not in said
    assert PHONE.encode() not in bytes(Contact.objects.values_list("value_index", flat=True)[0])


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", PHONE, "138****1234"),
        ("email", "reader@example.com", "r***@example.com"),
        ("post", "青渡市柳湾区槐荫路 12 号", "青渡市柳湾区***"),
    ],
)
def test_what_is_shown_is_masked(kind: str, value: str, shown: str) -> None:
    assert masked_value(kind, value) == shown


class TestPages:
    @pytest.fixture
    def visitor(self, person: UUID, settings: Settings, at: datetime) -> Visitor:
        settings.TONGBAN_TODAY = at.date()
        settings.SMS_URL = "http://127.0.0.1:9"
        settings.VAPID_KEY, settings.VAPID_CONTACT = reaching.VAPID, "mailto:operator@tongban.example"
        return Visitor(signed_in(person), "en")

    def test_from_a_number_to_its_proof(self, visitor: Visitor) -> None:
        page = visitor.opens(reverse("notices:contact", args=["phone"]))
        page = visitor.presses(page, "Send the code", value="138 0000 1234")
        assert page.heading == "Type the code"
        assert "138****1234" in page.words
        claim = Claim.objects.get()
        wrong = visitor.presses(page, "Continue", code="12")
        assert "This is not the code that we sent" in wrong.errors[0]
        done = visitor.presses(wrong, "Continue", code=claim.secret)
        assert "We can reach you there" in done.messages[0]
        assert "138****1234" in done.rows()["Mobile number"]
        gone = visitor.presses(visitor.opens(reverse("notices:contact", args=["phone"])), "Remove")
        assert gone.rows()["Mobile number"] == "Not known"

    @pytest.mark.parametrize(("kind", "value"), [("phone", "12"), ("email", "me"), ("post", "")])
    def test_a_mistake_is_named_and_what_was_typed_is_kept(self, visitor: Visitor, kind: str, value: str) -> None:
        button = "Save" if kind == "post" else "Send the code"
        page = visitor.presses(visitor.opens(reverse("notices:contact", args=[kind])), button, value=value)
        assert len(page.errors) == 1
        assert page.form(button).filled()["value"].strip() == value

    def test_a_page_for_something_else_does_not_exist(self, visitor: Visitor) -> None:
        assert visitor.client.get("/notices/contacts/fax/").status_code == 404
        assert visitor.client.post("/notices/contacts/fax/remove/").status_code == 404

    def test_too_many_codes_are_refused_in_words(self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(contacts, "CODES_AN_HOUR", 0)
        page = visitor.opens(reverse("notices:contact", args=["phone"]))
        assert "Wait an hour" in visitor.presses(page, "Send the code", value=PHONE).errors[0]

    def test_preferences_without_scripts(self, visitor: Visitor) -> None:
        page = visitor.opens(reverse("notices:preferences"))
        assert "needs a browser with scripts" in page.words
        assert "What cannot be switched off" in page.words
        form = page.form("Save")
        address = form.address
        sent = {**form.filled(), "quiet_start": "22:00", "quiet_end": "07:00", "by_offers": "letter"}
        done = visitor.sends(address, sent)
        assert "Saved" in done.messages[0]
        kept = done.form("Save")
        checked = [
            (box.get("name"), box.get("value"))
            for box in kept.element.iter("input")
            if box.get("type") == "checkbox" and box.get("checked") is not None
        ]
        assert ("by_offers", "letter") in checked
        assert ("by_offers", "sms") not in checked
        selected = [o.get("value") for s in kept.element.iter("select") for o in s if o.get("selected") is not None]
        assert selected == ["22:00", "07:00"]

    def test_a_browser_is_added_and_removed(self, visitor: Visitor) -> None:
        key, auth = reaching.browser_keys()
        given = {"endpoint": "https://fcm.googleapis.com/fcm/send/1", "public_key": key, "auth": auth}
        page = visitor.sends(reverse("notices:push_add"), given)
        assert "shows your notices" in page.messages[0]
        assert "Chrome / Android" in page.words
        assert "no notices any more" in visitor.presses(page, "Remove").messages[0]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"endpoint": "http://fcm.googleapis.com/1"},
            {"endpoint": "https://evil.example/1"},
            {"endpoint": "https://fcm.googleapis.com.evil.example/1"},
            {"endpoint": "https://fcm.googleapis.com:8443/1"},
            {"endpoint": "https://user:pass@fcm.googleapis.com/1"},
            {"endpoint": "https://169.254.169.254/latest"},
            {"endpoint": "file:///etc/passwd"},
            {"endpoint": "https://[::1"},
            {"endpoint": ""},
            {"endpoint": "https://fcm.googleapis.com/" + "x" * 1000},
            {"public_key": "AAAA"},
            {"public_key": "%%%"},
            {"auth": "AAAA"},
            {"auth": "生育"},
        ],
    )
    def test_an_address_that_no_push_service_has_is_refused(self, visitor: Visitor, wrong: dict[str, str]) -> None:
        key, auth = reaching.browser_keys()
        given = {"endpoint": "https://fcm.googleapis.com/fcm/send/1", "public_key": key, "auth": auth, **wrong}
        page = visitor.sends(reverse("notices:push_add"), given)
        assert "cannot send to" in page.messages[0]


class TestRegister:
    """A body delivers where people are reached."""

    def test_good_lines_are_taken_and_bad_ones_named_by_number(
        self, city: None, tmp_path: Path, settings: Settings, at: datetime, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.TONGBAN_TODAY = at.date()
        file = tmp_path / "contacts.csv"
        rows = [
            f"{story.MOTHER},phone,138 0000 1234",
            f"{story.MOTHER},post,青渡市柳湾区槐荫路 12 号",
            f"{story.FATHER},phone,12",
            f"{story.FATHER},fax,13800001234",
            "11010119900307999X,phone,13800001234",
            "nobody,phone,13800001234",
        ]
        file.write_text("\ufeffid,kind,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
        for _twice in range(2):
            call_command("load_contacts", str(file), "--body", "health")
        said = capsys.readouterr()
        assert said.out.count("2 of 6 lines were taken.") == 2
        assert [line.partition(":")[0] for line in said.err.splitlines()[:4]] == [f"line {n}" for n in (4, 5, 6, 7)]
        assert "13800001234" not in said.err
        assert Contact.objects.count() == 2
        assert {one.source for one in Contact.objects.all()} == {"register"}

    @pytest.mark.parametrize(("body", "head"), [("health", "id,kind"), ("nobody", "id,kind,value")])
    def test_a_file_without_its_columns_or_of_nobody_is_refused(
        self, city: None, tmp_path: Path, settings: Settings, at: datetime, body: str, head: str
    ) -> None:
        settings.TONGBAN_TODAY = at.date()
        file = tmp_path / "contacts.csv"
        file.write_text(f"{head}\n", encoding="utf-8")
        with pytest.raises(CommandError):
            call_command("load_contacts", str(file), "--body", body)
