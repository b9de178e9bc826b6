"""The HTTP doors of the gateway."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fakes.levers import Levers, UnknownFaultError
from fakes.outbox import Outbox
from fakes.sms.store import Store

KINDS = frozenset(
    {"timeout_after_accept", "drop_after_accept", "drop_before", "error_after", "error_before", "refuse"}
    | {"late", "undelivered", "contradict", "unknown", "forged"}
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_NOT_A_NUMBER, _NEVER_ARRIVES = "0422", "0404"
_LONGEST = 100_000
_MOST_SECONDS = 300  # how old a signed request may be


class Gateway(ThreadingHTTPServer):
    """One gateway: its memory, its moods, its key."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], *, state: str, key: bytes, outbox: Outbox) -> None:
        self.store = Store(state)
        self.faults = Levers(KINDS)
        self.key = key
        self.outbox = outbox
        super().__init__(address, Desk)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers who gave up waiting are no error of the gateway's: some faults are there to make them."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        super().server_close()
        self.store.close()


class Desk(BaseHTTPRequestHandler):
    server: Gateway
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/sent":
            return self._json(200, {"sent": self.server.store.sent()})
        if not self._is_signed(b""):
            return self._json(401, {"error": "wrong signature"})
        if url.path == "/reports":
            return self._reports(int(parse_qs(url.query).get("after", ["0"])[0]))
        if url.path.startswith("/messages/"):
            known = self.server.store.has(url.path.removeprefix("/messages/"))
            return self._json(200 if known else 404, {"known": known})
        return self._json(404, {"error": "no such page"})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if length > _LONGEST:
            self.close_connection = True
            return self._json(413, {"error": "too long"})
        body = self.rfile.read(length)
        if self.path == "/faults":
            return self._pull(json.loads(body))
        if self.path != "/messages":
            return self._json(404, {"error": "no such page"})
        if not self._is_signed(body):
            return self._json(401, {"error": "wrong signature"})
        return self._receive(json.loads(body))

    def do_DELETE(self) -> None:
        self.server.faults.release()
        self._json(200, {})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: the standard line would put every request on stderr."""

    def _receive(self, message: dict[str, str]) -> None:
        refusal = self._refusal(message)
        if refusal is not None:
            refusal()
            return None
        taken = self.server.store.take(message["id"], message["to"], message["text"], self._reports_about(message))
        if taken == "conflict":
            return self._json(409, {"error": "another message has this id"})
        if taken == "new":
            self.server.outbox.add({"channel": "sms", **message})
        return self._reply(taken)

    def _refusal(self, message: dict[str, str]) -> Any:
        """What stands against taking the message, as an answer to give."""
        faults = self.server.faults
        if faults.strikes("drop_before"):
            return self._hang_up
        if faults.strikes("error_before"):
            return lambda: self._json(500, {"error": "out of order"})
        if faults.strikes("refuse"):
            return lambda: self._json(422, {"error": "this customer may not send that"})
        number = message.get("to", "")
        if not _MOBILE.fullmatch(number) or number.endswith(_NOT_A_NUMBER):
            return lambda: self._json(422, {"error": "number"})
        return None

    def _reply(self, taken: str) -> None:
        faults = self.server.faults
        if timeout := faults.strikes("timeout_after_accept"):
            time.sleep(float(timeout.get("seconds", 30)))
            return self._hang_up()
        if faults.strikes("drop_after_accept"):
            return self._hang_up()
        if faults.strikes("error_after"):
            return self._json(500, {"error": "out of order"})
        return self._json(202, {"taken": taken})

    def _reports_about(self, message: dict[str, str]) -> list[tuple[str, str, str, int]]:
        faults = self.server.faults
        late = faults.strikes("late")
        polls = int(late.get("polls", 2)) if late else 0
        fails = bool(faults.strikes("undelivered")) or message["to"].endswith(_NEVER_ARRIVES)
        good, bad = (message["id"], "delivered", "", polls), (message["id"], "failed", "absent", polls)
        reports = [bad if fails else good]
        if faults.strikes("contradict"):
            reports.append(good if fails else bad)
        if faults.strikes("unknown"):
            reports.append(("nobody-sent-this", "delivered", "", 0))
        return reports

    def _reports(self, after: int) -> None:
        forged = self.server.faults.strikes("forged") is not None
        self._json(200, {"reports": self.server.store.reports_after(after)}, forged=forged)

    def _pull(self, order: dict[str, Any]) -> None:
        try:
            self.server.faults.pull(order)
        except UnknownFaultError as error:
            return self._json(400, {"error": str(error)})
        return self._json(201, {})

    def _hang_up(self) -> None:
        self.close_connection = True

    def _is_signed(self, body: bytes) -> bool:
        moment = self.headers.get("X-Time", "0")
        if not moment.isdigit() or abs(time.time() - int(moment)) > _MOST_SECONDS:
            return False
        expected = self._mac(self.command.encode(), self.path.encode(), self._nonce(), moment.encode(), body)
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
        # The caller's nonce is inside: an old answer cannot be played again.
        self.send_header("X-Mac", self._mac(str(status).encode(), self._nonce(), b"!" if forged else body))
        self.end_headers()
        self.wfile.write(body)
