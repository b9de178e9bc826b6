"""`manage.py work`: told by the database, not stopped by lost connections or kills, stopped by a signal."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Max

from services.core.audit.api import AuditEntry, AuditSeal, record
from services.core.calendar.api import now
from services.core.outbox.api import Delivery, DeliveryState, emit, every, handler
from services.core.outbox.registry import Registry
from services.core.outbox.worker import SWEEP_SECONDS, Worker
from tests.integration.core import killable
from tests.integration.core.conftest import Threads
from tests.integration.core.samples import CLERK, owner

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.usefixtures("committed_db", "handlers")


class Heard:
    """A handler that notes when it was called."""

    def __init__(self) -> None:
        self.events: dict[Any, float] = {}
        handler(killable.TOPIC, "heard")(self)

    def __call__(self, payload: Mapping[str, Any], /, *, at: datetime) -> None:
        self.events[payload["id"]] = time.monotonic()

    def seconds_for(self, number: int) -> float:
        """How long an event takes from its commit to its handler."""
        began = time.monotonic()
        announce(number)
        wait_for(lambda: number in self.events, seconds=30)
        return self.events[number] - began


def announce(number: int | str) -> None:
    with transaction.atomic():
        emit(killable.TOPIC, {"id": number})


def wait_for(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


@pytest.fixture
def worker(committed_db: str, handlers: Registry, threads: Threads) -> Iterator[Worker]:
    one = Worker(clock=now)
    running = threads.start(one.run)
    yield one
    one.stop()
    running.result(timeout=20)


@pytest.mark.usefixtures("worker")
def test_a_commit_wakes_it_at_once() -> None:
    heard = Heard()
    heard.seconds_for(0)  # from here on it surely listens
    seconds = [heard.seconds_for(number) for number in range(1, 21)]
    assert sorted(seconds)[-2] < 1 < SWEEP_SECONDS


@pytest.mark.usefixtures("worker")
def test_it_outlives_its_connections() -> None:
    heard = Heard()
    heard.seconds_for(0)
    everybody = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for lost, only in enumerate(["AND query LIKE 'LISTEN%'", ""], start=1):
        with owner() as session:
            session.execute(f"SELECT pg_terminate_backend(pid) {everybody} {only}")
        connection.close()  # the test's own is gone as well
        heard.seconds_for(lost * 10)
        heard.seconds_for(lost * 10 + 1)


@pytest.mark.usefixtures("worker")
def test_ticks_go_on_while_a_delivery_takes_long() -> None:
    ticked, finish = threading.Event(), threading.Event()

    @handler(killable.TOPIC, "slow")
    def slow(payload: Mapping[str, Any], /, *, at: datetime) -> None:
        finish.wait(20)

    announce(1)
    every(1, "tick")(lambda *, at: ticked.set() if at else None)
    try:
        assert ticked.wait(10)
        assert Delivery.objects.get().state == DeliveryState.PENDING
    finally:
        finish.set()
    wait_for(lambda: Delivery.objects.get().state == DeliveryState.DONE)


def test_a_failing_handler_comes_back_by_itself(worker: Worker) -> None:
    failures = iter([True])

    @handler(killable.TOPIC, "failing")
    def failing(payload: Mapping[str, Any], /, *, at: datetime) -> None:
        if next(failures, False):
            raise ConnectionError

    announce(1)
    wait_for(lambda: Delivery.objects.get().state == DeliveryState.DONE)
    assert Delivery.objects.get().attempts == 2


def test_once_delivers_what_is_there_and_ends(capsys: pytest.CaptureFixture[str], at: datetime) -> None:
    heard = Heard()
    every(60, "emitting")(lambda *, at: announce("from the tick"))  # noqa: ARG005 - a tick's signature
    announce(1)
    call_command("work", "--once")
    assert list(heard.events) == [1, "from the tick"]
    assert "2" in capsys.readouterr().out
    record(actor=CLERK, action="samples.sample.noted", object_type="x", object_id="1", at=at)


@contextmanager
def program(url: str, *command: str) -> Iterator[subprocess.Popen[str]]:
    """A process of our own on the test's database; it is not left behind."""
    environment = {**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_after_the_delivery_in_hand(committed_db: str, at: datetime, number: signal.Signals) -> None:
    record(actor=CLERK, action="samples.sample.noted", object_type="x", object_id="1", at=at)
    with program(committed_db, "manage.py", "work") as process:
        wait_for(AuditSeal.objects.exists, seconds=60)  # by its first tick
        began = time.monotonic()
        process.send_signal(number)
        out, _errors = process.communicate(timeout=30)
    assert process.returncode == 0, out
    assert time.monotonic() - began < 20


def test_killed_again_and_again_it_pays_each_once(committed_db: str, handlers: Registry) -> None:
    handlers.add_handler(killable.TOPIC, killable.HANDLER, killable.pay)
    chance = random.Random(7)
    events = 60
    for number in range(events):
        announce(str(number))
    kills = 0
    command = ["-m", "tests.integration.core.killable"]
    while AuditEntry.objects.count() < events * 3 // 4:
        with program(committed_db, *command):
            begun = AuditEntry.objects.count()
            wait_for(lambda begun=begun: AuditEntry.objects.count() > begun, seconds=60)
            time.sleep(chance.uniform(0, 0.2))
        kills += 1
    with program(committed_db, *command):
        wait_for(lambda: not Delivery.objects.exclude(state=DeliveryState.DONE).exists(), seconds=60)
    paid = Counter(AuditEntry.objects.values_list("object_id", flat=True))
    assert paid == Counter(str(number) for number in range(events))
    assert kills >= 3
    assert Delivery.objects.aggregate(most=Max("attempts"))["most"] <= 3
