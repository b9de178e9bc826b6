"""The cursor's guard knows facts when it sees them."""

from typing import Any

import pytest
from psycopg import sql

from services.core.access.api import AccessNotRecorded, active, guard_facts_reads, writing


def run(statement: Any) -> Any:
    return guard_facts_reads(lambda *_arguments: "ran", statement, None, False, {})


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('SELECT * FROM "facts"."birth"', {"birth"}),
        ("select 1 from facts.birth b join FACTS . employment e on true", {"birth", "employment"}),
        ('WITH a AS (SELECT * FROM "facts".kinship) SELECT * FROM a', {"kinship"}),
        ("SELECT x FROM other,facts.birth", {"birth"}),
        ('DELETE FROM\n  "facts"."birth"', {"birth"}),
        (b'SELECT * FROM "facts"."birth"', {"birth"}),
        (sql.SQL("SELECT * FROM {}").format(sql.SQL("facts.birth")), {"birth"}),
    ],
)
def test_facts_outside_a_reading_are_refused(statement: Any, tables: set[str]) -> None:
    assert not active()
    with pytest.raises(AccessNotRecorded) as refused:
        run(statement)
    assert refused.value.tables == tables
    with writing():
        assert run(statement) == "ran"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1",
        'SELECT "facts_feed"."id" FROM "facts_feed"',
        'SELECT * FROM artefacts.birth WHERE "my_facts"."x" = 1',
        "SELECT has_schema_privilege('facts', 'USAGE')",
        'SELECT "x"."facts" FROM "x"',
    ],
)
def test_other_tables_are_nobodys_business(statement: str) -> None:
    assert run(statement) == "ran"


def test_a_feed_may_write_without_reading_anybody() -> None:
    with writing():
        assert not active()
