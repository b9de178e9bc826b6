"""Two loads at one moment."""

import threading
from datetime import date, datetime
from typing import Any

from django.db import connection

from services.bodies.api import TreeRefused, load_bodies
from tests.integration.bodies.test_trees import ACTOR, MERGER, body


def test_two_loads_at_once_cannot_make_an_overlap_together(committed_db: str, at: datetime) -> None:
    """Each is sound by itself; together they would give one code two rows on one day."""
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def load(entry: dict[str, Any]) -> None:
        barrier.wait()
        try:
            load_bodies(data=[entry], actor=ACTOR, at=at)
            outcomes.append("loaded")
        except TreeRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    entries = [body("health", until=date(2020, 1, 1)), body("health", since=MERGER, until=date(2021, 1, 1))]
    loads = [threading.Thread(target=load, args=(entry,)) for entry in entries]
    for thread in loads:
        thread.start()
    for thread in loads:
        thread.join()
    assert sorted(outcomes) == ["loaded", "refused"]
