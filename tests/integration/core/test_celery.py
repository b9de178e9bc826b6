"""With a broker Celery calls the same handlers; without it nothing is lost."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.db import transaction

from portal.celery import app
from portal.celery.tasks import CeleryDoorbell, connect
from services.core.audit.api import AuditEntry, record
from services.core.calendar.api import now
from services.core.outbox.api import Delivery, DeliveryState, drain, emit, handler, register_doorbell
from services.core.outbox.registry import Registry
from tests.integration.core.samples import CLERK
from tests.integration.core.test_worker import ROOT, wait_for

TOPIC = "samples.sample.confirmed"

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture(autouse=True)
def noting(handlers: Registry) -> None:
    @handler(TOPIC, "note")
    def note(payload: Mapping[str, Any], /, *, at: datetime) -> None:
        record(actor=CLERK, action="samples.sample.noted", object_type="x", object_id=payload["id"], at=at)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Celery:
    """The in-memory broker."""
    monkeypatch.setitem(app.conf, "broker_url", "memory://")
    monkeypatch.setitem(app.conf, "task_default_queue_type", "classic")
    connect()
    return app


def announce(*numbers: int) -> None:
    with transaction.atomic():
        for number in numbers:
            emit(TOPIC, {"id": str(number)})


def noted() -> Counter[str]:
    return Counter(AuditEntry.objects.values_list("object_id", flat=True))


def test_a_worker_delivers_what_is_rung(broker: Celery) -> None:
    with start_worker(broker, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        announce(*range(20))
        wait_for(lambda: not Delivery.objects.exclude(state=DeliveryState.DONE).exists())
    assert noted() == Counter(str(number) for number in range(20))


def test_a_message_that_comes_twice_is_done_once(broker: Celery) -> None:
    announce(1)
    CeleryDoorbell().ring(list(Delivery.objects.values_list("pk", flat=True)) * 3)
    with start_worker(broker, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        announce(2)
        wait_for(lambda: len(noted()) == 2)
    assert noted() == Counter(["1", "2"])
    assert drain(at=now()) == 0


def test_nothing_rings_before_the_commit(broker: Celery, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(CeleryDoorbell, "ring", lambda _bell, numbers: rung.extend(numbers))
    with transaction.atomic():
        emit(TOPIC, {"id": "1"})
        assert not rung
    assert len(rung) == 1
    with transaction.atomic():
        emit(TOPIC, {"id": "2"})
        transaction.set_rollback(True)
    assert len(rung) == 1


def test_a_broker_that_is_away_costs_no_work() -> None:
    class Broken:
        def ring(self, delivery_ids: Sequence[int]) -> None:
            raise ConnectionRefusedError

    register_doorbell(Broken())
    announce(1)
    assert drain(at=now()) == 1
    assert noted() == Counter(["1"])


def test_the_message_carries_a_number_and_nothing_else(broker: Celery) -> None:
    announce(1)
    with broker.connection_for_read() as connection:
        message = connection.SimpleQueue("tongban").get(timeout=5)
        message.ack()
    assert message.payload[:2] == [[Delivery.objects.get().pk], {}]


@pytest.mark.parametrize(("broker_url", "rings"), [("memory://", True), ("", False)])
def test_the_setting_alone_decides_whether_it_rings(committed_db: str, broker_url: str, rings: bool) -> None:
    ask = "from services.core.outbox.registry import registry; print(registry.doorbell is not None)"
    said = {"DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": committed_db, "CELERY_BROKER_URL": broker_url}
    environment = {**os.environ, **said}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", ask],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(rings)]
