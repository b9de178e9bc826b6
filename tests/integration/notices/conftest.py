"""A person who can be reached, and those who carry messages: the fakes, over real sockets."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from fakes.mail.server import MailServer
from fakes.outbox import Outbox
from fakes.push.server import PushService
from fakes.sms.server import Gateway
from services.core.outbox.api import drain
from services.identity.api import register_person, resident_id_check
from services.notices import kinds
from services.notices.climbing import announce_due, climb_due
from services.notices.ladders import ChannelCode, Ladder, Rung
from services.notices.models import Delivery
from services.notices.tasks import hear_reports
from tests import reaching
from tests.reaching import ACTOR, GENTLE_KIND, STATUTORY_KIND, VAPID

SMS_KEY = "a key shared with the gateway"
SMS_ONLY = "tests.sms"


@pytest.fixture(autouse=True)
def _kinds_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    sms = Ladder((Rung((ChannelCode.SMS,), wait=timedelta(days=1)),))
    for one in (
        reaching.kind(STATUTORY_KIND, statutory=True, asks=True),
        reaching.kind(GENTLE_KIND),
        reaching.kind(SMS_ONLY, sms),
        reaching.kind("tests.urgent", sms, urgent=True),
    ):
        monkeypatch.setitem(kinds._kinds, one.code, one)


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def sms(settings: Settings) -> Iterator[Gateway]:
    gateway = Gateway(("127.0.0.1", 0), state=":memory:", key=SMS_KEY.encode(), outbox=Outbox(""))
    settings.SMS_URL = f"http://127.0.0.1:{gateway.server_address[1]}"
    settings.SMS_KEY, settings.SMS_TIMEOUT_SECONDS = SMS_KEY, 0.5
    with serving(gateway):
        yield gateway


@pytest.fixture
def push(settings: Settings) -> Iterator[PushService]:
    service = PushService(("127.0.0.1", 0), outbox=Outbox(""))
    settings.VAPID_KEY, settings.VAPID_CONTACT = VAPID, "mailto:operator@tongban.example"
    settings.PUSH_TIMEOUT_SECONDS = 0.5
    with serving(service):
        yield service


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailServer]:
    server = MailServer(("127.0.0.1", 0), outbox=Outbox(""))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_READY, settings.EMAIL_HOST = True, "127.0.0.1"
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = server.server_address[1], 0.5
    settings.DEFAULT_FROM_EMAIL, settings.EMAIL_DOMAIN = "no-reply@tongban.example", "tongban.example"
    with serving(server):
        yield server


@pytest.fixture
def person(db: None, at: datetime) -> UUID:
    return somebody(at)


def somebody(at: datetime) -> UUID:
    body = "31010119900307123"
    return register_person(resident_id=body + resident_id_check(body), name="王芳", actor=ACTOR, at=at)


def work(at: datetime) -> None:
    """What `manage.py work` does in a while: ladders, deliveries, reports."""
    for _round in range(3):
        climb_due(at=at)
        announce_due(at=at)
        drain(at=at)
        hear_reports(at=at)


def way(notice: UUID) -> list[tuple[str, str]]:
    """By which channels it went, in order, and what became of each."""
    rows = Delivery.objects.filter(notice=notice).order_by("rung", "channel")
    return [(row.channel, row.state) for row in rows]
