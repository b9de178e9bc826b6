"""Keeping what goes out, exactly as it goes out."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings

from eligibility.payments.messages import name_checks, transfers
from eligibility.payments.messages.transfers import Party, Transfer, TransferOrder
from eligibility.payments.models import AccountCheck, BankMessage, Batch, Direction, Payment


def paying_party() -> Party:
    """The city's own account, from which everything is paid."""
    return Party(name=settings.PAYER_NAME, account_number=settings.PAYER_ACCOUNT, bank_code=settings.PAYER_BANK_CODE)


def creditor(payment: Payment) -> Party:
    """The frozen account of a payment."""
    return Party(payment.holder_name, payment.account_number, payment.bank_code)


def transfer_order(batch: Batch, *, created: datetime) -> TransferOrder:
    """The order for a batch and its members, in the order of their references: the same for whoever builds it."""
    members = batch.members.order_by("end_to_end_id")
    return TransferOrder(
        message_id=batch.message_id,
        created=created,
        execution_date=batch.execution_date,
        debtor=paying_party(),
        transfers=tuple(Transfer(m.end_to_end_id, m.amount, creditor(m), m.purpose) for m in members),
    )


def keep_transfer_file(batch: Batch, order: TransferOrder, *, at: datetime) -> BankMessage:
    """From sealing on these bytes, and no others, are the file of the batch."""
    return _keep(transfers.MESSAGE_NAME, order.message_id, transfers.transfer_message(order), at=at, batch=batch)


def keep_name_check(check: AccountCheck, payment: Payment, *, at: datetime) -> BankMessage:
    question = name_checks.NameCheck(
        message_id=check.message_id,
        created=check.requested_at,
        asked_by=paying_party().name,
        reference=check.message_id,
        account=creditor(payment),
    )
    return _keep(name_checks.MESSAGE_NAME, check.message_id, name_checks.name_check_message(question), at=at)


def kept_message(message_id: str) -> BankMessage:
    """What goes to the bank under this MsgId."""
    return BankMessage.objects.get(direction=Direction.OUT, message_id=message_id)


def _keep(name: str, message_id: str, body: bytes, *, at: datetime, batch: Batch | None = None) -> BankMessage:
    return BankMessage.objects.create(
        direction=Direction.OUT,
        name=name,
        message_id=message_id,
        sha256=hashlib.sha256(body).hexdigest(),
        body=body.decode(),
        times=0,
        batch=batch,
        at=at,
    )
