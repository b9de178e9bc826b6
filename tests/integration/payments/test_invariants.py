"""The checks of the books find what is planted, and nothing where nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import call_command

from eligibility.payments.invariants import checks, find_differences
from eligibility.payments.models import Payment
from tests import databases
from tests.integration.payments import world
from tests.integration.payments.bank_process import BankProcess
from tests.integration.payments.test_to_the_bank import work

# Payments of these tests belong to no award, so this check speaks of each of them.
OF_AWARDS = "payment_is_confirmed"

# What somebody with the owner's password could do past all triggers, and which checks must name it.
PLANTED = {
    "UPDATE payments_ledgerline SET amount = amount + 1 WHERE id = (SELECT min(id) FROM payments_ledgerline)": {
        "entry_balances",
        "books_balance",
        "obligation_recognised",
    },
    "UPDATE payments_ledgerline SET amount = amount * 2 WHERE entry_id = (SELECT entry_id FROM payments_ledgerline"
    " WHERE account_id = 'treasury_account' LIMIT 1)": {"owed_is_payable", "treasury_paid"},
    "DELETE FROM payments_ledgerline": {"entry_balances", "obligation_recognised", "owed_is_payable", "treasury_paid"},
    "UPDATE payments_payment SET amount = amount + 1 WHERE state = 'ACSC'": {
        "obligation_recognised",
        "treasury_paid",
        "file_is_members",
        "bank_said_so",
    },
    "UPDATE payments_payment SET state = 'ACSC', settled_at = now() WHERE state = 'RJCT'": {
        "owed_is_payable",
        "treasury_paid",
        "settlement_booked",
        "bank_said_so",
        "payment_state_is_last_move",
    },
    "UPDATE payments_payment SET state = 'RJCT', settled_at = NULL WHERE state = 'ACSC'": {
        "owed_is_payable",
        "treasury_paid",
        "settlement_booked",
        "payment_state_is_last_move",
    },
    "UPDATE payments_payment SET state = 'ACSP', settled_at = NULL WHERE state = 'ACSC'": {
        "reconciled_is_finished",
        "owed_is_payable",
        "treasury_paid",
        "settlement_booked",
        "payment_state_is_last_move",
    },
    "INSERT INTO payments_payment SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(),"
    " 'attempt', 2, 'previous_id', p.id, 'end_to_end_id', 'twice'))).* FROM payments_payment p WHERE state = 'ACSC'": {
        "paid_once",
        "file_is_members",
        "settlement_booked",
        "treasury_paid",
        "bank_said_so",
        "payment_state_is_last_move",
    },
    "INSERT INTO payments_payment SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(),"
    " 'attempt', 2, 'previous_id', p.id, 'end_to_end_id', 'more', 'amount', amount + 1, 'state', 'CREATED',"
    " 'batch_id', NULL))).* FROM payments_payment p WHERE state = 'RJCT'": {"attempts_agree", "obligation_recognised"},
    "UPDATE payments_batch SET total = total - 1": {"file_is_members"},
    "UPDATE payments_batch SET file_sha256 = repeat('0', 64)": {"file_is_signed"},
    "UPDATE payments_bankmessage SET sha256 = repeat('0', 64) WHERE direction = 'out'": {"file_is_signed"},
    "UPDATE payments_batch SET second_approver_id = first_approver_id": {"two_people_signed"},
    "UPDATE payments_batch SET submitted_by_id = second_approver_id": {"two_people_signed"},
    "UPDATE payments_batch SET state = 'SEALED'": {"only_released_is_paid", "batch_state_is_last_move"},
    "DELETE FROM payments_bankstatement": {"bank_said_so"},
    "UPDATE payments_bankstatement SET amount = 1": {"bank_said_so"},
    "UPDATE payments_bankstatement SET effect = 'contradiction'": {"bank_explained", "bank_said_so"},
    "UPDATE payments_bankmessage SET reading = 'unreadable' WHERE direction = 'in'": {
        "bank_understood",
        "bank_said_so",
    },
    "INSERT INTO payments_accountcheck (id, payment_id, state, reason_code, requested_at) SELECT gen_random_uuid(), id,"
    " 'REQUESTED', '', now() FROM payments_payment WHERE state = 'ACSC'": {"account_checked"},
    "UPDATE outbox_delivery SET state = 'dead', finished_at = now()": {"work_is_done"},
}


@pytest.fixture
def settled(committed_db: str, bank: BankProcess) -> Iterator[str]:
    """A batch that went its way: one paid, one rejected. Gives the database's name."""
    world.order(2)
    world.order(4, ending="9904")
    world.released()
    work(2)
    return committed_db


def found() -> dict[str, int]:
    return {finding.check.name: len(finding.rows) for finding in find_differences() if finding.rows}


def test_every_check_has_a_name_of_its_own_and_a_sentence() -> None:
    names = [check.name for check in checks()]

    assert len(names) == len(set(names)) == 24
    assert all(check.sentence.endswith(".") and check.sql.startswith(("SELECT", "WITH")) for check in checks())


def test_after_everything_that_may_happen_nothing_is_found(settled: str, bank: BankProcess) -> None:
    for number, fault in enumerate(["timeout_after_accept", "duplicate", "reorder", "returned", "partial", "staged"]):
        world.order(10 + 2 * number)
        world.order(11 + 2 * number, ending="9951")
        world.order(50 + 2 * number, verified=False)
        bank.fault(fault, seconds=2)
        world.released()
        work(4)

    assert found() == {OF_AWARDS: Payment.objects.count()}
    assert Payment.objects.count() == 20


def test_every_planted_difference_is_found(settled: str) -> None:
    database = urlsplit(settled).path.removeprefix("/")
    with databases.server() as server, psycopg.connect(server.url(databases.OWNER, database)) as owner:
        missed = {sql: missing for sql, names in PLANTED.items() if (missing := names - _found_after(owner, sql))}

    assert missed == {}
    assert found() == {OF_AWARDS: 2}


def test_every_check_of_payments_has_found_something() -> None:
    awards = {"instalment_is_paid_for", "payment_is_confirmed", "confirmed_is_ordered", "told_is_paid"}
    planted = set().union(*PLANTED.values())

    assert {check.name for check in checks()} == planted | awards


def test_the_command_prints_each_check_and_fails_on_a_difference(
    settled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_code:
        call_command("invariants")

    printed = capsys.readouterr()
    assert exit_code.value.code == 1
    assert len(printed.out.splitlines()) == len(checks())
    assert "payment_is_confirmed" in printed.err


def test_the_command_is_content_with_empty_books(committed_db: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("invariants")

    assert capsys.readouterr().out.count(" ok ") == len(checks())


def _found_after(owner: psycopg.Connection[tuple[Any, ...]], sql: str) -> set[str]:
    """What the checks say once the owner of the tables changed the books as nobody may; then all is as before."""
    tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(payments|outbox)_'"
    for (table,) in owner.execute(tables).fetchall():
        owner.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        constraints = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'u')"
        for (name,) in owner.execute(constraints, [table]).fetchall():
            owner.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    owner.execute("DROP INDEX payments_payment_one_live_attempt")
    owner.execute(sql)
    names = {check.name for check in checks() if owner.execute(check.sql).fetchall()}
    owner.rollback()
    return names
