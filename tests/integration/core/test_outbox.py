"""What is emitted commits or rolls back with its cause, is delivered at least once, and done exactly once."""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from services.core.audit.api import AuditEntry, record
from services.core.outbox.api import (
    Delivery,
    DeliveryState,
    Event,
    NotInTransaction,
    Tick,
    backlog,
    deliver,
    drain,
    emit,
    emit_many,
    every,
    handler,
    retry,
    run_due_ticks,
)
from services.core.outbox.delivery import MOST_ATTEMPTS
from services.core.outbox.registry import Registry
from tests.integration.core.conftest import Threads
from tests.integration.core.samples import CLERK

TOPIC = "samples.sample.confirmed"
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("handlers")


class Seen:
    """A handler that remembers, and fails as often as it is told to."""

    def __init__(self, name: str = "seen", *, failures: int = 0) -> None:
        self.payloads: list[Mapping[str, Any]] = []
        self.failures = failures
        self.calls = 0
        handler(TOPIC, name)(self)

    def __call__(self, payload: Mapping[str, Any], /, *, at: datetime) -> None:
        self.calls += 1
        record(actor=CLERK, action="samples.sample.seen", object_type="samples.sample", object_id="1", at=at)
        if self.calls <= self.failures:
            raise ConnectionError("account 6222021234567890123 is not reachable")
        self.payloads.append(payload)


def announce(**payload: Any) -> None:
    with transaction.atomic():
        emit(TOPIC, payload)


@pytest.mark.django_db
class TestEmitting:
    def test_each_handler_of_the_topic_has_a_delivery(self, at: datetime) -> None:
        one, two = Seen("one"), Seen("two")
        announce(id="7")
        assert list(Delivery.objects.order_by("handler").values_list("handler", flat=True)) == ["one", "two"]
        assert drain(at=at) == 2
        assert one.payloads == two.payloads == [{"id": "7"}]
        assert drain(at=at) == 0

    def test_a_topic_that_nobody_handles_is_kept(self, at: datetime) -> None:
        announce(id="7")
        assert Event.objects.count() == 1
        assert drain(at=at) == 0

    def test_what_rolls_back_was_never_emitted(self, at: datetime) -> None:
        seen = Seen()
        with transaction.atomic():
            emit(TOPIC, {"id": "7"})
            transaction.set_rollback(True)
        assert drain(at=at) == 0
        assert not Event.objects.exists()
        assert not seen.payloads

    def test_many_events_cost_no_more_queries(self) -> None:
        Seen()

        def counted(number: int) -> int:
            with transaction.atomic(), CaptureQueriesContext(connection) as queries:
                emit_many(TOPIC, ({"id": str(n)} for n in range(number)))
            return len(queries)

        assert counted(1) == counted(300)
        assert Delivery.objects.count() == 301

    def test_two_handlers_do_not_share_a_name(self) -> None:
        Seen("one")
        with pytest.raises(ValueError, match="one"):
            Seen("one")

    def test_an_event_has_a_topic(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            emit("", {})


@pytest.mark.usefixtures("committed_db")
def test_outside_a_transaction_nothing_is_emitted() -> None:
    with pytest.raises(NotInTransaction):
        emit(TOPIC, {"id": "7"})


@pytest.mark.django_db
class TestFailing:
    def test_it_comes_back_after_a_pause_and_leaves_nothing_of_the_failed_try(self, at: datetime) -> None:
        seen = Seen(failures=1)
        announce(id="7")
        assert drain(at=at) == 0
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts, delivery.due_at) == (
            DeliveryState.PENDING,
            1,
            at + timedelta(seconds=2),
        )
        assert delivery.last_error.startswith("builtins.ConnectionError at test_outbox.py:")
        assert "6222" not in delivery.last_error
        assert not AuditEntry.objects.exists()
        assert drain(at=at + timedelta(seconds=1)) == 0
        assert drain(at=at + timedelta(seconds=2)) == 1
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts, delivery.last_error) == (DeliveryState.DONE, 2, "")
        assert delivery.finished_at == at + timedelta(seconds=2)
        assert seen.calls == 2
        assert AuditEntry.objects.count() == 1

    def test_pauses_grow_to_an_hour(self, at: datetime) -> None:
        Seen(failures=MOST_ATTEMPTS)
        announce(id="7")
        pauses = []
        for _number in range(MOST_ATTEMPTS):
            drain(at=at)
            due_at = Delivery.objects.get().due_at
            assert due_at is not None
            pauses.append((due_at - at).total_seconds())
            at = due_at
        assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600, 3600]

    def test_it_is_given_up_in_the_end_and_can_be_retried(self, at: datetime) -> None:
        seen = Seen(failures=MOST_ATTEMPTS)
        announce(id="7")
        for number in range(MOST_ATTEMPTS + 3):
            drain(at=at + number * HOUR)
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts, seen.calls) == (DeliveryState.DEAD, MOST_ATTEMPTS, MOST_ATTEMPTS)
        assert (backlog().waiting, backlog().dead, backlog().oldest) == (0, 1, None)
        assert retry([delivery.pk]) == 1
        assert retry([delivery.pk]) == 0
        assert backlog().waiting == 1
        assert backlog().oldest == Event.objects.get().created_at
        assert drain(at=at) == 1
        assert seen.payloads == [{"id": "7"}]

    def test_one_failing_handler_keeps_no_other_waiting(self, at: datetime) -> None:
        failing, seen = Seen("failing", failures=99), Seen("working")
        for number in range(5):
            announce(id=number)
        assert drain(at=at) == 5
        assert (failing.calls, len(seen.payloads)) == (5, 5)

    def test_a_handler_that_is_no_more_is_given_up(self, at: datetime, handlers: Registry) -> None:
        Seen()
        announce(id="7")
        handlers._handlers.clear()
        for number in range(MOST_ATTEMPTS):
            drain(at=at + number * HOUR)
        delivery = Delivery.objects.get()
        assert delivery.state == DeliveryState.DEAD
        assert "UnknownHandler" in delivery.last_error

    def test_a_clock_that_was_set_back_keeps_nobody_waiting_for_long(self, at: datetime) -> None:
        # The demo's date is fixed: at midnight its clock jumps back a day.
        seen = Seen(failures=1)
        announce(id="7")
        drain(at=at + timedelta(days=1))
        assert drain(at=at) == 1
        assert seen.payloads


@pytest.mark.django_db
def test_a_handler_may_emit(at: datetime) -> None:
    seen = Seen()

    @handler("samples.sample.begun", "begin")
    def begin(payload: Mapping[str, Any], /, *, at: datetime) -> None:
        emit(TOPIC, {"after": payload["id"]})

    with transaction.atomic():
        emit("samples.sample.begun", {"id": "7"})
    assert drain(at=at) == 2
    assert seen.payloads == [{"after": "7"}]


@pytest.mark.django_db
def test_a_round_has_a_limit(at: datetime) -> None:
    Seen()
    for number in range(5):
        announce(id=number)
    assert [drain(at=at, limit=3), drain(at=at, limit=3)] == [3, 2]


@pytest.mark.usefixtures("committed_db")
class TestSeveralWorkers:
    def test_each_delivery_is_done_once(self, at: datetime, threads: Threads) -> None:
        seen = Seen()
        with transaction.atomic():
            emit_many(TOPIC, ({"id": number} for number in range(300)))
        rounds = [threads.start(drain, at=at) for _thread in range(8)]
        assert sum(each.result() for each in rounds) == 300
        assert Counter(payload["id"] for payload in seen.payloads) == Counter(range(300))
        assert AuditEntry.objects.count() == 300
        assert not Delivery.objects.exclude(state=DeliveryState.DONE, attempts=1).exists()

    def test_a_slow_handler_is_not_started_twice_when_its_pause_is_over(self, at: datetime, threads: Threads) -> None:
        started, finish, calls = threading.Event(), threading.Event(), []

        @handler(TOPIC, "slow")
        def slow(payload: Mapping[str, Any], /, *, at: datetime) -> None:
            calls.append(payload)
            started.set()
            assert finish.wait(10)

        announce(id="7")
        first = threads.start(drain, at=at)
        assert started.wait(10)
        assert drain(at=at + HOUR) == 0
        finish.set()
        assert first.result() == 1
        assert drain(at=at + HOUR) == 0
        assert len(calls) == 1

    def test_a_worker_that_dies_in_its_handler_leaves_the_work_to_another(self, at: datetime, threads: Threads) -> None:
        deaths = iter([True])

        @handler(TOPIC, "mortal")
        def mortal(payload: Mapping[str, Any], /, *, at: datetime) -> None:
            record(actor=CLERK, action="samples.sample.paid", object_type="x", object_id=payload["id"], at=at)
            if next(deaths, False):
                raise SystemExit  # not an Exception: nothing is noted, as when the process is killed

        announce(id="7")
        with pytest.raises(SystemExit):
            threads.start(drain, at=at).result()
        assert not AuditEntry.objects.exists()
        assert drain(at=at) == 0
        assert drain(at=at + timedelta(seconds=2)) == 1
        assert AuditEntry.objects.count() == 1

    def test_what_kills_every_worker_is_given_up(self, at: datetime, threads: Threads) -> None:
        @handler(TOPIC, "deadly")
        def deadly(payload: Mapping[str, Any], /, *, at: datetime) -> None:
            raise SystemExit

        seen = Seen("other")
        announce(id="7")
        for number in range(MOST_ATTEMPTS):
            with pytest.raises(SystemExit):
                threads.start(drain, at=at + number * HOUR).result()
        drain(at=at + MOST_ATTEMPTS * HOUR)
        assert dict(Delivery.objects.values_list("handler", "state")) == {"deadly": "dead", "other": "done"}
        assert len(seen.payloads) == 1

    def test_a_check_at_commit_fails_the_delivery_not_the_worker(self, at: datetime) -> None:
        # Deferred constraints (a ledger out of balance, say) speak up only when the handler has long returned.
        @handler(TOPIC, "unbalanced")
        def unbalanced(payload: Mapping[str, Any], /, *, at: datetime) -> None:
            Delivery.objects.create(event_id=999_999, handler="nobody")

        announce(id="7")
        assert drain(at=at) == 0
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 1)
        assert "IntegrityError" in delivery.last_error

    def test_one_delivery_by_its_number(self, at: datetime) -> None:
        seen = Seen()
        announce(id="7")
        [number] = Delivery.objects.values_list("pk", flat=True)
        assert deliver(number, at=at)
        assert not deliver(number, at=at)
        assert not deliver(number + 1, at=at)
        assert len(seen.payloads) == 1


@pytest.mark.django_db
class TestTicks:
    def test_they_run_when_they_are_due(self, at: datetime) -> None:
        ran: list[datetime] = []
        every(60, "minutely")(lambda *, at: ran.append(at))
        moments = [at, at + timedelta(seconds=59), at + timedelta(seconds=60), at + timedelta(seconds=61)]
        assert [run_due_ticks(at=moment) for moment in moments] == [["minutely"], [], ["minutely"], []]
        assert ran == [moments[0], moments[2]]

    def test_a_clock_that_was_set_back_does_not_stop_them(self, at: datetime) -> None:
        every(60, "minutely")(lambda *, at: None)  # noqa: ARG005 - a tick's signature
        assert run_due_ticks(at=at + timedelta(days=1)) == run_due_ticks(at=at) == ["minutely"]

    def test_a_failing_tick_is_noted_and_stops_no_other(self, at: datetime) -> None:
        failures = iter([True])

        def failing(*, at: datetime) -> None:
            if next(failures, False):
                raise ZeroDivisionError

        every(60, "failing")(failing)
        every(60, "working")(lambda *, at: None)  # noqa: ARG005 - a tick's signature
        assert run_due_ticks(at=at) == ["failing", "working"]
        assert "ZeroDivisionError" in Tick.objects.get(name="failing").last_error
        assert run_due_ticks(at=at) == []
        assert run_due_ticks(at=at + HOUR) == ["failing", "working"]
        assert not Tick.objects.exclude(last_error="").exists()

    def test_a_tick_opens_its_own_transactions(self, at: datetime) -> None:
        def committing(*, at: datetime) -> None:
            with transaction.atomic(durable=True):
                record(actor=CLERK, action="samples.tick.ran", object_type="x", object_id=str(UUID(int=1)), at=at)

        every(60, "committing")(committing)
        run_due_ticks(at=at)
        assert AuditEntry.objects.count() == 1
        assert not Tick.objects.exclude(last_error="").exists()


@pytest.mark.usefixtures("committed_db")
class TestTicksOfSeveralWorkers:
    def test_a_tick_runs_in_one_worker_at_a_time(self, at: datetime, threads: Threads) -> None:
        running, finish, ran = threading.Event(), threading.Event(), []

        def slow(*, at: datetime) -> None:
            ran.append(at)
            running.set()
            assert finish.wait(10)

        every(1, "slow")(slow)
        first = threads.start(run_due_ticks, at=at)
        assert running.wait(10)
        assert run_due_ticks(at=at + HOUR) == []
        finish.set()
        assert first.result() == ["slow"]
        assert run_due_ticks(at=at + HOUR) == ["slow"]

    def test_of_many_who_find_it_due_one_runs_it(self, at: datetime, threads: Threads) -> None:
        ran: list[datetime] = []
        every(60, "minutely")(lambda *, at: ran.append(at))
        for number in range(10):
            rounds = [threads.start(run_due_ticks, at=at + number * HOUR) for _thread in range(8)]
            for each in rounds:
                each.result()
        assert ran == [at + number * HOUR for number in range(10)]
