"""What holds even for code that forgets: constraints, rights and the guard of the access log."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from eligibility.facts.api import descriptor
from services.core.access.api import AccessNotRecorded, writing
from tests.integration.facts.conftest import Load

pytestmark = pytest.mark.django_db


def execute(statement: str) -> None:
    with writing(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_facts_are_not_read_without_an_entry() -> None:
    with pytest.raises(AccessNotRecorded), connection.cursor() as cursor:
        cursor.execute('SELECT count(*) FROM "facts"."person"')


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("average_monthly_wage", "'NaN'", "average_monthly_wage"),
        ("average_monthly_wage", "-0.01", "average_monthly_wage"),
        ("year", "1", "year"),
        ("employer", "NULL", "employer"),
        ("content", "''", "sys_content"),
        ("valid_to", "'0001-01-01'", "sys_period"),
        ("superseded_at", "'2001-01-01'", "sys_recorded"),
    ],
)
def test_constraints(column: str, value: str, constraint: str, load: Load) -> None:
    load("employer_wage")
    columns = {name: name for name in ("recorded_at", "feed_id", "content", "employer")}
    columns |= {"fact_id": "gen_random_uuid()", "year": "1999", "valid_from": "'2025-01-01'", column: value}
    with pytest.raises(IntegrityError, match=constraint):
        execute(
            f'INSERT INTO "facts"."employer_wage" ({", ".join(columns)})'
            f' SELECT {", ".join(columns.values())} FROM "facts"."employer_wage"'
        )


def test_only_one_current_row_a_key(load: Load) -> None:
    load("birth")
    names = ", ".join(field.name for field in descriptor("birth").stored)
    with pytest.raises(IntegrityError, match="current_key"):
        execute(
            f'INSERT INTO "facts"."birth" (fact_id, recorded_at, feed_id, content, {names})'
            f' SELECT gen_random_uuid(), recorded_at, feed_id, content, {names} FROM "facts"."birth"'
        )


@pytest.mark.parametrize(
    "statement",
    [
        'DELETE FROM "facts"."birth"',
        'TRUNCATE "facts"."birth"',
        'UPDATE "facts"."birth" SET dystocia = true',
        'UPDATE "facts"."birth" SET recorded_at = now()',
        'DROP TABLE "facts"."birth"',
        "DELETE FROM facts_feed",
        "UPDATE facts_feed SET applied = 0",
        "UPDATE facts_quarantinedrow SET code = ''",
    ],
)
def test_the_app_role_cannot_change_history(statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        execute(statement)


def test_the_role_of_the_rules_does_not_see_encrypted_columns() -> None:
    with writing(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_column_privilege('tongban_readonly', 'facts.bank_account', name, 'SELECT')"
            " FROM unnest(ARRAY['account_no', 'holder_name', 'kind']) AS name"
        )
        assert [seen for (seen,) in cursor.fetchall()] == [False, False, True]
