"""The fake bank itself: a test double that is wrong proves nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from fakes.bank import documents
from fakes.bank.judge import Entry, reason_against_name, reason_against_transfer
from fakes.bank.server import Bank

ORDER = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>{message}</MsgId><NbOfTxs>{count}</NbOfTxs><CtrlSum>{sum}</CtrlSum></GrpHdr>
<PmtInf><PmtInfId>p</PmtInfId><CdtTrfTxInf><PmtId><EndToEndId>e1</EndToEndId></PmtId>
<Amt><InstdAmt Ccy="CNY">5.00</InstdAmt></Amt><Cdtr><Nm>王芳</Nm></Cdtr>
<CdtrAcct><Id><Othr><Id>{number}</Id></Othr></Id></CdtrAcct></CdtTrfTxInf></PmtInf>
</CstmrCdtTrfInitn></Document>"""
KEY = b"shared"


def order(message: str = "m1", number: str = "62220000", count: int = 1, total: str = "5.00") -> bytes:
    return ORDER.format(message=message, number=number, count=count, sum=total).encode()


class Client:
    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    def ask(self, method: str, path: str, body: bytes = b"", *, key: bytes = KEY) -> tuple[int, dict[str, Any]]:
        connection = HTTPConnection("127.0.0.1", self.bank.server_address[1], timeout=5)
        mac = hmac.new(key, b"\n".join([method.encode(), path.encode(), b"n1", body]), hashlib.sha256).hexdigest()
        connection.request(method, path, body, {"X-Nonce": "n1", "X-Mac": mac})
        response = connection.getresponse()
        reply = json.loads(response.read())
        connection.close()
        return response.status, reply

    def answers(self) -> list[str]:
        return [answer["document"] for answer in self.ask("GET", "/messages?after=0")[1]["answers"]]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "bank.sqlite3"


@pytest.fixture
def client(state: Path) -> Iterator[Client]:
    bank = Bank(("127.0.0.1", 0), state=str(state), key=KEY)
    thread = Thread(target=bank.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Client(bank)
    finally:
        bank.shutdown()
        thread.join()
        bank.server_close()
        bank.store.close()


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("6222000012345678", ""),
        ("6222000000009901", "AC01"),
        ("6222000000009904", "AC04"),
        ("6222000000009940", "AM04"),
        ("6222000000009951", "BE01"),
        ("123", "AC01"),
        ("62 22", "AC01"),
    ],
)
def test_a_number_that_the_book_does_not_know_is_judged_by_its_end(number: str, reason: str) -> None:
    assert reason_against_transfer(number, "王芳", {}) == reason
    assert reason_against_name(number, "王芳", {}) == ("" if reason == "AM04" else reason)


@pytest.mark.parametrize(
    ("state", "holder", "reason"),
    [
        ("open", "王芳", ""),
        ("open", "王 芳", ""),
        ("open", "李娜", "BE01"),
        ("closed", "王芳", "AC04"),
        ("unfunded", "王芳", "AM04"),
    ],
)
def test_the_book_decides_over_the_end_of_the_number(state: str, holder: str, reason: str) -> None:
    book = {"6222000000009901": Entry("6222000000009901", "王芳", state)}

    assert reason_against_transfer("6222000000009901", holder, book) == reason


def test_a_message_is_booked_once_however_often_it_comes(client: Client) -> None:
    first, second = client.ask("POST", "/messages", order()), client.ask("POST", "/messages", order())

    assert (first[0], first[1]["receipt"]) == (202, "accepted")
    assert (second[0], second[1]["receipt"]) == (202, "repeated")
    assert len(client.bank.store.credits()) == 1
    assert len(client.answers()) == 2


def test_the_same_id_with_other_content_is_a_conflict(client: Client) -> None:
    client.ask("POST", "/messages", order())

    status, reply = client.ask("POST", "/messages", order(number="62220001"))

    assert (status, reply["receipt"]) == (409, "conflict")
    assert len(client.bank.store.credits()) == 1


def test_a_restarted_bank_remembers(client: Client, state: Path) -> None:
    client.ask("POST", "/messages", order())

    again = Bank(("127.0.0.1", 0), state=str(state), key=KEY)
    try:
        assert again.teller.receive(order())[1] == "repeated"
        assert len(again.store.answers_after(0)) == 2
    finally:
        again.server_close()
        again.store.close()


@pytest.mark.parametrize(("count", "total", "reason"), [(2, "5.00", "AM18"), (1, "5.01", "AM10")])
def test_a_file_that_does_not_add_up_is_rejected_whole(client: Client, count: int, total: str, reason: str) -> None:
    client.ask("POST", "/messages", order(count=count, total=total))

    (answer,) = client.answers()
    assert f"<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>{reason}</Cd>" in answer
    assert client.bank.store.credits() == []


@pytest.mark.parametrize(
    "body", [b"", b"<a/>", b"no", order().replace(b"5.00<", b"five<"), order().replace(b"e1", b"")]
)
def test_what_is_no_order_is_not_understood(client: Client, body: bytes) -> None:
    assert client.ask("POST", "/messages", body)[0] == 400


def test_an_unsigned_message_is_not_looked_at(client: Client) -> None:
    assert client.ask("POST", "/messages", order(), key=b"other")[0] == 401
    assert client.ask("GET", "/messages?after=0", key=b"other")[0] == 401
    assert client.bank.store.credits() == []


def test_a_status_query_tells_known_from_unknown(client: Client) -> None:
    client.ask("POST", "/messages", order())

    assert client.ask("GET", "/messages/m1/status")[0] == 200
    assert client.ask("GET", "/messages/m2/status") == (404, {"message": "m2", "receipt": "unknown"})


def test_late_answers_come_after_so_many_polls(client: Client) -> None:
    client.ask("POST", "/faults", b'{"kind": "late", "polls": 2}')
    client.ask("POST", "/messages", order())

    assert [len(client.answers()) for _poll in range(3)] == [0, 2, 2]


def test_an_unknown_lever_is_named(client: Client) -> None:
    status, reply = client.ask("POST", "/faults", b'{"kind": "explode"}')

    assert status == 400
    assert "explode" in reply["error"]


def test_a_fault_strikes_as_often_as_was_said_and_can_be_taken_back(client: Client) -> None:
    client.ask("POST", "/faults", b'{"kind": "error_before", "times": 5}')
    first = client.ask("POST", "/messages", order())[0]
    client.ask("DELETE", "/faults")

    assert first == 500
    assert client.ask("POST", "/messages", order())[0] == 202


def test_partial_rejection_and_returns_are_said_for_each_transfer(client: Client) -> None:
    client.ask("POST", "/faults", b'{"kind": "partial", "every": 1, "reason": "AC06"}')
    client.ask("POST", "/messages", order("m1"))
    client.ask("POST", "/faults", b'{"kind": "returned"}')
    client.ask("POST", "/messages", order("m2"))

    _group, rejected, _group2, settled, returned = client.answers()
    assert "<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC06</Cd>" in rejected
    assert "<TxSts>ACSC</TxSts>" in settled
    assert "<RtrInf><Rsn><Cd>AC04</Cd>" in returned
    assert [Decimal(credit["amount"]) for credit in client.bank.store.credits()] == [Decimal(5)]


def test_a_document_with_a_dtd_is_not_understood() -> None:
    with pytest.raises(documents.NotUnderstoodError):
        documents.read(b"<!DOCTYPE a []>" + order())
