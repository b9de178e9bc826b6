"""Handing messages to the bank, after commit, by a worker.

A batch's file and MsgId never change, and the bank takes a MsgId once: so a worker that was killed, or a reply that
never came, cannot lead to a second payment. What is not known is asked before anything is sent again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from eligibility.payments import work
from eligibility.payments.bank import Bank, BankRefused, BankUnavailable
from eligibility.payments.commands.messages import kept_message
from eligibility.payments.messages.masking import masked_line
from eligibility.payments.models import AccountCheck, BankMessage, Batch
from eligibility.payments.states import BATCH_TABLE, BatchState
from services.core.audit.api import Actor
from services.core.calendar.api import working_days_after
from services.core.transitions.api import WrongState, move
from services.tasks.api import open_task

SENDER: Final = Actor.system("payments.sender")
_TIME_TO_MEND: Final = 1  # working days
_LONGEST_REFUSAL: Final = 300


class FileChanged(RuntimeError):
    """The stored file is not the one that two people signed: nothing is sent."""


def send_batch(*, batch: UUID, bank: Bank, at: datetime) -> None:
    """Send a released batch, or find out what became of it. Safe to repeat at any moment."""
    row = Batch.objects.get(pk=batch)
    if row.state == BatchState.SENT_UNKNOWN:
        _find_out(row, bank, at=at)
    elif row.state == BatchState.RELEASED and not row.refusal:
        _hand_over(row, bank, at=at)


def send_name_check(*, check: UUID, bank: Bank, at: datetime) -> None:
    """Ask whether account and holder belong together. Unsent ones are taken up again by the next tick."""
    row = AccountCheck.objects.select_related("payment").get(pk=check)
    if row.sent_at is not None:
        return
    message = kept_message(row.message_id)
    _count(message)
    try:
        bank.post(message.body.encode())
    except BankUnavailable:
        return
    except BankRefused as refusal:
        # Left for a person: whether the account is wrong or our question is, is not for us to guess.
        _open_task(work.REFUSED_QUESTION, "payments.accountcheck", str(row.pk), {"reason": _sentence(refusal)}, at=at)
    AccountCheck.objects.filter(pk=check, sent_at__isnull=True).update(sent_at=at)


def _hand_over(batch: Batch, bank: Bank, *, at: datetime) -> None:
    message = kept_message(batch.message_id)
    body = message.body.encode()
    if hashlib.sha256(body).hexdigest() != batch.file_sha256:
        raise FileChanged(str(batch.pk))
    _count(message)
    try:
        bank.post(body)
    except BankUnavailable:
        if batch.state == BatchState.RELEASED:
            _note(batch, "lost", at=at)
    except BankRefused as refusal:
        _note(batch, "refused", at=at, refusal=_sentence(refusal))
        number = {"number": str(batch.number)}
        _open_task(work.REFUSED_FILE, "payments.batch", str(batch.pk), number, at=at)
    else:
        _note(batch, "sent", at=at)


def _find_out(batch: Batch, bank: Bank, *, at: datetime) -> None:
    try:
        received = bank.has_received(batch.message_id)
    except BankUnavailable:
        return
    if received:
        _note(batch, "sent", at=at)
    else:
        _hand_over(batch, bank, at=at)


def _note(batch: Batch, step: str, *, at: datetime, refusal: str = "") -> None:
    """Record what the bank did with the file, unless its answers told us already."""
    changes = {"refusal": refusal} if refusal else {}
    with transaction.atomic():
        try:
            move(batch, step, table=BATCH_TABLE, actor=SENDER, at=at, reason=refusal, changes=changes)
        except WrongState:
            return


def _count(message: BankMessage) -> None:
    BankMessage.objects.filter(pk=message.pk).update(times=F("times") + 1)


def _sentence(refusal: BankRefused) -> str:
    return masked_line(str(refusal))[:_LONGEST_REFUSAL]


def _open_task(kind: str, object_type: str, object_id: str, params: dict[str, str], *, at: datetime) -> None:
    open_task(
        kind=kind,
        subject=None,
        role=work.CLERK,
        params=params,
        due=working_days_after(at.date(), _TIME_TO_MEND).day,
        object_type=object_type,
        object_id=object_id,
        actor=SENDER,
        at=at,
    )
