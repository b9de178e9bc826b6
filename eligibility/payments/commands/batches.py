"""From payments to a released batch: built, sealed, submitted, signed by two people, released. Or aborted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from eligibility.payments.commands.messages import keep_transfer_file, transfer_order
from eligibility.payments.models import BankStatement, Batch, Payment
from eligibility.payments.states import BATCH_TABLE, PAYMENT_TABLE, BatchState, Hold, PaymentState
from services.core.audit.api import Actor, record
from services.core.money.api import sum_money
from services.core.transitions.api import move_many

MOST_MEMBERS: Final = 1000
_BUILDING: Final = 0x7061796D  # of an advisory lock: one builder at a time


class NothingToPay(Exception):
    """There is no payment that could go into a batch."""

    code = "payments.nothing_to_pay"

    def __init__(self) -> None:
        self.message = _("There is nothing to pay now: no payment is waiting for a batch.")
        super().__init__(self.message)


@transaction.atomic
def build_batch(*, execution_date: date, actor: Actor, at: datetime, most: int = MOST_MEMBERS) -> Batch:
    """A draft of the payments that wait longest. Two builders at once make one batch: the second finds nothing left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_BUILDING])
    members = list(_waiting()[:most])
    if not members:
        raise NothingToPay
    last = Batch.objects.aggregate(last=Max("number"))["last"] or 0
    batch = Batch.objects.create(
        number=last + 1,
        created_at=at,
        execution_date=execution_date,
        count=len(members),
        total=sum_money(payment.amount for payment in members),
    )
    _move_members(members, "batched", actor=actor, at=at, batch_id=batch.pk)
    _record(batch, "built", actor=actor, at=at)
    return batch


def seal_batch(*, batch: UUID, actor: Actor, at: datetime) -> Batch:
    """Freeze members, sum and file. What is signed later is what these bytes say."""
    with transaction.atomic():
        draft = Batch.objects.select_for_update(no_key=True).get(pk=batch)
        changes: dict[str, Any] = {}
        if draft.state == BatchState.DRAFT:
            order = transfer_order(draft, created=at)
            changes = {
                "count": len(order.transfers),
                "total": order.total,
                "file_sha256": keep_transfer_file(draft, order, at=at).sha256,
                "sealed_at": at,
            }
        return _move(batch, "sealed", actor=actor, at=at, changes=changes)


@transaction.atomic
def submit_batch(*, batch: UUID, actor: Actor, at: datetime) -> Batch:
    """Ask for signatures. Who submits may give the first one, never the second."""
    return _move(batch, "submitted", actor=actor, at=at, changes={"submitted_by_id": actor.person})


@transaction.atomic
def approve_batch(*, batch: UUID, actor: Actor, at: datetime) -> Batch:
    """Sign: the first signature stays in approval, the second, another person's, approves."""
    waiting = Batch.objects.select_for_update(no_key=True).get(pk=batch)
    if waiting.first_approver_id is None:
        return _move(batch, "signed", actor=actor, at=at, changes={"first_approver_id": actor.person})
    return _move(batch, "approved", actor=actor, at=at, changes={"second_approver_id": actor.person})


@transaction.atomic
def release_batch(*, batch: UUID, actor: Actor, at: datetime) -> Batch:
    """Let it go to the bank, after commit. Whoever presses second is told that it was released."""
    return _move(batch, "released", actor=actor, at=at, changes={"released_by_id": actor.person})


@transaction.atomic
def send_batch_again(*, batch: UUID, actor: Actor, at: datetime) -> Batch:
    """The same file under the same MsgId, after the bank refused it and the cause was mended."""
    return _move(batch, "sent_again", actor=actor, at=at, changes={"refusal": ""})


@transaction.atomic
def abort_batch(*, batch: UUID, reason: str, actor: Actor, at: datetime) -> Batch:
    """Give the members back, to be paid in another batch. Only before the bank can have seen it."""
    aborted = _move(batch, "aborted", actor=actor, at=at, reason=reason)
    members = list(aborted.members.order_by("pk"))
    _move_members(members, "unbatched", actor=actor, at=at, batch_id=None)
    return aborted


@transaction.atomic
def close_batch(*, batch: UUID, actor: Actor, at: datetime) -> Batch:
    """Every member has come to an end and nothing is disputed."""
    return _move(batch, "closed", actor=actor, at=at)


def _waiting() -> QuerySet[Payment]:
    disputed = BankStatement.objects.disputes().values("payment__obligation_id")
    waiting = Payment.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return (
        waiting.filter(state=PaymentState.CREATED, held=Hold.NONE)
        .exclude(obligation_id__in=disputed)
        .order_by("ordered_at", "pk")
    )


def _move(
    batch: UUID,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
) -> Batch:
    return move_many(Batch, [batch], name, table=BATCH_TABLE, actor=actor, at=at, reason=reason, changes=changes)[0]


def _move_members(members: list[Payment], name: str, *, actor: Actor, at: datetime, batch_id: UUID | None) -> None:
    keys = [payment.pk for payment in members]
    move_many(Payment, keys, name, table=PAYMENT_TABLE, actor=actor, at=at, changes={"batch_id": batch_id})


def _record(batch: Batch, verb: str, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        action=f"payments.batch.{verb}",
        object_type="payments.batch",
        object_id=str(batch.pk),
        at=at,
        data={"number": batch.number, "count": batch.count, "fen": batch.total.minor},
    )
