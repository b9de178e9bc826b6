"""The ISO 20022 documents that the bank reads (pain.001, acmt.023) and writes (pain.002, acmt.024, camt.054)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
TRANSFER, TRANSFER_REPORT = "pain.001.001.09", "pain.002.001.10"
NAME_CHECK, NAME_REPORT = "acmt.023.001.02", "acmt.024.001.02"
NOTIFICATION = "camt.054.001.08"


class NotUnderstoodError(ValueError):
    """The bank cannot read this message at all."""


@dataclass(frozen=True, slots=True)
class Transfer:
    end_to_end_id: str
    amount: Decimal
    currency: str
    number: str
    holder: str


@dataclass(frozen=True, slots=True)
class TransferOrder:
    message_id: str
    payment_information_id: str
    declared_count: int
    declared_sum: Decimal
    transfers: tuple[Transfer, ...]

    @property
    def fault(self) -> str:
        """The reason to refuse the order as a whole: AM18 wrong number of transfers, AM10 wrong control sum."""
        if self.declared_count != len(self.transfers):
            return "AM18"
        return "" if self.declared_sum == sum(t.amount for t in self.transfers) else "AM10"


@dataclass(frozen=True, slots=True)
class NameQuestion:
    message_id: str
    questions: tuple[tuple[str, str, str], ...]
    """Reference, account number, holder."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one transfer."""

    transfer: Transfer
    status: str
    reason: str = ""


def read(content: bytes) -> TransferOrder | NameQuestion:
    """The message inside, or NotUnderstoodError."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except Exception as error:
        raise NotUnderstoodError(str(error)) from error
    kind = root.tag.partition("}")[0].removeprefix("{").removeprefix(NAMESPACE)
    readers: dict[str, Callable[[Element, str], TransferOrder | NameQuestion]] = {
        TRANSFER: _read_order,
        NAME_CHECK: _read_question,
    }
    if kind not in readers:
        raise NotUnderstoodError(kind)
    try:
        return readers[kind](root, f"{{{NAMESPACE}{kind}}}")
    except (AttributeError, ArithmeticError, ValueError) as error:
        raise NotUnderstoodError(str(error)) from error


def _read_order(root: Element, ns: str) -> TransferOrder:
    header = _child(root, f"{ns}CstmrCdtTrfInitn/{ns}GrpHdr")
    information = _child(root, f"{ns}CstmrCdtTrfInitn/{ns}PmtInf")
    transfers = tuple(_read_transfer(item, ns) for item in information.findall(f"{ns}CdtTrfTxInf"))
    return TransferOrder(
        message_id=_text(header, f"{ns}MsgId"),
        payment_information_id=_text(information, f"{ns}PmtInfId"),
        declared_count=int(_text(header, f"{ns}NbOfTxs")),
        declared_sum=Decimal(_text(header, f"{ns}CtrlSum")),
        transfers=transfers,
    )


def _read_transfer(item: Element, ns: str) -> Transfer:
    amount = _child(item, f"{ns}Amt/{ns}InstdAmt")
    return Transfer(
        end_to_end_id=_text(item, f"{ns}PmtId/{ns}EndToEndId"),
        amount=Decimal(amount.text or ""),
        currency=amount.get("Ccy", ""),
        number=_text(item, f"{ns}CdtrAcct/{ns}Id/{ns}Othr/{ns}Id"),
        holder=_text(item, f"{ns}Cdtr/{ns}Nm"),
    )


def _read_question(root: Element, ns: str) -> NameQuestion:
    body = _child(root, f"{ns}IdVrfctnReq")
    asked = tuple(
        (
            _text(item, f"{ns}Id"),
            _text(item, f"{ns}PtyAndAcctId/{ns}Acct/{ns}Othr/{ns}Id"),
            _text(item, f"{ns}PtyAndAcctId/{ns}Pty/{ns}Nm"),
        )
        for item in body.findall(f"{ns}Vrfctn")
    )
    return NameQuestion(_text(body, f"{ns}Assgnmt/{ns}MsgId"), asked)


def _child(node: Element, path: str) -> Element:
    found = node.find(path)
    if found is None:
        message = f"no {path.rpartition('}')[2]}"
        raise NotUnderstoodError(message)
    return found


def _text(node: Element, path: str) -> str:
    text = _child(node, path).text
    if not text:
        message = f"nothing in {path.rpartition('}')[2]}"
        raise NotUnderstoodError(message)
    return text


def group_report(message_id: str, created: str, order: TransferOrder, status: str, reason: str = "") -> bytes:
    """One status for the whole order."""
    root, body = _report(message_id, created)
    _original(body, order, status, reason)
    return _bytes(root)


def transfer_report(message_id: str, created: str, order: TransferOrder, outcomes: Sequence[Outcome]) -> bytes:
    """One status for each transfer."""
    root, body = _report(message_id, created)
    statuses = {outcome.status for outcome in outcomes}
    _original(body, order, statuses.pop() if len(statuses) == 1 else "PART", "")
    information = SubElement(body, "OrgnlPmtInfAndSts")
    _leaf(information, "OrgnlPmtInfId", order.payment_information_id)
    for outcome in outcomes:
        item = SubElement(information, "TxInfAndSts")
        _leaf(item, "OrgnlEndToEndId", outcome.transfer.end_to_end_id)
        _leaf(item, "TxSts", outcome.status)
        _reason(item, outcome.reason)
        _leaf(item, "AcctSvcrRef", f"B{outcome.transfer.end_to_end_id[:30]}")
        amount = _leaf(SubElement(SubElement(item, "OrgnlTxRef"), "Amt"), "InstdAmt", f"{outcome.transfer.amount:.2f}")
        amount.set("Ccy", outcome.transfer.currency)
    return _bytes(root)


def name_report(message_id: str, created: str, question: NameQuestion, reasons: Sequence[str]) -> bytes:
    """For each question whether holder and account belong together; a reason where they do not."""
    root, body = _document(NAME_REPORT, "IdVrfctnRpt")
    assignment = SubElement(body, "Assgnmt")
    _leaf(assignment, "MsgId", message_id)
    _leaf(assignment, "CreDtTm", created)
    for side in ("Assgnr", "Assgne"):
        _leaf(SubElement(SubElement(assignment, side), "Pty"), "Nm", "Fake Bank" if side == "Assgnr" else "Tongban")
    original = SubElement(body, "OrgnlAssgnmt")
    _leaf(original, "MsgId", question.message_id)
    _leaf(original, "CreDtTm", created)
    for (reference, _number, _holder), reason in zip(question.questions, reasons, strict=True):
        item = SubElement(body, "Rpt")
        _leaf(item, "OrgnlId", reference)
        _leaf(item, "Vrfctn", "false" if reason else "true")
        if reason:
            _leaf(SubElement(item, "Rsn"), "Cd", reason)
    return _bytes(root)


def return_notification(message_id: str, created: str, returned: Sequence[Transfer], reason: str) -> bytes:
    """Money that was credited and came back."""
    root, body = _document(NOTIFICATION, "BkToCstmrDbtCdtNtfctn")
    header = SubElement(body, "GrpHdr")
    _leaf(header, "MsgId", message_id)
    _leaf(header, "CreDtTm", created)
    notification = SubElement(body, "Ntfctn")
    _leaf(notification, "Id", message_id)
    _leaf(SubElement(SubElement(SubElement(notification, "Acct"), "Id"), "Othr"), "Id", "TREASURY")
    for transfer in returned:
        entry = SubElement(notification, "Ntry")
        _leaf(entry, "Amt", f"{transfer.amount:.2f}").set("Ccy", transfer.currency)
        _leaf(entry, "CdtDbtInd", "CRDT")
        _leaf(SubElement(entry, "Sts"), "Cd", "BOOK")
        _leaf(SubElement(SubElement(entry, "BkTxCd"), "Prtry"), "Cd", "RTRN")
        details = SubElement(SubElement(entry, "NtryDtls"), "TxDtls")
        _leaf(SubElement(details, "Refs"), "EndToEndId", transfer.end_to_end_id)
        _leaf(SubElement(SubElement(details, "RtrInf"), "Rsn"), "Cd", reason)
    return _bytes(root)


def _report(message_id: str, created: str) -> tuple[Element, Element]:
    root, body = _document(TRANSFER_REPORT, "CstmrPmtStsRpt")
    header = SubElement(body, "GrpHdr")
    _leaf(header, "MsgId", message_id)
    _leaf(header, "CreDtTm", created)
    return root, body


def _original(body: Element, order: TransferOrder, status: str, reason: str) -> None:
    original = SubElement(body, "OrgnlGrpInfAndSts")
    _leaf(original, "OrgnlMsgId", order.message_id)
    _leaf(original, "OrgnlMsgNmId", TRANSFER)
    _leaf(original, "GrpSts", status)
    _reason(original, reason)


def _reason(node: Element, code: str) -> None:
    if code:
        _leaf(SubElement(SubElement(node, "StsRsnInf"), "Rsn"), "Cd", code)


def _document(kind: str, body: str) -> tuple[Element, Element]:
    root = Element("Document", xmlns=NAMESPACE + kind)
    return root, SubElement(root, body)


def _leaf(parent: Element, tag: str, text: str) -> Element:
    node = SubElement(parent, tag)
    node.text = text
    return node


def _bytes(root: Element) -> bytes:
    content: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return content
