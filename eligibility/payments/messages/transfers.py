"""pain.001.001.09, the order to pay: a pure function of a batch and its frozen members.

A worker that dies between sending and noting so builds the very same bytes again, and the bank knows them by MsgId.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from xml.etree.ElementTree import Element

from eligibility.payments.messages.document import branch, leaf, new_document, timestamp, to_bytes
from services.core.money.api import Money, sum_money

MESSAGE_NAME: Final = "pain.001.001.09"
# External code sets: ClearingSystemIdentification CNAPS (China National Advanced Payment System), Purpose GOVT.
CLEARING_SYSTEM: Final = "CNAPS"
GOVERNMENT_PAYMENT: Final = "GOVT"


@dataclass(frozen=True, slots=True)
class Party:
    """Who pays or is paid, and where."""

    name: str = field(repr=False)
    account_number: str = field(repr=False)
    bank_code: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """One member of a batch."""

    end_to_end_id: str
    amount: Money
    creditor: Party
    remittance: str


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """A sealed batch: nothing in here changes after sealing."""

    message_id: str
    created: datetime
    execution_date: date
    debtor: Party
    transfers: tuple[Transfer, ...]

    @property
    def total(self) -> Money:
        return sum_money(transfer.amount for transfer in self.transfers)


def transfer_message(order: TransferOrder) -> bytes:
    """The file for the bank."""
    root, body = new_document(MESSAGE_NAME, "CstmrCdtTrfInitn")
    header = branch(body, "GrpHdr")
    leaf(header, "MsgId", order.message_id)
    leaf(header, "CreDtTm", timestamp(order.created))
    _add_totals(header, order)
    leaf(header, "InitgPty/Nm", order.debtor.name)
    information = branch(body, "PmtInf")
    leaf(information, "PmtInfId", order.message_id)
    leaf(information, "PmtMtd", "TRF")
    _add_totals(information, order)
    leaf(information, "ReqdExctnDt/Dt", order.execution_date.isoformat())
    leaf(information, "Dbtr/Nm", order.debtor.name)
    leaf(information, "DbtrAcct/Id/Othr/Id", order.debtor.account_number)
    _add_agent(information, "DbtrAgt", order.debtor.bank_code)
    # The payee receives what was promised: charges are the city's.
    leaf(information, "ChrgBr", "DEBT")
    for transfer in order.transfers:
        _add_transfer(information, transfer)
    return to_bytes(root)


def _add_totals(node: Element, order: TransferOrder) -> None:
    leaf(node, "NbOfTxs", str(len(order.transfers)))
    leaf(node, "CtrlSum", str(order.total))


def _add_transfer(information: Element, transfer: Transfer) -> None:
    node = branch(information, "CdtTrfTxInf")
    leaf(node, "PmtId/EndToEndId", transfer.end_to_end_id)
    leaf(node, "Amt/InstdAmt", str(transfer.amount)).set("Ccy", transfer.amount.currency)
    _add_agent(node, "CdtrAgt", transfer.creditor.bank_code)
    leaf(node, "Cdtr/Nm", transfer.creditor.name)
    leaf(node, "CdtrAcct/Id/Othr/Id", transfer.creditor.account_number)
    leaf(node, "Purp/Cd", GOVERNMENT_PAYMENT)
    leaf(node, "RmtInf/Ustrd", transfer.remittance)


def _add_agent(node: Element, tag: str, bank_code: str) -> None:
    member = branch(node, f"{tag}/FinInstnId/ClrSysMmbId")
    leaf(member, "ClrSysId/Cd", CLEARING_SYSTEM)
    leaf(member, "MmbId", bank_code)
