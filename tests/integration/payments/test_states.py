"""Every allowed and every disallowed move of both lifecycles, tried on rows of the database."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from eligibility.payments.models import Batch, Payment
from eligibility.payments.states import BATCH_TABLE, PAYMENT_TABLE, BatchState, PaymentState
from services.core.audit.api import Actor, ActorKind
from services.core.money.api import Money
from services.core.transitions.api import NotAllowed, TransitionTable, WrongState, history, move
from tests.integration.payments import world
from tests.integration.payments.world import AT

pytestmark = pytest.mark.django_db

BANK = Actor(ActorKind.BANK, "bank")

# Written out by hand from the policy paper: the table is tested against it, not against itself.
PAYMENT_MOVES = {
    "CREATED": {"batched", "account_refused"},
    "BATCHED": {
        "unbatched",
        "received",
        "deferred",
        "form_accepted",
        "payee_accepted",
        "started",
        "settled",
        "rejected",
        "cancelled_by_bank",
    },
    "RCVD": {"deferred", "form_accepted", "payee_accepted", "started", "settled", "rejected", "cancelled_by_bank"},
    "PDNG": {"form_accepted", "payee_accepted", "started", "settled", "rejected", "cancelled_by_bank"},
    "ACTC": {"payee_accepted", "started", "settled", "rejected", "cancelled_by_bank"},
    "ACCP": {"started", "settled", "rejected", "cancelled_by_bank"},
    "ACSP": {"settled", "rejected", "cancelled_by_bank"},
    "ACSC": {"returned"},
    "RJCT": set(),
    "CANC": set(),
    "RETURNED": set(),
}
BATCH_MOVES = {
    "DRAFT": {"sealed", "aborted"},
    "SEALED": {"submitted", "aborted"},
    "IN_APPROVAL": {"signed", "approved", "aborted"},
    "APPROVED": {"released", "aborted"},
    "RELEASED": {"sent", "lost", "refused", "sent_again", "aborted"},
    "SENT_UNKNOWN": {"sent", "refused"},
    "SENT": {"partly_settled", "reconciled"},
    "PARTIALLY_SETTLED": {"reconciled"},
    "RECONCILED": {"closed"},
    "CLOSED": set(),
    "ABORTED": set(),
}


def test_the_tables_are_what_was_agreed() -> None:
    assert PAYMENT_TABLE.pairs() == {(state, name) for state, names in PAYMENT_MOVES.items() for name in names}
    assert BATCH_TABLE.pairs() == {(state, name) for state, names in BATCH_MOVES.items() for name in names}
    assert set(PAYMENT_MOVES) == set(PaymentState.values)
    assert set(BATCH_MOVES) == set(BatchState.values)


@pytest.mark.parametrize("state", PaymentState.values)
def test_a_payment_moves_as_the_table_says(state: str) -> None:
    payment = _payment_in(state)
    changes = {"settled": {"settled_at": AT}, "batched": {"batch": _batch_in("DRAFT")}}
    changes |= {"unbatched": {"batch": None}}

    for name in sorted(PAYMENT_TABLE.names()):
        _try(payment, PAYMENT_TABLE, name, name in PAYMENT_MOVES[state], changes.get(name, {}))


@pytest.mark.parametrize("state", BatchState.values)
def test_a_batch_moves_as_the_table_says(state: str) -> None:
    batch = _batch_in(state)
    signs = {"submitted": "submitted_by_id", "signed": "first_approver_id", "approved": "second_approver_id"}
    signs |= {"released": "released_by_id"}

    for name in sorted(BATCH_TABLE.names()):
        changes: dict[str, Any] = {}
        if name in signs and getattr(batch, signs[name]) is None:
            changes = {signs[name]: world.clerk(3).person}
        if name == "sealed" and state == "DRAFT":
            changes = {"file_sha256": "0" * 64, "sealed_at": AT}
        _try(batch, BATCH_TABLE, name, name in BATCH_MOVES[state], changes)


@pytest.mark.parametrize("name", sorted(PAYMENT_TABLE.names()))
def test_nobody_but_the_bank_says_what_the_bank_did(name: str) -> None:
    payment = _payment_in(next(iter(sorted(PAYMENT_TABLE.get(name).sources))))
    by_us = {"batched", "unbatched"}

    with transaction.atomic(), pytest.raises(NotAllowed):
        move(payment, name, table=PAYMENT_TABLE, actor=BANK if name in by_us else world.clerk(1), at=AT)


def _try(row: Any, table: TransitionTable, name: str, allowed: bool, changes: dict[str, Any]) -> None:
    kinds = table.get(name).actors
    actor = BANK if ActorKind.BANK in kinds else world.clerk(3)
    before = len(history(row._meta.label_lower, row.pk))
    sid = transaction.savepoint()
    try:
        if allowed:
            moved = move(row, name, table=table, actor=actor, at=AT, changes=changes)
            assert moved.state == table.get(name).target
            assert len(history(row._meta.label_lower, row.pk)) == before + 1
        else:
            with pytest.raises(WrongState):
                move(row, name, table=table, actor=actor, at=AT)
            assert len(history(row._meta.label_lower, row.pk)) == before
    finally:
        transaction.savepoint_rollback(sid)


def _payment_in(state: str) -> Payment:
    account, key = world.account(), uuid4()
    return Payment.objects.create(
        id=key,
        obligation_id=uuid4(),
        payee_id=world.person(2),
        amount=Money.fen(1),
        purpose="elderly-allowance",
        end_to_end_id=key.hex,
        account_number=account.number,
        holder_name=account.holder_name,
        bank_code=account.bank_code,
        account_last4=account.last4,
        account_index=account.index,
        state=state,
        batch=None if state == "CREATED" else _batch_in("ABORTED" if state == "BATCHED" else "SENT"),
        settled_at=AT if state in {"ACSC", "RETURNED"} else None,
        ordered_at=AT,
    )


def _batch_in(state: str) -> Batch:
    """A batch as it would be in that state, signatures and all; refused where that opens a way."""
    order = ["DRAFT", "SEALED", "IN_APPROVAL", "APPROVED", "RELEASED"]
    step = order.index(state) if state in order else len(order)
    return Batch.objects.create(
        number=Batch.objects.count() + 1,
        state=state,
        created_at=AT,
        execution_date=AT.date(),
        count=1,
        total=Money.fen(1),
        file_sha256="0" * 64 if step >= 1 else "",
        sealed_at=AT if step >= 1 else None,
        submitted_by_id=world.clerk(1).person if step >= 2 else None,
        first_approver_id=world.clerk(1).person if step >= 2 else None,
        second_approver_id=world.clerk(2).person if step >= 3 else None,
        released_by_id=world.clerk(2).person if step >= 4 else None,
        refusal="422" if state == "RELEASED" else "",
    )
