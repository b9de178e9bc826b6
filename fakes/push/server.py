"""The HTTP doors of the push service."""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fakes.levers import Levers, UnknownFaultError
from fakes.outbox import Outbox
from fakes.push.browser import Browser, CannotOpenError, NotIdentifiedError, identified, shown

KINDS = frozenset({"error", "busy", "drop", "timeout", "refuse"})
_LONGEST = 4096


class PushService(ThreadingHTTPServer):
    """One push service and the browsers that are connected to it."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], *, outbox: Outbox) -> None:
        self.browsers: dict[str, Browser | None] = {}
        self.shown: list[dict[str, Any]] = []
        self.faults = Levers(KINDS)
        self.outbox = outbox
        self.lock = threading.Lock()
        super().__init__(address, Desk)

    @property
    def origin(self) -> str:
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Desk(BaseHTTPRequestHandler):
    server: PushService
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/shown":
            return self._json(200, {"shown": self.server.shown})
        return self._json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), _LONGEST + 1))
        if self.path == "/subscriptions":
            return self._subscribe(json.loads(body or b"{}"))
        if self.path == "/faults":
            return self._pull(json.loads(body))
        if self.path.startswith("/push/"):
            return self._push(self.path.removeprefix("/push/"), body)
        return self._json(404, {})

    def do_DELETE(self) -> None:
        if self.path == "/faults":
            self.server.faults.release()
            return self._json(200, {})
        name = self.path.removeprefix("/subscriptions/")
        if self.server.browsers.get(name) is None:
            return self._json(404, {})
        self.server.browsers[name] = None
        return self._json(200, {})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: the standard line would put every request on stderr."""

    def _subscribe(self, order: dict[str, str]) -> None:
        browser, name = Browser(order["application_key"]), secrets.token_urlsafe(18)
        self.server.browsers[name] = browser
        self._json(201, {"name": name, "endpoint": f"{self.server.origin}/push/{name}", "keys": browser.keys})

    def _push(self, name: str, body: bytes) -> None:
        status = self._refusal(name, body)
        if status is not None:
            return self._json(status, {})
        if timeout := self.server.faults.strikes("timeout"):
            time.sleep(float(timeout.get("seconds", 30)))
            self.close_connection = True
            return None
        if self.server.faults.strikes("drop"):
            self.close_connection = True
            return None
        return self._json(201, {})

    def _refusal(self, name: str, body: bytes) -> int | None:
        """The status that says why nothing is shown; None where it is shown."""
        for kind, status in (("error", 500), ("busy", 429), ("refuse", 400)):
            if self.server.faults.strikes(kind):
                return status
        if name not in self.server.browsers:
            return 404
        browser = self.server.browsers[name]
        if browser is None:
            return 410
        if len(body) > _LONGEST:
            return 413
        try:
            key = identified(self.headers.get("Authorization", ""), self.server.origin)
        except NotIdentifiedError:
            return 401
        if key != browser.application_key:
            return 403
        return self._shown(name, browser, body)

    def _shown(self, name: str, browser: Browser, body: bytes) -> int | None:
        if self.headers.get("Content-Encoding") != "aes128gcm" or not self.headers.get("TTL", "").isdigit():
            return 400
        try:
            notice = shown(browser.open(body))
        except (CannotOpenError, ValueError):
            return 400
        entry = {"browser": name, "topic": self.headers.get("Topic", ""), "notice": notice}
        with self.server.lock:
            self.server.shown.append(entry)
        self.server.outbox.add({"channel": "push", **entry})
        return None

    def _pull(self, order: dict[str, Any]) -> None:
        try:
            self.server.faults.pull(order)
        except UnknownFaultError as error:
            return self._json(400, {"error": str(error)})
        return self._json(201, {})

    def _json(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
