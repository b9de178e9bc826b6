"""Ordering: frozen, once, held where it must be, and in the books."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from eligibility.payments import api as payments
from eligibility.payments.models import LedgerCode, LedgerEntry, LedgerLine, Payment
from services.core.audit.api import AuditEntry
from services.core.money.api import Money
from services.core.transitions.api import Refused
from services.tasks.api import open_tasks
from tests.integration.payments import world
from tests.integration.payments.world import AT


@pytest.mark.django_db
def test_an_order_freezes_the_account_encrypted_and_books_what_is_owed() -> None:
    payment = world.order()

    with connection.cursor() as cursor:
        cursor.execute("SELECT account_number, holder_name FROM payments_payment")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"622202100111222" not in stored
    assert "王芳".encode() not in stored
    kept = Payment.objects.get(pk=payment.pk)
    assert (kept.account_number, kept.holder_name) == (world.account("0002").number, "王芳")
    assert _balance(payment.obligation_id) == {LedgerCode.EXPENSE: 6_320_000, LedgerCode.PAYABLE: -6_320_000}
    entry = AuditEntry.objects.get(action="payments.payment.ordered")
    assert "6222" not in str(entry.data)


@pytest.mark.django_db
def test_ordering_the_same_again_gives_the_same_payment() -> None:
    obligation = uuid4()

    first, second = world.order(obligation=obligation), world.order(obligation=obligation)

    assert first.pk == second.pk
    assert LedgerEntry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"fen": 1}, {"ending": "9999"}, {"payee": 4, "ending": "0002"}, {"holder": "李娜"}])
def test_ordering_something_else_for_the_same_obligation_is_refused(other: dict[str, object]) -> None:
    obligation = uuid4()
    world.order(obligation=obligation)

    with pytest.raises(payments.ObligationConflict), transaction.atomic():
        world.order(obligation=obligation, **other)  # type: ignore[arg-type]  # the parameters above

    assert Payment.objects.count() == 1


def test_eight_orders_of_one_obligation_at_once_make_one_payment(committed_db: str) -> None:
    obligation, start = uuid4(), Barrier(8)
    world.person(2)

    def order(_number: int) -> UUID:
        try:
            start.wait(timeout=10)
            return world.order(obligation=obligation).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(order, range(8)))

    assert len(keys) == 1
    assert Payment.objects.count() == 1
    assert _balance(obligation) == {LedgerCode.EXPENSE: 6_320_000, LedgerCode.PAYABLE: -6_320_000}


@pytest.mark.django_db
def test_the_database_allows_one_live_attempt_for_an_obligation() -> None:
    payment = world.order()

    with pytest.raises(IntegrityError, match="one_live_attempt"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_payment (id, obligation_id, attempt, previous_id, payee_id, amount, purpose,"
            " end_to_end_id, account_number, holder_name, bank_code, account_last4, account_index, state, held,"
            " reason_code, ordered_at) SELECT gen_random_uuid(), obligation_id, 2, id, payee_id, amount, purpose,"
            " 'other', account_number, holder_name, bank_code, account_last4, account_index, state, held,"
            " reason_code, ordered_at FROM payments_payment WHERE id = %s",
            [payment.pk],
        )


@pytest.mark.django_db
def test_the_third_unrelated_person_to_one_account_waits_for_a_supervisor() -> None:
    first, second = world.order(2, ending="7000"), world.order(4, ending="7000")
    third = world.order(6, ending="7000")
    own = world.order(2, ending="7000")

    assert [first.held, second.held, third.held, own.held] == ["", "", "shared_account", ""]
    (task,) = open_tasks(role="payment_supervisor")
    assert task.object_id == str(third.pk)
    assert world.build().count == 3
    for nobody_else in (replace(world.clerk(3), person=None), replace(world.clerk(3), person=world.person(6))):
        with pytest.raises(Refused):  # an account of nobody's could be the payee's own
            payments.lift_hold(payment=third.pk, actor=nobody_else, at=AT)
    payments.lift_hold(payment=third.pk, actor=world.clerk(3), at=AT)
    assert world.build().members.get() == third
    with pytest.raises(Refused):
        payments.lift_hold(payment=third.pk, actor=world.clerk(3), at=AT)


@pytest.mark.django_db
def test_an_account_can_be_replaced_only_after_a_refusal() -> None:
    payment = world.order()

    with pytest.raises(Refused, match="has not been refused"):
        payments.replace_account(payment=payment.pk, account=world.account("8888"), actor=world.SYSTEM, at=AT)


@pytest.mark.django_db
def test_an_aborted_batch_gives_its_members_back() -> None:
    payment = world.order()
    batch = world.in_approval()

    payments.abort_batch(batch=batch.pk, reason="wrong day", actor=world.clerk(1), at=AT)

    kept = Payment.objects.get(pk=payment.pk)
    assert (kept.state, kept.batch_id) == ("CREATED", None)
    assert world.build().members.get() == payment


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lines",
    [
        [("benefit_expense", 100)],
        [("benefit_expense", 100), ("benefits_payable", -99)],
        [("benefit_expense", 100), ("benefits_payable", 100)],
        [],
    ],
)
def test_an_entry_that_does_not_balance_cannot_be_committed(lines: list[tuple[str, int]]) -> None:
    payment = world.order()

    _check_deferred()  # what was booked before balances

    with pytest.raises(IntegrityError, match="ledger entry"):
        _commit_entry(payment, lines)


@pytest.mark.django_db
def test_an_entry_that_balances_can() -> None:
    payment = world.order()

    _commit_entry(payment, [("benefits_payable", 100), ("treasury_account", -100)])


@pytest.mark.django_db
def test_a_line_added_later_to_a_balanced_entry_is_refused() -> None:
    world.order()
    entry = LedgerEntry.objects.get()

    _check_deferred()

    with pytest.raises(IntegrityError, match="ledger entry"):
        _commit_line(entry)


@transaction.atomic
def _commit_entry(payment: Payment, lines: list[tuple[str, int]]) -> None:
    entry = LedgerEntry.objects.create(
        kind="settlement", obligation_id=payment.obligation_id, payment=payment, purpose="x", at=AT
    )
    for code, fen in lines:
        LedgerLine.objects.create(entry=entry, account_id=code, amount=Money.fen(fen))
    _check_deferred()


@transaction.atomic
def _commit_line(entry: LedgerEntry) -> None:
    LedgerLine.objects.create(entry=entry, account_id="treasury_account", amount=Money.fen(5))
    _check_deferred()


def _check_deferred() -> None:
    """What COMMIT does with deferred triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _balance(obligation: UUID) -> dict[str, int]:
    lines = LedgerLine.objects.filter(entry__obligation_id=obligation)
    found: dict[str, int] = {}
    for line in lines:
        found[line.account_id] = found.get(line.account_id, 0) + line.amount.minor
    return found
