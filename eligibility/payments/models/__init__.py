"""What the room keeps: payments and batches, the bank's messages, the ledger."""

from eligibility.payments.models.bank import BankMessage, BankStatement, Direction, Effect, Inbox, Reading
from eligibility.payments.models.batches import Batch
from eligibility.payments.models.ledger import EntryKind, LedgerAccount, LedgerCode, LedgerEntry, LedgerLine
from eligibility.payments.models.payments import AccountCheck, Payment

__all__ = [
    "AccountCheck",
    "BankMessage",
    "BankStatement",
    "Batch",
    "Direction",
    "Effect",
    "EntryKind",
    "Inbox",
    "LedgerAccount",
    "LedgerCode",
    "LedgerEntry",
    "LedgerLine",
    "Payment",
    "Reading",
]
