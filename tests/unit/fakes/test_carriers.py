"""The stand-ins for those who carry messages, as programs of their own."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from fakes.levers import Levers, UnknownFaultError

ROOT = Path(__file__).resolve().parents[3]
KEY = b"a key"


@contextmanager
def program(name: str, options: Sequence[str] = ()) -> Iterator[int]:
    """It says its port first, and ends when it is asked to."""
    command = [sys.executable, "-m", f"fakes.{name}", "--port", "0", *options]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "FAKE_SMS_KEY": KEY.decode()}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=environment
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0
        process.stdout.close()


def call(port: int, method: str, path: str, body: dict[str, Any] | None = None, *, signed: bool = True) -> Any:
    content = b"" if body is None else json.dumps(body).encode()
    moment = str(int(time.time()))
    parts = [method.encode(), path.encode(), b"n", moment.encode(), content]
    mac = hmac.new(KEY if signed else b"another", b"\n".join(parts), hashlib.sha256).hexdigest()
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, content or None, {"X-Nonce": "n", "X-Time": moment, "X-Mac": mac})
    response = connection.getresponse()
    reply = response.status, json.load(response)
    connection.close()
    return reply


MESSAGE = {"id": "1", "to": "13800001234", "text": "通知"}


def test_the_gateway_takes_a_message_once_and_remembers_it(tmp_path: Path) -> None:
    options = ["--state", str(tmp_path / "sms.sqlite3"), "--outbox", str(tmp_path / "out" / "sms.jsonl")]
    with program("sms", options) as port:
        assert call(port, "POST", "/messages", MESSAGE, signed=False)[0] == 401
        assert call(port, "POST", "/messages", MESSAGE) == (202, {"taken": "new"})
    with program("sms", options) as port:
        assert call(port, "POST", "/messages", MESSAGE) == (202, {"taken": "repeated"})
        assert call(port, "POST", "/messages", {**MESSAGE, "text": "x"})[0] == 409
        assert call(port, "POST", "/messages", {**MESSAGE, "id": "2", "to": "13800000422"})[1] == {"error": "number"}
        assert [call(port, "GET", f"/messages/{one}")[0] for one in "12"] == [200, 404]
        assert call(port, "GET", "/reports?after=0")[1]["reports"] == [
            {"number": 1, "id": "1", "state": "delivered", "error": ""}
        ]
        assert call(port, "POST", "/faults", {"kind": "odd"})[0] == 400
    lines = (tmp_path / "out" / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["通知"]


def test_the_push_service_knows_its_browsers() -> None:
    described = subprocess.run(
        [sys.executable, "-m", "fakes.push", "--describe", "anna"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert set(json.loads(described.stdout)) == {"p256dh", "auth"}
    with program("push", ["--browser", "anna", "--application-key", "k"]) as port:
        status, made = call(port, "POST", "/subscriptions", {"application_key": "k"})
        assert status == 201
        name = made["name"]
        assert made["endpoint"].endswith(f"/push/{name}")
        # Nobody has shown who they are.
        assert [call(port, "POST", f"/push/{one}", {})[0] for one in ("anna", name, "nobody")] == [401, 401, 404]
        assert call(port, "DELETE", f"/subscriptions/{name}")[0] == 200
        assert call(port, "POST", f"/push/{name}", {})[0] == 410
        assert call(port, "GET", "/shown")[1] == {"shown": []}


def test_the_mail_server_takes_mail_and_refuses_who_does_not_exist(tmp_path: Path) -> None:
    outbox = tmp_path / "mail.jsonl"
    with program("mail", ["--outbox", str(outbox)]) as port:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            client.sendmail("a@b.example", ["c@d.example"], "Subject: Hello\r\n\r\n.one dot\r\n")
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.sendmail("a@b.example", ["nobody@d.example"], "Subject: Hello\r\n\r\nx")
    entry = json.loads(outbox.read_text(encoding="utf-8"))
    assert (entry["to"], entry["subject"], entry["text"].strip()) == (["c@d.example"], "Hello", ".one dot")


def test_a_lever_strikes_as_often_as_it_was_told() -> None:
    levers = Levers(frozenset({"drop"}))
    assert levers.strikes("drop") is None
    levers.pull({"kind": "drop", "times": 2})
    assert [levers.strikes("drop") is not None for _time in range(3)] == [True, True, False]
    levers.pull({"kind": "drop"})
    levers.release()
    assert levers.strikes("drop") is None
    with pytest.raises(UnknownFaultError):
        levers.pull({"kind": "odd"})
