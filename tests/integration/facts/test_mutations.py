"""Golden feeds with one column mutated: the facts stay as they were, or the row is held back with line and field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligibility.facts.api import Feed, descriptor, load_feed
from services.core.audit.api import Actor
from tests.integration.facts.conftest import Load, stored
from tests.unit.facts.deliveries import GOLDEN, MOTHER, as_csv, as_json_lines, golden

pytestmark = pytest.mark.django_db

ODD = MOTHER[:-1] + "?"
# What each column of a poisoned feed may hold; none of them is a value of any field.
POISON: dict[str, list[Any]] = {
    "string": ["", ODD, "x" * 2000, "a\x00b", "a\u2028b"],
    "integer": ["-1", "NaN", "1.5", "９９９９９９", "2147483648", "inf"],
    "number": ["-0.01", "NaN", "-NaN", "Infinity", "1e400", "0.001", "1" * 30, "12,000"],
    "boolean": ["maybe", "2", "NaN", "是"],
    "date": ["2999-01-01x", "2025-02-30", "0000-00-00", "NaN", "1/2/2025", "infinity"],
}


def poisoned() -> list[tuple[str, str, Any]]:
    return [
        (dataset, field.name, raw)
        for dataset in GOLDEN
        for field in descriptor(dataset).fields.values()
        for raw in POISON[field.type]
        if (raw != "" or field.required) and not (raw == ODD and field.max_length)  # free text may look odd
    ]


@pytest.mark.parametrize("dataset", sorted(GOLDEN))
def test_every_column_of_a_golden_feed(dataset: str, load: Load) -> None:
    """One feed with a row for each poison and one good row: exactly the good one applies."""
    poisons = [(name, raw) for where, name, raw in poisoned() if where == dataset]
    rows = [golden(dataset, **{name: raw}) for name, raw in poisons]
    feed = load(dataset, *rows, golden(dataset))
    assert feed.state == Feed.State.APPLIED
    assert (feed.rows, feed.applied, feed.quarantined) == (len(rows) + 1, 1, len(rows))
    held = {row.line: row.field for row in feed.quarantine.all()}
    assert held == {line: name for line, (name, _) in enumerate(poisons, start=2)}
    assert len(stored(dataset, "fact_id", current=False)) == 1


@pytest.mark.parametrize("dataset", sorted(GOLDEN))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_value_breaks_the_loader(dataset: str, data: st.DataObject, body: Actor, at: datetime) -> None:
    """Whatever a column holds, the row is applied or held back; the database never has to refuse it."""
    name = data.draw(st.sampled_from(sorted(descriptor(dataset).fields)))
    raw = data.draw(
        st.one_of(
            st.text(max_size=40),
            st.none(),
            st.integers(),
            st.floats(allow_nan=False, allow_infinity=False),
            st.dates(min_value=date(1700, 1, 1)).map(str),
        )
    )
    content = as_json_lines([golden(dataset, **{name: raw})])
    before = transaction.savepoint()
    feed = load_feed(dataset=dataset, content=content, filename="x.jsonl", actor=body, at=at)
    assert feed.state == Feed.State.APPLIED
    assert feed.applied + feed.quarantined == 1
    assert {row.field for row in feed.quarantine.all()} <= set(descriptor(dataset).fields)
    transaction.savepoint_rollback(before)


@pytest.mark.parametrize("dataset", sorted(GOLDEN))
def test_shifted_columns_are_held_back_and_betray_nobody(dataset: str, load: Load) -> None:
    """Cells one column to the right: identifiers stand where nobody expects them."""
    row = golden(dataset)
    names = list(row)
    shifted = {name: row[names[place - 1]] for place, name in enumerate(names)}
    feed = load(dataset, content=as_csv(dataset, [shifted]))
    assert (feed.applied, feed.quarantined) == (0, 1)
    kept = repr(list(feed.quarantine.values_list("value", "params")))
    assert not any(secret in kept for secret in (MOTHER, "6222021001116245702"))
