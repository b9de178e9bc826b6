"""The outbox forgets what was delivered long ago, and nothing else; it is on record, and the app can't do more."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from services.core.audit.api import Actor, AuditEntry
from services.core.audit.retention import forget_delivered
from services.core.outbox.api import Delivery, DeliveryState, Event, purge_delivered

pytestmark = pytest.mark.django_db
TESTS = Actor.system("tests")


def event(*, days: int, state: str = DeliveryState.DONE, finished: int | None = None, handlers: int = 1) -> Event:
    """An event of so many days ago, delivered (or not) on the same day, or `finished` days ago."""
    then = timezone.now() - timedelta(days=days)
    made = Event.objects.create(topic="samples.happened", payload={}, created_at=then)
    end = (
        None
        if state == DeliveryState.PENDING
        else timezone.now() - timedelta(days=days if finished is None else finished)
    )
    for number in range(handlers):
        Delivery.objects.create(event=made, handler=f"handler{number}", state=state, finished_at=end)
    return made


def purge(days: int = 30, most: int = 1000) -> Any:
    return purge_delivered(before=timezone.now() - timedelta(days=days), most=most)


def test_what_was_delivered_long_ago_is_forgotten() -> None:
    event(days=40, handlers=2), event(days=31)
    kept = event(days=29)
    done = purge()
    assert (done.events, done.deliveries) == (2, 3)
    assert list(Event.objects.all()) == [kept]


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.DEAD])
def test_what_waits_or_was_given_up_stays_whatever_its_age(state: str) -> None:
    event(days=400, state=state)
    assert purge().events == 0
    assert Delivery.objects.count() == 1


def test_what_was_delivered_late_counts_from_its_delivery() -> None:
    event(days=60, finished=5)
    assert purge().events == 0


def test_an_event_that_nobody_handles_goes_too() -> None:
    event(days=40, handlers=0)
    assert purge().events == 1


def test_no_more_than_asked_for_goes_at_once_the_oldest_first() -> None:
    for days in (40, 60, 50):
        event(days=days)
    assert purge(most=2).events == 2
    assert (timezone.now() - Event.objects.get().created_at).days == 40


def test_the_last_week_stays_whatever_is_asked() -> None:
    event(days=6), event(days=8)
    assert purge(days=0).events == 1


def test_the_app_deletes_no_event_by_itself() -> None:
    event(days=400)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM outbox_event")


def test_it_is_on_record_and_nothing_is_not(at: datetime) -> None:
    event(days=40)
    before = timezone.now() - timedelta(days=30)
    forget_delivered(before=before, actor=TESTS, at=at)
    forget_delivered(before=before, actor=TESTS, at=at)
    entry = AuditEntry.objects.get(action="outbox.events.purged")
    assert entry.data == {"events": 1, "deliveries": 1, "before": before.isoformat()}


def test_the_command_goes_on_until_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.core.audit.management.commands.purge_outbox.MOST_AT_ONCE", 1)
    event(days=40), event(days=41)
    said = StringIO()
    call_command("purge_outbox", stdout=said)
    assert said.getvalue() == "2 events and 2 deliveries removed.\n"
    with pytest.raises(CommandError, match="last 7 days"):
        call_command("purge_outbox", days=3)
