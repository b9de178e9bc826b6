"""What the bank answers, read into lines of one shape whichever message it came in.

pain.002 may speak of a whole order (GrpSts), of one payment information block (PmtInfSts) or of single transactions
(TxSts); the finer statement wins over the coarser one, so a coarse status is a line only where no finer one stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final
from xml.etree.ElementTree import Element

from eligibility.payments.messages.document import UnreadableAnswer, parse, required_text, text_of
from services.core.money.api import InvalidMoney, Money

# PART says only that the transactions differ: each is named below it.
MIXED: Final = "PART"


class AnswerKind(StrEnum):
    STATUS = "pain.002"
    NAME_CHECK = "acmt.024"
    RETURN = "camt.054"


class NameStatus(StrEnum):
    """The two outcomes of a name check, named as lines of an answer."""

    MATCH = "MTCH"
    NO_MATCH = "NMTC"


RETURNED: Final = "RETURNED"
_MAX_35_TEXT: Final = 35
# A code of ISO 20022 or of the bank's own. Free text may quote an account or a name, and a reason travels far (history,
# events, notices): of such a one only the code that says so is kept, the text stays in the encrypted message.
_CODE: Final = re.compile(r"(?!.*[0-9]{8})[A-Za-z0-9][A-Za-z0-9_.-]{0,11}")
NARRATIVE: Final = "NARR"
# Any version: the elements read here are the same in all of them.
_ANSWER_NAME: Final = re.compile(r"(pain\.002|acmt\.024|camt\.054)\.\d{3}\.\d{2}")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One statement: about the member `reference` of the message `about`, or about all of it when `reference` is ""."""

    about: str
    reference: str
    status: str
    reason: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One message of the bank."""

    kind: AnswerKind
    name: str
    message_id: str
    lines: tuple[AnswerLine, ...]


def read_document(content: bytes) -> Answer:
    """The answer inside, or UnreadableAnswer."""
    name, body = parse(content)
    readers = {
        AnswerKind.STATUS: ("GrpHdr/MsgId", _status_lines),
        AnswerKind.NAME_CHECK: ("Assgnmt/MsgId", _name_lines),
        AnswerKind.RETURN: ("GrpHdr/MsgId", _return_lines),
    }
    known = _ANSWER_NAME.fullmatch(name)
    if known is None:
        message = f"{name[:_MAX_35_TEXT]} is no answer to anything that we send"
        raise UnreadableAnswer(message)
    kind = AnswerKind(known[1])
    id_path, lines = readers[kind]
    return Answer(kind, name, _identifier(body, id_path), tuple(lines(body)))


def _status_lines(body: Element) -> Iterator[AnswerLine]:
    about = _identifier(body, "OrgnlGrpInfAndSts/OrgnlMsgId")
    said = False
    for block in body.findall("OrgnlPmtInfAndSts"):
        for item in block.findall("TxInfAndSts"):
            said = True
            yield AnswerLine(
                about=about,
                reference=_identifier(item, "OrgnlEndToEndId"),
                status=_identifier(item, "TxSts"),
                reason=_reason(item, "StsRsnInf/Rsn"),
                amount=_amount(item.find("OrgnlTxRef/Amt/InstdAmt")),
            )
        status = _short(text_of(block, "PmtInfSts"), "PmtInfSts")
        if status and status != MIXED and block.find("TxInfAndSts") is None:
            # Every order of ours has one block, so a block's status is that of the order.
            said = True
            yield AnswerLine(about, "", status, _reason(block, "StsRsnInf/Rsn"))
    group = body.find("OrgnlGrpInfAndSts")
    status = _short(text_of(body, "OrgnlGrpInfAndSts/GrpSts"), "GrpSts")
    if group is not None and not said and status and status != MIXED:
        yield AnswerLine(about, "", status, _reason(group, "StsRsnInf/Rsn"))


def _name_lines(body: Element) -> Iterator[AnswerLine]:
    about = _short(text_of(body, "OrgnlAssgnmt/MsgId"), "OrgnlAssgnmt/MsgId")
    for item in body.findall("Rpt"):
        verdict = required_text(item, "Vrfctn")
        if verdict not in {"true", "1", "false", "0"}:
            message = "Vrfctn is no verdict"
            raise UnreadableAnswer(message)
        status = NameStatus.MATCH if verdict in {"true", "1"} else NameStatus.NO_MATCH
        yield AnswerLine(about, _identifier(item, "OrgnlId"), status, _reason(item, "Rsn"))


def _return_lines(body: Element) -> Iterator[AnswerLine]:
    for entry in body.findall("Ntfctn/Ntry"):
        if text_of(entry, "CdtDbtInd") != "CRDT":
            continue
        for item in entry.findall("NtryDtls/TxDtls"):
            # RtrInf tells a return from every other credit of the account.
            if item.find("RtrInf") is not None:
                yield AnswerLine(
                    about=_short(text_of(item, "Refs/MsgId"), "Refs/MsgId"),
                    reference=_identifier(item, "Refs/EndToEndId"),
                    status=RETURNED,
                    reason=_reason(item, "RtrInf/Rsn"),
                    amount=_amount(item.find("Amt") if item.find("Amt") is not None else entry.find("Amt")),
                )


def _identifier(node: Element, path: str) -> str:
    return _short(required_text(node, path), path)


def _short(text: str, path: str) -> str:
    """The text, if it is no longer than an identifier or code of ISO 20022: a longer one could not be stored whole."""
    if len(text) > _MAX_35_TEXT:
        message = f"{path} is longer than 35 characters"
        raise UnreadableAnswer(message)
    return text


def _reason(node: Element, path: str) -> str:
    said = text_of(node, f"{path}/Cd") or text_of(node, f"{path}/Prtry")
    return said if not said or _CODE.fullmatch(said) else NARRATIVE


def _amount(node: Element | None) -> Money | None:
    if node is None:
        return None
    try:
        return Money(Decimal((node.text or "").strip()), node.get("Ccy", ""))
    except (InvalidMoney, InvalidOperation) as error:
        message = f"{node.tag} is no amount"
        raise UnreadableAnswer(message) from error
