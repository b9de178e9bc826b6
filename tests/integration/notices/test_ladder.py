"""Who does not open a notice is gone after, one rung at a time; who does is left in peace."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from fakes.mail.server import MailServer
from fakes.push.browser import Browser
from fakes.push.server import PushService
from fakes.sms.server import Gateway
from services.core.outbox.api import drain
from services.notices import kinds
from services.notices.climbing import climb_due
from services.notices.commands import mark_read, settle
from services.notices.kinds import NoticeGroup
from services.notices.ladders import INBOX_ONLY, ChannelCode
from services.notices.letters import LetterRefused, letters_to_print, mark_dispatched, mark_printed, mark_returned
from services.notices.models import ContactKind, Delivery, Notice, PushSubscription, Settled
from services.notices.preferences import choose
from services.notices.queries import page_of
from services.notices.quiet import NEVER, QuietHours
from services.notices.subscriptions import push_key, subscribe
from services.notices.words import address
from services.tasks.api import TaskState, close_task, tasks_about
from tests import reaching
from tests.concurrency import at_once
from tests.integration.notices.conftest import SMS_ONLY, somebody, way, work
from tests.reaching import ACTOR, GENTLE_KIND, contact, told

DAYS, HOURS = timedelta(days=1), timedelta(hours=1)


def browser_of(push: PushService, person: UUID, at: datetime) -> str:
    """A browser of the fake service, as a page would tell us of it."""
    browser = Browser(push_key())
    name = f"browser-{len(push.browsers)}"
    push.browsers[name] = browser
    subscribe(
        person=person,
        endpoint=f"{push.origin}/push/{name}",
        public_key=browser.keys["p256dh"],
        auth=browser.keys["auth"],
        language="zh-hans",
        actor=ACTOR,
        at=at,
    )
    return name


@pytest.fixture
def reachable(person: UUID, at: datetime, sms: Gateway, push: PushService, mail: MailServer) -> UUID:
    """By every channel."""
    for kind in ContactKind:
        contact(person, kind, at)
    browser_of(push, person, at)
    return person


def test_silence_climbs_to_the_top(
    reachable: UUID, at: datetime, sms: Gateway, push: PushService, mail: MailServer
) -> None:
    notice = told(reachable, at)
    work(at)
    assert way(notice) == [("push", "sent")]
    work(at + 11 * HOURS)
    assert len(way(notice)) == 1
    evening = at + 12 * HOURS  # 21:00: the text waits for the morning, the e-mail rings nowhere
    work(evening)
    assert way(notice) == [("push", "sent"), ("email", "sent"), ("sms", "queued")]
    work(at + 23 * HOURS)
    assert way(notice)[1:] == [("email", "sent"), ("sms", "delivered")]
    work(at + 23 * HOURS + 3 * DAYS)
    assert way(notice)[3:] == [("letter", "queued")]
    letter = letters_to_print()[0]
    mark_printed(letter=letter.pk, actor=ACTOR, at=at + 4 * DAYS)
    mark_dispatched(letter=letter.pk, actor=ACTOR, at=at + 4 * DAYS)
    work(at + 14 * DAYS)
    assert way(notice)[3:] == [("letter", "sent"), ("visit", "sent")]
    work(at + 90 * DAYS)
    assert len(way(notice)) == 5
    assert [len(push.shown), len(mail.received), len(sms.store.sent())] == [1, 1, 1]


def test_a_visit_is_a_task_and_its_end_is_an_arrival(person: UUID, at: datetime) -> None:
    """Nobody knows where to reach her: after five days somebody goes."""
    notice = told(person, at)
    work(at)
    assert way(notice) == []
    work(at + 5 * DAYS)
    visit = Delivery.objects.get(notice=notice)
    task = tasks_about("notices.delivery", visit.pk)[0]
    assert (visit.channel, visit.state, task.subject) == ("visit", "sent", person)
    close_task(task=task, outcome="spoken to", actor=ACTOR, at=at + 6 * DAYS)
    drain(at=at + 6 * DAYS)
    assert way(notice) == [("visit", "delivered")]


def test_reading_calls_everything_off(reachable: UUID, at: datetime) -> None:
    notice = told(reachable, at)
    work(at)
    work(at + 12 * HOURS)
    mark_read(notice=notice, subject=reachable, actor=ACTOR, at=at + 13 * HOURS)
    work(at + 40 * DAYS)
    assert way(notice) == [("push", "sent"), ("email", "sent"), ("sms", "cancelled")]


def test_what_settled_itself_is_told_to_nobody_any_more(reachable: UUID, at: datetime) -> None:
    """The offer was confirmed, or has lapsed."""
    notice = told(reachable, at, key="offer:1")
    work(at)
    assert settle(key="offer:1", settled_as=Settled.DONE, actor=ACTOR, at=at + HOURS)
    assert not settle(key="offer:1", settled_as=Settled.OVER, actor=ACTOR, at=at + 2 * HOURS)
    work(at + 40 * DAYS)
    assert way(notice) == [("push", "sent")]
    assert page_of(reachable, reachable, 1)[0].settled


def test_a_visit_that_nobody_needs_is_called_off(person: UUID, at: datetime) -> None:
    notice = told(person, at)
    work(at + 5 * DAYS)
    mark_read(notice=notice, subject=person, actor=ACTOR, at=at + 6 * DAYS)
    visit = Delivery.objects.get(notice=notice)
    assert tasks_about("notices.delivery", visit.pk)[0].state == TaskState.CANCELLED


def test_a_subscription_that_is_gone_is_forgotten_and_the_next_rung_tried_at_once(
    reachable: UUID, at: datetime, push: PushService, sms: Gateway, mail: MailServer
) -> None:
    for name in push.browsers:
        push.browsers[name] = None
    notice = told(reachable, at)
    work(at)
    assert way(notice) == [("push", "gone"), ("email", "sent"), ("sms", "delivered")]
    assert not PushSubscription.objects.filter(ended_at__isnull=True).exists()


def test_one_browser_of_two_is_enough(reachable: UUID, at: datetime, push: PushService) -> None:
    browser_of(push, reachable, at)
    push.browsers["browser-0"] = None
    notice = told(reachable, at)
    work(at)
    assert sorted(way(notice)) == [("push", "gone"), ("push", "sent")]


def test_a_number_that_does_not_exist_does_not_wait_for_silence(person: UUID, at: datetime, sms: Gateway) -> None:
    contact(person, ContactKind.PHONE, at, "13800000422")
    contact(person, ContactKind.POST, at)
    notice = told(person, at)
    work(at)
    failed = Delivery.objects.get(notice=notice)
    assert (failed.state, failed.reason) == ("failed", "bad_address")
    work(at + DAYS)  # but no letter before two days have passed
    assert len(way(notice)) == 1
    work(at + 2 * DAYS)
    assert way(notice) == [("sms", "failed"), ("letter", "queued")]


def test_a_letter_that_comes_back_brings_a_visit(person: UUID, at: datetime) -> None:
    contact(person, ContactKind.POST, at)
    notice = told(person, at)
    work(at + 2 * DAYS)
    letter = letters_to_print()[0]
    with pytest.raises(LetterRefused):
        mark_dispatched(letter=letter.pk, actor=ACTOR, at=at + 3 * DAYS)
    mark_printed(letter=letter.pk, actor=ACTOR, at=at + 3 * DAYS)
    with pytest.raises(LetterRefused):
        mark_returned(letter=letter.pk, actor=ACTOR, at=at + 3 * DAYS)
    mark_dispatched(letter=letter.pk, actor=ACTOR, at=at + 3 * DAYS)
    mark_returned(letter=letter.pk, actor=ACTOR, at=at + 6 * DAYS)
    work(at + 6 * DAYS)
    assert way(notice) == [("letter", "failed"), ("visit", "sent")]


def test_a_letter_that_nobody_needs_is_not_printed(person: UUID, at: datetime) -> None:
    contact(person, ContactKind.POST, at)
    notice = told(person, at)
    work(at + 2 * DAYS)
    letter = letters_to_print()[0]
    mark_read(notice=notice, subject=person, actor=ACTOR, at=at + 3 * DAYS)
    assert letters_to_print() == []
    with pytest.raises(LetterRefused):
        mark_printed(letter=letter.pk, actor=ACTOR, at=at + 3 * DAYS)


@pytest.mark.parametrize(("kind", "sent"), [("tests.statutory", 1), (GENTLE_KIND, 0)])
def test_what_is_switched_off_stays_silent_unless_the_law_speaks(
    kind: str, sent: int, reachable: UUID, at: datetime, sms: Gateway, push: PushService
) -> None:
    off = [(NoticeGroup.DECISIONS, channel) for channel in ChannelCode]
    choose(person=reachable, off=off, quiet=NEVER, actor=ACTOR, at=at)
    told(reachable, at, of=kind)
    for day in range(4):
        work(at + day * DAYS)
    assert [len(push.shown), len(sms.store.sent())] == [sent, sent]


def test_quiet_hours_of_ones_own(person: UUID, at: datetime, sms: Gateway) -> None:
    contact(person, ContactKind.PHONE, at)
    quiet = QuietHours(at.time().replace(hour=8), at.time().replace(hour=10))
    choose(person=person, off=(), quiet=quiet, actor=ACTOR, at=at)
    notice = told(person, at, of=SMS_ONLY)
    work(at)
    assert way(notice) == [("sms", "queued")]
    work(at + 59 * timedelta(minutes=1))
    assert way(notice) == [("sms", "queued")]
    work(at + HOURS)
    assert way(notice) == [("sms", "delivered")]


def test_what_is_urgent_rings_at_night(person: UUID, at: datetime, sms: Gateway) -> None:
    contact(person, ContactKind.PHONE, at)
    notice = told(person, at.replace(hour=3), of="tests.urgent")
    work(at.replace(hour=3))
    assert way(notice) == [("sms", "delivered")]


def test_a_notice_without_a_ladder_goes_nowhere(
    reachable: UUID, at: datetime, push: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(kinds._kinds, "tests.inbox", reaching.kind("tests.inbox", INBOX_ONLY))
    told(reachable, at, of="tests.inbox")
    work(at + DAYS)
    assert not Delivery.objects.exists()


def test_two_workers_plan_each_rung_once(committed_db: str, at: datetime, settings: Settings) -> None:
    """Eight sweeps at once over twenty notices, on connections of their own."""
    settings.SMS_URL = "http://127.0.0.1:9"
    person = somebody(at)
    contact(person, ContactKind.PHONE, at)
    for number in range(20):
        told(person, at, of=SMS_ONLY, key=str(number))
    climbed = at_once(lambda _number: climb_due(at=at), 8)
    assert sum(each for each in climbed if isinstance(each, int)) == 20
    assert Delivery.objects.count() == 20
    assert not Notice.objects.filter(climb_at__lte=at).exists()


def test_messages_lead_to_the_portals_public_name(settings: Settings) -> None:
    settings.PORTAL_URL = "https://tongban.qingdu.example/"
    assert address("/check/") == "https://tongban.qingdu.example/check/"
