"""Feeds at the same moment, over connections of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from eligibility.facts.api import Feed, load_feed
from services.core.audit.api import Actor
from services.core.outbox.api import Event
from tests.integration.facts.conftest import stored
from tests.unit.facts.deliveries import Row, as_csv, golden, resident_id


def together(*acts: Callable[[], Feed]) -> list[Feed]:
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Feed]) -> Feed:
        barrier.wait(timeout=30)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def deliver(committed_db: str, body: Actor, at: datetime) -> Callable[..., Callable[[], Feed]]:
    def prepared(dataset: str, rows: Sequence[Row], label: str | None = None) -> Callable[[], Feed]:
        content = as_csv(dataset, rows)
        name = f"{dataset}.csv"
        return lambda: load_feed(dataset=dataset, content=content, filename=name, actor=body, at=at, label=label)

    return prepared


def test_the_same_feed_twice_applies_once(deliver: Callable[..., Callable[[], Feed]]) -> None:
    rows = [golden("birth", birth_no=f"B{number}") for number in range(300)]
    feeds = together(*[deliver("birth", rows) for _ in range(4)])
    assert len({feed.pk for feed in feeds}) == 1
    assert sorted(feed.repeated for feed in feeds) == [False, True, True, True]
    assert len(stored("birth", "fact_id", current=False)) == 300
    assert (Feed.objects.count(), Event.objects.count()) == (1, 1)


def test_the_same_rows_under_two_labels_are_recorded_once(deliver: Callable[..., Callable[[], Feed]]) -> None:
    rows = [golden("birth", birth_no=f"B{number}") for number in range(300)]
    feeds = together(deliver("birth", rows, "one"), deliver("birth", rows, "two"))
    assert sorted((feed.applied, feed.unchanged) for feed in feeds) == [(0, 300), (300, 0)]
    assert len(stored("birth", "fact_id", current=False)) == 300


def test_contradicting_feeds_follow_one_another(deliver: Callable[..., Callable[[], Feed]]) -> None:
    feeds = together(*[deliver("birth", [golden("birth", gestation_months=str(number))]) for number in range(6)])
    assert [feed.applied for feed in feeds] == [1] * 6
    assert len(stored("birth", "fact_id", current=False)) == 6
    assert len(stored("birth", "fact_id")) == 1


def test_two_datasets_that_register_the_same_people_in_another_order(
    deliver: Callable[..., Callable[[], Feed]],
) -> None:
    """More people than a chunk: PostgreSQL stops one of the two, which starts over by itself."""
    people = [resident_id(number) for number in range(2500)]
    births = [golden("birth", birth_no=f"B{number}", mother=one, child="") for number, one in enumerate(people)]
    jobs = [golden("employment", employee=one) for one in reversed(people)]
    feeds = together(deliver("birth", births), deliver("employment", jobs))
    assert [(feed.applied, feed.quarantined) for feed in feeds] == [(2500, 0), (2500, 0)]
    assert {mother for (mother,) in stored("birth", "mother")} == {one for (one,) in stored("employment", "employee")}
