"""Moving: one lock, one change, one line of history, one audit entry, one event."""

from datetime import datetime
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from services.core.audit.api import Actor, ActorKind, AuditEntry
from services.core.money.api import Money
from services.core.outbox.api import Event
from services.core.transitions.api import (
    HistoryEntry,
    NotAllowed,
    Refused,
    TransitionError,
    WrongState,
    history,
    move,
    move_many,
)
from tests.integration.core.conftest import Threads
from tests.integration.core.samples import BANK, CLERK, TABLE, Sample, SampleState

alone = pytest.mark.usefixtures("sample_table")
together = pytest.mark.usefixtures("committed_sample_table")

SYSTEM = Actor.system("matching")


def take(sample: Sample, name: str, at: datetime, actor: Actor = CLERK, **more: Any) -> Sample:
    with transaction.atomic():
        return move(sample, name, table=TABLE, actor=actor, at=at, **more)


@alone
def test_a_move_changes_writes_history_audits_and_announces(at: datetime) -> None:
    sample = Sample.objects.create()
    moved = take(sample, "confirmed", at, reason="她同意", changes={"secret": "6222"}, event={"offer": 7})
    assert moved is not sample
    kept = Sample.objects.get()
    assert (moved.state, kept.state, kept.secret) == (SampleState.CONFIRMED, SampleState.CONFIRMED, "6222")
    [entry] = history("samples.sample", sample.pk)
    assert (entry.transition, entry.source, entry.target, entry.reason) == (
        "confirmed",
        "offered",
        "confirmed",
        "她同意",
    )
    assert (entry.actor, entry.at) == (CLERK, at)
    [audited] = AuditEntry.objects.all()
    assert (audited.action, audited.object_id) == ("samples.sample.confirmed", str(sample.pk))
    assert audited.data == {"from": "offered", "to": "confirmed"}
    assert audited.actor == CLERK
    [event] = Event.objects.all()
    assert (event.topic, event.payload) == ("samples.sample.confirmed", {"id": str(sample.pk), "offer": 7})


@alone
def test_a_move_without_a_topic_announces_nothing(at: datetime) -> None:
    take(Sample.objects.create(), "declined", at)
    assert not Event.objects.exists()


@alone
def test_every_pair_and_actor_does_what_the_table_says(at: datetime) -> None:
    for state, name, kind in product(SampleState.values, sorted(TABLE.names()), ActorKind):
        sample = Sample.objects.create(state=state)
        actor = Actor(kind, "somebody")
        if kind not in TABLE.get(name).actors:
            with pytest.raises(NotAllowed):
                take(sample, name, at, actor)
        elif (state, name) not in TABLE.pairs():
            with pytest.raises(WrongState) as refused:
                take(sample, name, at, actor)
            assert SampleState(state).label in refused.value.message
        else:
            assert take(sample, name, at, actor).state == TABLE.get(name).target
            continue
        assert Sample.objects.get(pk=sample.pk).state == state
        assert not history("samples.sample", sample.pk)
    assert AuditEntry.objects.count() == HistoryEntry.objects.count() == 5  # two kinds decline from two, one confirms


@alone
def test_the_guard_sees_the_row_as_it_is_now(at: datetime) -> None:
    stale = Sample.objects.create(amount=Money.fen(1))
    Sample.objects.update(amount=Money.fen(101))
    with pytest.raises(Refused) as refused:
        take(stale, "confirmed", at)
    assert (refused.value.message, refused.value.code) == ("Too dear.", "refused")


@alone
def test_a_stale_instance_does_not_write_its_old_values_back(at: datetime) -> None:
    stale = Sample.objects.create(secret="old")
    fresh = Sample.objects.get()
    fresh.secret = "new"
    fresh.save()
    take(stale, "confirmed", at)
    assert Sample.objects.get().secret == "new"


@together
def test_outside_a_transaction_nothing_moves(at: datetime) -> None:
    with pytest.raises(RuntimeError):
        move(Sample.objects.create(), "confirmed", table=TABLE, actor=CLERK, at=at)


@alone
def test_a_misspelt_step_is_a_mistake_in_code(at: datetime) -> None:
    with pytest.raises(KeyError):
        take(Sample.objects.create(), "confirm", at)


@alone
def test_a_row_that_is_gone_is_said_to_be_gone(at: datetime) -> None:
    with pytest.raises(ObjectDoesNotExist):
        take(Sample(), "confirmed", at)


@alone
def test_what_rolls_back_leaves_no_trace(at: datetime) -> None:
    sample = Sample.objects.create()
    with transaction.atomic():
        move(sample, "confirmed", table=TABLE, actor=CLERK, at=at)
        transaction.set_rollback(True)
    assert Sample.objects.get().state == SampleState.OFFERED
    assert not history("samples.sample", sample.pk)
    assert not AuditEntry.objects.exists()
    assert not Event.objects.exists()


@together
def test_of_sixteen_who_press_at_once_one_moves(at: datetime, threads: Threads) -> None:
    for _round in range(10):
        sample = Sample.objects.create()
        pressed = [threads.start(take, sample, "confirmed", at) for _thread in range(16)]
        failures = [thread.exception() for thread in pressed]
        assert failures.count(None) == 1
        assert all(isinstance(failure, WrongState) for failure in failures if failure)
        assert len(history("samples.sample", sample.pk)) == 1


@together
def test_the_second_waits_for_the_first_and_sees_its_state(at: datetime, threads: Threads) -> None:
    sample = Sample.objects.create()
    with transaction.atomic():
        move(sample, "confirmed", table=TABLE, actor=CLERK, at=at)
        second = threads.start(take, sample, "declined", at)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
    assert second.result(timeout=10).state == SampleState.DECLINED
    assert [entry.source for entry in history("samples.sample", sample.pk)] == ["offered", "confirmed"]


@alone
def test_many_move_together_in_a_constant_number_of_queries(at: datetime) -> None:
    def counted(number: int) -> int:
        keys = [sample.pk for sample in Sample.objects.bulk_create(Sample() for _number in range(number))]
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            moved = move_many(Sample, keys, "confirmed", table=TABLE, actor=CLERK, at=at, changes={"titles": {}})
        assert {sample.state for sample in moved} == {SampleState.CONFIRMED}
        assert Sample.objects.filter(pk__in=keys, state=SampleState.CONFIRMED).count() == number
        return len(queries)

    assert counted(2) == counted(200) <= 7
    assert AuditEntry.objects.count() == Event.objects.count() == 202


@alone
def test_of_many_all_move_or_none(at: datetime) -> None:
    keys = [Sample.objects.create(state=state).pk for state in (SampleState.OFFERED, SampleState.DECLINED)]
    with pytest.raises(TransitionError), transaction.atomic():
        move_many(Sample, keys, "confirmed", table=TABLE, actor=CLERK, at=at)
    assert not Sample.objects.filter(state=SampleState.CONFIRMED).exists()


@together
def test_crossing_moves_of_many_do_not_deadlock(at: datetime, threads: Threads) -> None:
    keys = [sample.pk for sample in Sample.objects.bulk_create(Sample() for _number in range(50))]

    def decline(order: list[Any]) -> None:
        with transaction.atomic():
            move_many(Sample, order, "declined", table=TABLE, actor=SYSTEM, at=at)

    both = [threads.start(decline, order) for order in (keys, keys[::-1])]
    failures = [thread.exception() for thread in both]
    assert failures.count(None) == 1
    assert sum(isinstance(failure, WrongState) for failure in failures) == 1


@alone
def test_a_bank_takes_no_step_of_a_clerk(at: datetime) -> None:
    with pytest.raises(NotAllowed):
        take(Sample.objects.create(), "confirmed", at, BANK)
