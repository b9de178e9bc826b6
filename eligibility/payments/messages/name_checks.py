"""acmt.023.001.02, the question whether an account belongs to a holder: no money moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from eligibility.payments.messages.document import branch, leaf, new_document, timestamp, to_bytes
from eligibility.payments.messages.transfers import CLEARING_SYSTEM, Party

MESSAGE_NAME: Final = "acmt.023.001.02"


@dataclass(frozen=True, slots=True)
class NameCheck:
    """One account to be verified."""

    message_id: str
    created: datetime
    asked_by: str
    reference: str
    account: Party


def name_check_message(check: NameCheck) -> bytes:
    """The question for the bank."""
    root, body = new_document(MESSAGE_NAME, "IdVrfctnReq")
    assignment = branch(body, "Assgnmt")
    leaf(assignment, "MsgId", check.message_id)
    leaf(assignment, "CreDtTm", timestamp(check.created))
    leaf(assignment, "Assgnr/Pty/Nm", check.asked_by)
    agent = branch(assignment, "Assgne/Agt/FinInstnId/ClrSysMmbId")
    leaf(agent, "ClrSysId/Cd", CLEARING_SYSTEM)
    leaf(agent, "MmbId", check.account.bank_code)
    verification = branch(body, "Vrfctn")
    leaf(verification, "Id", check.reference)
    account = branch(verification, "PtyAndAcctId")
    leaf(account, "Pty/Nm", check.account.name)
    leaf(account, "Acct/Othr/Id", check.account.account_number)
    return to_bytes(root)
