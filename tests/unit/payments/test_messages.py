"""Messages against the standard's own schema, and against a bank that reads and writes them with other code."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sepaxml
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from eligibility.payments.messages.answers import Answer, AnswerKind, AnswerLine, NameStatus, read_document
from eligibility.payments.messages.document import UnreadableAnswer
from eligibility.payments.messages.masking import masked_text
from eligibility.payments.messages.name_checks import NameCheck, name_check_message
from eligibility.payments.messages.transfers import Party, TransferOrder, transfer_message
from fakes.bank import documents
from services.core.money.api import Money
from tests.unit.payments.orders import MOMENTS, ORDERS, PARTIES, REFERENCES, order, transfer

SCHEMA = xmlschema.XMLSchema(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd")
PAIN_002 = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">'
CREATED = "2025-12-01T01:00:00Z"


@given(ORDERS)
def test_a_transfer_order_is_valid_deterministic_and_read_back_whole(sent: TransferOrder) -> None:
    content = transfer_message(sent)

    SCHEMA.validate(content.decode())
    assert transfer_message(sent) == content
    read = documents.read(content)
    assert isinstance(read, documents.TransferOrder)
    assert (read.message_id, read.declared_count, read.fault) == (sent.message_id, len(sent.transfers), "")
    assert read.declared_sum == sent.total.amount
    assert [(t.end_to_end_id, t.amount, t.currency, t.number, t.holder) for t in read.transfers] == [
        (t.end_to_end_id, t.amount.amount, "CNY", t.creditor.account_number, t.creditor.name) for t in sent.transfers
    ]


def test_the_bytes_of_a_known_order_do_not_change_between_versions() -> None:
    """A batch sealed before an upgrade and sent after it must be the file that two clerks approved."""
    content = transfer_message(
        order(transfer(), transfer("6222021001112223332", "李 & <娜>", reference="f" * 32, fen=1))
    )

    assert b"<CreDtTm>2025-12-01T09:00:05+08:00</CreDtTm><NbOfTxs>2</NbOfTxs><CtrlSum>63200.01</CtrlSum>" in content
    assert hashlib.sha256(content).hexdigest() == "7c46b0ea7626e8afb99f001bb3caff2dbcfdeb6daf12584913433764efaff5d0"


@given(REFERENCES, MOMENTS, REFERENCES, PARTIES)
def test_a_name_check_is_read_back_whole(message_id: str, created: datetime, reference: str, party: Party) -> None:
    content = name_check_message(NameCheck(message_id, created, "示例市", reference, party))

    assert documents.read(content) == documents.NameQuestion(
        message_id, ((reference, party.account_number, party.name),)
    )


STATUSES = st.sampled_from(["RCVD", "PDNG", "ACTC", "ACCP", "ACSP", "ACSC", "RJCT", "CANC"])


@given(ORDERS, st.data())
def test_statuses_of_single_transfers_are_read_back(sent: TransferOrder, data: st.DataObject) -> None:
    theirs = documents.read(transfer_message(sent))
    assert isinstance(theirs, documents.TransferOrder)
    outcomes = [
        documents.Outcome(t, data.draw(STATUSES), data.draw(st.sampled_from(["", "AC01"]))) for t in theirs.transfers
    ]

    answer = read_document(documents.transfer_report("a" * 32, CREATED, theirs, outcomes))

    assert answer == Answer(
        AnswerKind.STATUS,
        "pain.002.001.10",
        "a" * 32,
        tuple(
            AnswerLine(sent.message_id, o.transfer.end_to_end_id, o.status, o.reason, Money(o.transfer.amount))
            for o in outcomes
        ),
    )


def test_a_status_of_the_whole_order_is_one_line_about_all_of_it() -> None:
    theirs = documents.read(transfer_message(order(transfer())))

    answer = read_document(documents.group_report("a" * 32, CREATED, theirs, "RJCT", "AM10"))

    assert answer.lines == (AnswerLine("b" * 32, "", "RJCT", "AM10"),)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("CU1I0000", "CU1I0000"),
        ("RJ-11", "RJ-11"),
        ("6222021001112223331", "NARR"),
        ("ACCT62220210", "NARR"),
        ("王芳", "NARR"),
        ("account closed", "NARR"),
    ],
)
def test_of_a_reason_in_free_text_only_that_it_is_one_is_kept(said: str, kept: str) -> None:
    theirs = documents.read(transfer_message(order(transfer())))
    content = documents.group_report("a" * 32, CREATED, theirs, "RJCT", said).replace(b"Cd>", b"Prtry>")

    assert [line.reason for line in read_document(content).lines] == [kept]


def test_a_status_of_the_payment_block_counts_for_the_whole_order() -> None:
    content = _pain_002(
        "<OrgnlPmtInfAndSts><OrgnlPmtInfId>x</OrgnlPmtInfId><PmtInfSts>ACCP</PmtInfSts></OrgnlPmtInfAndSts>"
    )

    assert read_document(content).lines == (AnswerLine("m1", "", "ACCP"),)


@pytest.mark.parametrize(("reason", "status"), [("", NameStatus.MATCH), ("BE01", NameStatus.NO_MATCH)])
def test_a_name_report_is_read(reason: str, status: NameStatus) -> None:
    question = documents.NameQuestion("q1", (("r1", "6222", "王芳"),))

    answer = read_document(documents.name_report("a1", CREATED, question, [reason]))

    assert answer == Answer(AnswerKind.NAME_CHECK, "acmt.024.001.02", "a1", (AnswerLine("q1", "r1", status, reason),))


def test_a_returned_credit_is_read_and_another_credit_is_not_one() -> None:
    content = documents.return_notification(
        "n1", CREATED, [documents.Transfer("e1", Decimal("5.00"), "CNY", "", "")], "AC04"
    )
    other = content.replace(b"RtrInf", b"RltdDts")

    assert read_document(content).lines == (AnswerLine("", "e1", "RETURNED", "AC04", Money(Decimal(5))),)
    assert read_document(other).lines == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<Document>&nothing;",
        b"\xff\xfe\x00",
        b"<Document/>",
        b'<?xml version="1.0" encoding="no-such-code"?><a/>',
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + PAIN_002 + b"<x>&b;</x></Document>",
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + PAIN_002 + b"<x/></Document>",
        PAIN_002.replace(b"pain.002", b"pain.013") + b"<x/></Document>",
        PAIN_002 + b"<CstmrPmtStsRpt/></Document>",
    ],
)
def test_what_is_no_answer_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableAnswer):
        read_document(content)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e999999", "1.001", "", "-"])
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    block = (
        "<OrgnlPmtInfAndSts><OrgnlPmtInfId>x</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>e</OrgnlEndToEndId>"
        f'<TxSts>ACSC</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">{amount}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>'
        "</OrgnlPmtInfAndSts>"
    )

    with pytest.raises(UnreadableAnswer):
        read_document(_pain_002(block))


def test_an_identifier_longer_than_the_standard_allows_is_refused() -> None:
    with pytest.raises(UnreadableAnswer, match="35"):
        read_document(_pain_002("", original="x" * 36))


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(content: bytes) -> None:
    with contextlib.suppress(UnreadableAnswer):
        read_document(content)


def test_a_shown_message_hides_accounts_and_names() -> None:
    shown = masked_text(transfer_message(order(transfer())))

    assert "6222021001112223331" not in shown
    assert "310000000000000001" not in shown
    assert "王芳" not in shown
    assert "<Id>•••• 3331</Id>" in shown
    assert "63200.00" in shown


def test_even_what_is_no_xml_is_shown_without_accounts() -> None:
    assert masked_text("Konto 6222021001112223331 王".encode()) == "Konto ••••3331 王"


def _pain_002(blocks: str, original: str = "m1") -> bytes:
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>a1</MsgId><CreDtTm>{CREATED}</CreDtTm></GrpHdr><OrgnlGrpInfAndSts>"
        f"<OrgnlMsgId>{original}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>{blocks}"
        "</CstmrPmtStsRpt></Document>"
    ).encode()
