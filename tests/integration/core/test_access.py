"""Who read whose facts: written before they are read, and shown to whom they belong."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services.core.access.api import (
    AccessEntry,
    AccessNotRecorded,
    Purpose,
    active,
    count_entries_for,
    entries_for,
    guard_facts_reads,
    reading,
    writing,
)
from services.core.audit.api import Actor, ActorKind
from tests.integration.core.conftest import Threads
from tests.integration.core.samples import CLERK

MOTHER, CHILD = uuid.UUID(int=1), uuid.UUID(int=2)
AGENT = Actor(ActorKind.USER, "agent", person=MOTHER, on_behalf_of=CHILD)


def read(table: str = "birth") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "facts"."{table}"')
        return int(cursor.fetchone()[0])


def opened(at: datetime, **more: Any) -> Any:
    named: dict[str, Any] = {"purpose": Purpose.CASEWORK, "datasets": ["birth"], "subjects": [MOTHER], **more}
    return reading(actor=CLERK, at=at, **named)


@pytest.mark.django_db
class TestTheGuard:
    def test_facts_are_read_only_inside_a_reading(self, at: datetime) -> None:
        with pytest.raises(AccessNotRecorded, match="birth"):
            read()
        with opened(at):
            assert active()
            assert read() == 0
        assert not active()
        with pytest.raises(AccessNotRecorded):
            read()

    def test_the_entry_is_there_before_the_facts_are(self, at: datetime) -> None:
        with opened(at), CaptureQueriesContext(connection) as queries:
            read()
        assert len(queries) == 1
        assert AccessEntry.objects.count() == 1

    def test_only_declared_datasets_are_read(self, at: datetime) -> None:
        with opened(at), pytest.raises(AccessNotRecorded, match="employment"):
            read("employment")
        with opened(at, datasets=["birth", "employment"]):
            assert read("employment") == 0

    def test_readings_nest(self, at: datetime) -> None:
        with opened(at):
            with opened(at, datasets=["employment"]):
                assert (read(), read("employment")) == (0, 0)
            with pytest.raises(AccessNotRecorded):
                read("employment")
        assert AccessEntry.objects.count() == 2

    def test_an_error_inside_closes_the_reading(self, at: datetime) -> None:
        with pytest.raises(ZeroDivisionError), opened(at):
            raise ZeroDivisionError
        assert not active()
        with pytest.raises(AccessNotRecorded):
            read()

    def test_a_feed_writes_without_reading(self) -> None:
        write = 'INSERT INTO "facts"."birth" SELECT * FROM "facts"."birth" WHERE %s'
        with writing(), connection.cursor() as cursor:
            cursor.execute(write, [False])
            cursor.executemany(write, [[False], [False]])
        with pytest.raises(AccessNotRecorded), connection.cursor() as cursor:
            cursor.executemany(write, [[False]])


@pytest.mark.usefixtures("committed_db")
class TestConnections:
    def test_another_thread_has_no_part_in_a_reading(self, at: datetime, threads: Threads) -> None:
        with opened(at), pytest.raises(AccessNotRecorded):
            threads.start(read).result()

    def test_the_guard_stays_after_a_reconnection(self) -> None:
        connection.close()
        with pytest.raises(AccessNotRecorded):
            read()
        assert connection.execute_wrappers.count(guard_facts_reads) == 1


@pytest.mark.django_db
class TestTheLog:
    def test_each_subject_has_an_entry(self, at: datetime) -> None:
        with opened(at, subjects=[MOTHER, CHILD, MOTHER], policy="maternity-allowance"):
            pass
        assert count_entries_for(MOTHER) == count_entries_for(CHILD) == 1
        [entry] = entries_for(MOTHER)
        assert (entry.at, entry.actor, entry.purpose) == (at, CLERK, Purpose.CASEWORK)
        assert (entry.datasets, entry.policy, entry.of_everybody) == (("birth",), "maternity-allowance", False)
        assert entry.purpose_label

    def test_a_population_is_one_entry_that_everybody_sees(self, at: datetime) -> None:
        with opened(at, subjects=[], scope="births of 2025", purpose=Purpose.MATCHING):
            pass
        assert AccessEntry.objects.count() == 1
        for subject in (MOTHER, CHILD, uuid.uuid4()):
            [entry] = entries_for(subject)
            assert (entry.scope, entry.of_everybody) == ("births of 2025", True)

    def test_both_identities_are_shown(self, at: datetime) -> None:
        with reading(actor=AGENT, at=at, purpose=Purpose.OWN_VIEW, datasets=["birth"], subjects=[CHILD]):
            pass
        [entry] = entries_for(CHILD)
        assert (entry.actor.person, entry.on_behalf_of) == (MOTHER, CHILD)
        assert entries_for(MOTHER) == []

    @pytest.mark.parametrize(
        "incomplete",
        [{"subjects": []}, {"scope": "all"}, {"datasets": []}],
        ids=["of nobody", "of everybody and of somebody", "of nothing"],
    )
    def test_a_reading_says_of_whom_and_what(self, at: datetime, incomplete: dict[str, Any]) -> None:
        with pytest.raises(ValueError), opened(at, **incomplete):
            pass
        assert not AccessEntry.objects.exists()

    def test_a_page_is_one_query_newest_first(self, at: datetime) -> None:
        for hour in range(30):
            with opened(at + timedelta(hours=hour)):
                pass
        with CaptureQueriesContext(connection) as queries:
            page = entries_for(MOTHER, limit=10, offset=10)
            assert [entry.at for entry in page] == [at + timedelta(hours=hour) for hour in range(19, 9, -1)]
        assert len(queries) == 1

    def test_a_city_is_written_down_in_few_queries(self, at: datetime) -> None:
        with CaptureQueriesContext(connection) as queries, opened(at, subjects=[uuid.uuid4() for _ in range(12_000)]):
            pass
        assert AccessEntry.objects.count() == 12_000
        assert len(queries) <= 5
