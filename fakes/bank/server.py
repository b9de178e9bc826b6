"""The HTTP doors of the bank."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fakes.bank.documents import NotUnderstoodError
from fakes.bank.faults import Faults, UnknownFaultError
from fakes.bank.judge import STATES, Entry
from fakes.bank.store import Store
from fakes.bank.teller import Receipt, Teller

MAX_BYTES = 50_000_000
STATUS_OF = {Receipt.ACCEPTED: 202, Receipt.REPEATED: 202, Receipt.CONFLICT: 409}


class Bank(ThreadingHTTPServer):
    """One bank: its memory, its moods, its key. Requests run in threads of their own."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], *, state: str, key: bytes = b"") -> None:
        self.store = Store(state)
        self.faults = Faults()
        self.teller = Teller(self.store, self.faults)
        self.key = key
        super().__init__(address, Desk)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers who gave up waiting are no error of the bank's: some faults are there to make them."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Desk(BaseHTTPRequestHandler):
    """One request. Messages are signed in both directions: HMAC-SHA-256 over method, path, nonce and body."""

    server: Bank
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/credits":
            return self._json(200, {"credits": self.server.store.credits()})
        if not self._is_signed(b""):
            return self._json(401, {"error": "wrong signature"})
        if url.path == "/messages":
            return self._answers(int(parse_qs(url.query).get("after", ["0"])[0]))
        if url.path.startswith("/messages/") and url.path.endswith("/status"):
            return self._status(url.path.removeprefix("/messages/").removesuffix("/status"))
        return self._json(404, {"error": "no such page"})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if length > MAX_BYTES:
            self.close_connection = True
            return self._json(413, {"error": "too long"})
        body = self.rfile.read(length)
        if self.path == "/messages":
            return self._receive(body) if self._is_signed(body) else self._json(401, {"error": "wrong signature"})
        try:
            order = json.loads(body)
        except ValueError as error:
            return self._json(400, {"error": str(error)})
        if self.path == "/accounts":
            return self._set_account(order)
        if self.path == "/faults":
            return self._set_fault(order)
        return self._json(404, {"error": "no such page"})

    def do_DELETE(self) -> None:
        if self.path != "/faults":
            return self._json(404, {"error": "no such page"})
        self.server.faults.clear()
        return self._json(200, {})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: the standard line would put every request on stderr."""

    def _receive(self, body: bytes) -> None:
        faults = self.server.faults
        if faults.take("drop_before"):
            self.close_connection = True
            return None
        if faults.take("error_before"):
            return self._json(500, {"error": "out of order"})
        if faults.take("refuse"):
            return self._json(422, {"error": "this customer may not send that"})
        try:
            message_id, receipt = self.server.teller.receive(body)
        except NotUnderstoodError as error:
            return self._json(400, {"error": f"not understood: {error}"})
        if timeout := faults.take("timeout_after_accept"):
            time.sleep(timeout.number("seconds", 30))
            self.close_connection = True
            return None
        if faults.take("error_after"):
            return self._json(500, {"error": "out of order"})
        return self._json(STATUS_OF[receipt], {"message": message_id, "receipt": receipt})

    def _answers(self, after: int) -> None:
        forged = self.server.faults.take("forged") is not None
        self._json(200, {"answers": self.server.store.answers_after(after)}, forged=forged)

    def _status(self, message_id: str) -> None:
        sha256 = self.server.store.sha256_of(message_id)
        if sha256 is None:
            return self._json(404, {"message": message_id, "receipt": "unknown"})
        return self._json(200, {"message": message_id, "receipt": Receipt.ACCEPTED, "sha256": sha256})

    def _set_account(self, order: dict[str, str]) -> None:
        entry = Entry(order.get("number", ""), order.get("holder", ""), order.get("state", "open"))
        if not entry.number or not entry.holder or entry.state not in STATES:
            return self._json(400, {"error": f"number, holder and a state of {', '.join(STATES)} are needed"})
        self.server.store.set_account(entry)
        return self._json(201, {})

    def _set_fault(self, order: dict[str, Any]) -> None:
        try:
            self.server.faults.set(order)
        except UnknownFaultError as error:
            return self._json(400, {"error": str(error)})
        return self._json(201, {})

    def _is_signed(self, body: bytes) -> bool:
        if not self.server.key:
            return True
        expected = self._mac(self.command.encode(), self.path.encode(), self._nonce(), body)
        return hmac.compare_digest(expected, self.headers.get("X-Mac", ""))

    def _nonce(self) -> bytes:
        return self.headers.get("X-Nonce", "").encode()

    def _mac(self, *parts: bytes) -> str:
        return hmac.new(self.server.key, b"\n".join(parts), hashlib.sha256).hexdigest()

    def _json(self, status: int, value: dict[str, Any], *, forged: bool = False) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.server.key:
            # The caller's nonce is inside: an old answer cannot be played again.
            self.send_header("X-Mac", self._mac(str(status).encode(), self._nonce(), b"!" if forged else body))
        self.end_headers()
        self.wfile.write(body)
