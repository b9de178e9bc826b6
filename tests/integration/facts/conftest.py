"""What the tests of facts share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from eligibility.facts.api import Feed, load_feed
from services.core.access.api import writing
from services.core.audit.api import Actor, ActorKind
from tests.unit.facts.deliveries import Row, as_csv, golden

Load = Callable[..., Feed]


@pytest.fixture
def body() -> Actor:
    return Actor(kind=ActorKind.BODY, id="health")


@pytest.fixture
def load(body: Actor, at: datetime) -> Load:
    """Load rows (the golden one by default) as CSV."""

    def load_rows(dataset: str, *rows: Row, **given: Any) -> Feed:
        content = given.pop("content", None)
        if content is None:
            content = as_csv(dataset, rows or [golden(dataset)])
        arguments: dict[str, Any] = {"filename": f"{dataset}.csv", "actor": body, "at": at, **given}
        return load_feed(dataset=dataset, content=content, **arguments)

    return load_rows


def stored(dataset: str, *columns: str, current: bool = True) -> list[tuple[Any, ...]]:
    """Columns of the rows of a dataset, in the order of recording."""
    where = "WHERE superseded_at IS NULL" if current else ""
    with writing(), connection.cursor() as cursor:
        cursor.execute(f'SELECT {", ".join(columns)} FROM "facts"."{dataset}" {where} ORDER BY recorded_at, fact_id')
        return list(cursor.fetchall())
