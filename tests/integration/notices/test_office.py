"""What clerks see and do: letters to print, deliveries without what they said, contacts without their middle."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings

from fakes.sms.server import Gateway
from services.core.audit.api import AuditEntry
from services.core.outbox.api import Event
from services.core.transitions.api import HistoryEntry
from services.identity.api import Role, open_account
from services.notices.letters import document_of
from services.notices.models import ContactKind, Delivery, Letter
from tests.integration.notices.conftest import SMS_ONLY, work
from tests.listening import listening
from tests.reaching import ACTOR, PHONE, POST, contact, told

PASSWORD = "a-long-enough-pass-1"


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TONGBAN_TODAY = date(2025, 12, 20)


@pytest.fixture
def letter(person: UUID, at: datetime) -> Letter:
    contact(person, ContactKind.POST, at)
    told(person, at)
    work(at + timedelta(days=2))
    return Letter.objects.get()


def clerk(role: Role, at: datetime) -> Client:
    open_account(username=role.value, password=PASSWORD, roles=[role], actor=ACTOR, at=at)
    browser = Client(headers={"accept-language": "en"})
    assert browser.login(username=role.value, password=PASSWORD)
    return browser


def acts(browser: Client, letter: Letter, action: str) -> str:
    chosen = {"action": action, "_selected_action": [str(letter.pk)]}
    return browser.post(reverse("admin:notices_letter_changelist"), chosen, follow=True).content.decode()


def test_a_letter_is_addressed_in_both_languages_and_names_no_benefit(letter: Letter) -> None:
    reader = PdfReader(BytesIO(document_of(letter)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) == 1
    for words in ("王芳", POST.splitlines()[0], POST.splitlines()[1], "There is news for you.", "/check/"):
        assert words.replace(" ", "") in text.replace(" ", "")
    for secret in ("生育津贴", "63,200", "310101"):
        assert secret not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_clerk_prints_and_posts_it(letter: Letter, at: datetime) -> None:
    browser = clerk(Role.BENEFIT_CLERK, at)
    pdf = browser.get(reverse("admin:notices_letter_pdf", args=[letter.pk]))
    assert pdf.content == document_of(letter)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert "no-store" in pdf.headers["Cache-Control"]
    assert "Mark the letter as printed first" in acts(browser, letter, "dispatched")
    for action in ("printed", "dispatched"):
        acts(browser, letter, action)
    assert Delivery.objects.get().state == "sent"
    for waiting in ("print", "post", "away", "odd"):
        assert browser.get(reverse("admin:notices_letter_changelist"), {"waiting": waiting}).status_code == 200
    acts(browser, letter, "returned")
    assert Delivery.objects.get(channel="letter").reason == "came_back"


def test_an_auditor_sees_that_there_is_one_and_not_to_whom(letter: Letter, at: datetime) -> None:
    browser = clerk(Role.AUDITOR, at)
    assert browser.get(reverse("admin:notices_letter_changelist")).status_code == 200
    assert browser.get(reverse("admin:notices_letter_pdf", args=[letter.pk])).status_code == 403
    acts(browser, letter, "printed")
    letter.refresh_from_db()
    assert letter.printed_at is None
    for name in ("notice", "delivery", "contact", "letter"):
        page = browser.get(reverse(f"admin:notices_{name}_changelist")).content.decode()
        assert POST.splitlines()[0] not in page
        assert "63,200" not in page


def test_who_has_no_business_with_letters_stays_outside(letter: Letter, at: datetime) -> None:
    browser = clerk(Role.DATA_STEWARD, at)
    assert browser.get(reverse("admin:notices_letter_changelist")).status_code == 403
    assert browser.get(reverse("admin:notices_letter_pdf", args=[letter.pk])).status_code == 403


def test_the_print_room_gets_files_of_its_own(letter: Letter, tmp_path: Path) -> None:
    for _twice in range(2):
        call_command("print_letters", str(tmp_path))
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == document_of(letter)
    assert file.stat().st_mode & 0o077 == 0
    letter.refresh_from_db()
    assert letter.printed_at is not None
    with pytest.raises(CommandError):
        call_command("print_letters", str(tmp_path / "nowhere"))


def test_nothing_personal_is_logged_recorded_or_put_into_events(person: UUID, at: datetime, sms: Gateway) -> None:
    """Through failures too: an unreachable gateway, a refusal, a report that nothing arrived."""
    contact(person, ContactKind.PHONE, at)
    contact(person, ContactKind.POST, at)
    sms.faults.pull({"kind": "drop_after_accept"})
    sms.faults.pull({"kind": "undelivered"})
    with listening() as (records, stream):
        told(person, at, of=SMS_ONLY)
        told(person, at)
        for hours in (0, 1, 50, 51):
            work(at + timedelta(hours=hours))
    kept = [repr(list(model._default_manager.values())) for model in (Event, AuditEntry, HistoryEntry, Delivery)]
    assert kept[0] != "[]"
    for said in [*records, stream.getvalue(), *kept]:
        for secret in (PHONE, "王芳", POST.splitlines()[0], "槐荫路", "63,200"):
            assert secret not in said
