"""Entries of the ledger. Debit is positive; the database checks at commit that each entry sums to zero.

- ordered:  benefit expense to benefits payable, once for an obligation however many attempts it takes
- settled:  benefits payable to the treasury's account
- returned: the treasury's account to benefits payable: the city owes it again
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from eligibility.payments.models import EntryKind, LedgerCode, LedgerEntry, LedgerLine, Payment


def book_order(payment: Payment, *, at: datetime) -> None:
    _book([payment], EntryKind.ORDER, debit=LedgerCode.EXPENSE, credit=LedgerCode.PAYABLE, at=at)


def book_settlements(payments: Sequence[Payment], *, at: datetime) -> None:
    _book(payments, EntryKind.SETTLEMENT, debit=LedgerCode.PAYABLE, credit=LedgerCode.TREASURY, at=at)


def book_returns(payments: Sequence[Payment], *, at: datetime) -> None:
    _book(payments, EntryKind.RETURN, debit=LedgerCode.TREASURY, credit=LedgerCode.PAYABLE, at=at)


def _book(payments: Sequence[Payment], kind: EntryKind, *, debit: LedgerCode, credit: LedgerCode, at: datetime) -> None:
    entries = [
        LedgerEntry(kind=kind, obligation_id=payment.obligation_id, payment=payment, purpose=payment.purpose, at=at)
        for payment in payments
    ]
    LedgerEntry.objects.bulk_create(entries)
    LedgerLine.objects.bulk_create(
        LedgerLine(entry=entry, account_id=account, amount=amount)
        for entry in entries
        for account, amount in ((debit, entry.payment.amount), (credit, -entry.payment.amount))
    )
