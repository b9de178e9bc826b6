"""Whoever carries messages fails in every way there is: nothing is lost, nothing is sent twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import Settings

from fakes.mail.server import MailServer
from fakes.push.server import PushService
from fakes.sms.server import Gateway
from services.core.outbox.api import drain
from services.notices import kinds
from services.notices.channels.email import EmailChannel
from services.notices.channels.sms import SmsChannel
from services.notices.climbing import announce_due, climb_due
from services.notices.ladders import ChannelCode, Ladder, Rung
from services.notices.models import ContactKind, Delivery
from services.notices.tasks import hear_reports
from tests import reaching
from tests.concurrency import at_once
from tests.integration.notices.conftest import SMS_ONLY, somebody, way, work
from tests.integration.notices.test_ladder import browser_of
from tests.reaching import contact, told

MINUTE = timedelta(minutes=1)


@pytest.fixture
def phone(person: UUID, at: datetime) -> UUID:
    contact(person, ContactKind.PHONE, at)
    return person


@pytest.mark.parametrize(
    "fault", ["timeout_after_accept", "drop_after_accept", "error_after", "drop_before", "error_before"]
)
def test_a_gateway_that_does_not_answer_is_asked_again_and_takes_it_once(
    fault: str, phone: UUID, at: datetime, sms: Gateway
) -> None:
    sms.faults.pull({"kind": fault, "times": 2, "seconds": 1})
    notice = told(phone, at, of=SMS_ONLY)
    work(at)
    assert way(notice) == [("sms", "queued")]
    for minute in range(1, 6):
        work(at + minute * MINUTE)
    assert way(notice) == [("sms", "delivered")]
    assert len(sms.store.sent()) == 1


def test_a_gateway_that_stays_away_is_given_up(phone: UUID, at: datetime, settings: Settings) -> None:
    settings.SMS_URL, settings.SMS_KEY = "http://127.0.0.1:9", "key"
    notice = told(phone, at, of=SMS_ONLY)
    for minute in range(40):
        work(at + minute * MINUTE)
    row = Delivery.objects.get(notice=notice)
    assert (row.state, row.reason, row.tries) == ("failed", "unavailable", SmsChannel.most_tries)


def test_before_giving_up_the_gateway_is_asked_whether_it_has_it(phone: UUID, at: datetime, sms: Gateway) -> None:
    """It took the message and lost every reply."""
    sms.faults.pull({"kind": "error_after", "times": 1})
    sms.faults.pull({"kind": "drop_before", "times": 0})
    notice = told(phone, at, of=SMS_ONLY)
    climb_due(at=at)
    drain(at=at)
    sms.faults.pull({"kind": "drop_before", "times": 99})
    for minute in range(1, 40):
        announce_due(at=at + minute * MINUTE)
        drain(at=at + minute * MINUTE)
    row = Delivery.objects.get(notice=notice)
    assert (row.state, len(sms.store.sent())) == ("sent", 1)


@pytest.mark.parametrize("fault", ["refuse"])
def test_a_gateway_that_refuses_is_not_asked_again(fault: str, phone: UUID, at: datetime, sms: Gateway) -> None:
    sms.faults.pull({"kind": fault})
    notice = told(phone, at, of=SMS_ONLY)
    work(at)
    assert (Delivery.objects.get(notice=notice).reason, sms.store.sent()) == ("refused", [])


def test_a_report_that_comes_late_or_forged_changes_nothing_but_the_time(
    phone: UUID, at: datetime, sms: Gateway
) -> None:
    sms.faults.pull({"kind": "late", "polls": 2})
    sms.faults.pull({"kind": "forged"})
    notice = told(phone, at, of=SMS_ONLY)
    climb_due(at=at)
    drain(at=at)
    states = []
    for minute in range(4):
        hear_reports(at=at + minute * MINUTE)
        states.append(way(notice)[0][1])
    assert states == ["sent", "sent", "delivered", "delivered"]


def test_a_report_against_an_arrival_is_not_believed(phone: UUID, at: datetime, sms: Gateway) -> None:
    sms.faults.pull({"kind": "contradict"})
    sms.faults.pull({"kind": "unknown"})
    notice = told(phone, at, of=SMS_ONLY)
    work(at)
    assert way(notice) == [("sms", "delivered")]


def test_news_of_an_arrival_after_a_failure_is_good_news(phone: UUID, at: datetime, sms: Gateway) -> None:
    sms.faults.pull({"kind": "undelivered"})
    sms.faults.pull({"kind": "contradict"})
    notice = told(phone, at, of=SMS_ONLY)
    work(at)
    row = Delivery.objects.get(notice=notice)
    assert (row.state, row.reason) == ("delivered", "")


def test_a_number_that_never_receives(person: UUID, at: datetime, sms: Gateway) -> None:
    contact(person, ContactKind.PHONE, at, "13800000404")
    notice = told(person, at, of=SMS_ONLY)
    work(at)
    row = Delivery.objects.get(notice=notice)
    assert (row.state, row.reason) == ("failed", "not_delivered")


class Killed(BaseException):
    """The worker is killed: nothing that follows runs, and the transaction is rolled back."""


def killing(monkeypatch: pytest.MonkeyPatch, channel: type[Any]) -> None:
    """The worker dies once, between handing over and the commit."""
    real, calls = channel.hand_over, []

    def hand_over(self: Any, *args: Any, **named: Any) -> Any:
        outcome = real(self, *args, **named)
        calls.append(outcome)
        if len(calls) == 1:
            raise Killed
        return outcome

    monkeypatch.setattr(channel, "hand_over", hand_over)


def test_a_worker_that_is_killed_after_sending_sends_no_second_text(
    committed_db: str, at: datetime, sms: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(at)
    contact(person, ContactKind.PHONE, at)
    notice = told(person, at, of=SMS_ONLY)
    killing(monkeypatch, SmsChannel)
    climb_due(at=at)
    with pytest.raises(Killed):
        drain(at=at)
    connection.close()
    assert (way(notice), len(sms.store.sent())) == ([("sms", "queued")], 1)
    work(at + MINUTE)
    assert (way(notice), len(sms.store.sent())) == ([("sms", "delivered")], 1)


def test_workers_at_once_send_one_text_each(committed_db: str, at: datetime, sms: Gateway) -> None:
    """Six workers, twelve notices, every second reply lost."""
    person = somebody(at)
    contact(person, ContactKind.PHONE, at)
    notices = [told(person, at, of=SMS_ONLY, key=str(number)) for number in range(12)]
    sms.faults.pull({"kind": "drop_after_accept", "times": 6})
    for minute in range(4):
        at_once(lambda _number, minute=minute: work(at + minute * MINUTE), 6)  # type: ignore[misc]  # bound now
    assert len(sms.store.sent()) == 12
    assert [way(notice) for notice in notices] == [[("sms", "delivered")]] * 12


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> str:
    ladder = Ladder((Rung((ChannelCode.EMAIL,), wait=timedelta(days=1)),))
    monkeypatch.setitem(kinds._kinds, "tests.email", reaching.kind("tests.email", ladder))
    return "tests.email"


@pytest.mark.parametrize(
    ("fault", "state", "reason", "received"),
    [
        ("no_such_user", "failed", "bad_address", 0),
        ("refuse", "failed", "refused", 0),
        # Taken, perhaps: never a second time, and the ladder goes on.
        ("drop_after", "failed", "uncertain", 1),
        ("timeout", "failed", "uncertain", 1),
        # Certainly not taken: tried again.
        ("later", "sent", "", 1),
        ("full", "sent", "", 1),
        ("closed", "sent", "", 1),
    ],
)
def test_a_mail_server_in_every_mood(
    fault: str, state: str, reason: str, received: int, person: UUID, at: datetime, mail: MailServer, mailbox: str
) -> None:
    contact(person, ContactKind.EMAIL, at)
    mail.faults.pull({"kind": fault, "seconds": 1})
    notice = told(person, at, of=mailbox)
    work(at)
    work(at + MINUTE)
    row = Delivery.objects.get(notice=notice)
    assert (row.state, row.reason, len(mail.received)) == (state, reason, received)


def test_a_worker_that_is_killed_while_mailing_mails_no_second_time(
    committed_db: str, at: datetime, mail: MailServer, mailbox: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SMTP can't be asked; so the delivery says that nobody knows, and the next rung takes over."""
    person = somebody(at)
    contact(person, ContactKind.EMAIL, at)
    notice = told(person, at, of=mailbox)
    killing(monkeypatch, EmailChannel)
    climb_due(at=at)
    with pytest.raises(Killed):
        drain(at=at)
    connection.close()
    work(at + MINUTE)
    row = Delivery.objects.get(notice=notice)
    assert (row.state, row.reason, len(mail.received)) == ("failed", "uncertain", 1)


@pytest.mark.parametrize(
    ("fault", "state"),
    [("error", "sent"), ("busy", "sent"), ("drop", "sent"), ("timeout", "sent"), ("refuse", "failed")],
)
def test_a_push_service_in_every_mood(fault: str, state: str, person: UUID, at: datetime, push: PushService) -> None:
    browser_of(push, person, at)
    push.faults.pull({"kind": fault, "seconds": 1})
    notice = told(person, at)
    work(at)
    work(at + MINUTE)
    assert way(notice)[0] == ("push", state)
    # Where the reply was lost it came twice; the same topic and tag make one of the two.
    assert len({entry["topic"] for entry in push.shown}) == (1 if state == "sent" else 0)
    assert len({entry["notice"]["tag"] for entry in push.shown}) <= 1


def test_what_leaves_the_house_says_nothing_about_its_reader(
    person: UUID, at: datetime, sms: Gateway, push: PushService, mail: MailServer
) -> None:
    for kind in (ContactKind.PHONE, ContactKind.EMAIL):
        contact(person, kind, at)
    browser_of(push, person, at)
    told(person, at)
    for day in range(2):
        work(at + timedelta(days=day))
    said = [sms.store.sent()[0]["text"], str(push.shown[0]["notice"]), str(mail.received[0])]
    for text in said:
        for secret in ("生育津贴", "63,200", "王芳", "310101", str(person)):
            assert secret not in text, text
    for text in (said[0], mail.received[0]["text"], mail.received[0]["html"]):
        assert "请勿回复" in text
        assert "核验码" in text
        assert "/check/" in text
    assert mail.received[0]["headers"]["Auto-Submitted"] == "auto-generated"
