"""A conversation of SMTP, and the levers."""

from __future__ import annotations

import email
import email.policy
import json
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fakes.levers import Levers, UnknownFaultError
from fakes.outbox import Outbox

KINDS = frozenset({"no_such_user", "later", "refuse", "full", "drop_after", "timeout", "closed"})


class MailServer(socketserver.ThreadingTCPServer):
    """One mail server and what it has taken."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], *, outbox: Outbox) -> None:
        self.received: list[dict[str, Any]] = []
        self.faults = Levers(KINDS)
        self.outbox = outbox
        self.lock = threading.Lock()
        super().__init__(address, Conversation)

    def take(self, sender: str, recipients: list[str], content: bytes) -> None:
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        entry = {
            "id": message["Message-ID"],
            "from": sender,
            "to": recipients,
            "subject": message["Subject"],
            "text": parts.get("text/plain", ""),
        }
        with self.lock:
            self.received.append({**entry, "html": parts.get("text/html", ""), "headers": dict(message.items())})
        self.outbox.add({"channel": "mail", **entry})


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.faults.strikes("closed"):
            return self._say(421, "come back later")
        self._say(220, "fakes.mail")
        self.sender, self.recipients = "", list[str]()
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            verb, _space, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                return self._say(221, "bye")
            if not self._answer(verb.upper(), rest):
                return None
        return None

    def _answer(self, verb: str, rest: str) -> bool:
        """Whether the conversation goes on."""
        if verb in {"EHLO", "HELO", "NOOP", "RSET"}:
            self._say(250, "fakes.mail")
        elif verb == "MAIL":
            self.sender, self.recipients = _address(rest), []
            self._say(250, "ok")
        elif verb == "RCPT":
            self._recipient(_address(rest))
        elif verb == "DATA":
            return self._data()
        else:
            self._say(502, "not here")
        return True

    def _recipient(self, address: str) -> None:
        if self.server.faults.strikes("no_such_user") or address.startswith("nobody@"):
            self._say(550, "no such user here")
        elif self.server.faults.strikes("later"):
            self._say(450, "try again")
        else:
            self.recipients.append(address)
            self._say(250, "ok")

    def _data(self) -> bool:
        self._say(354, "go ahead")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        for kind, status in (("refuse", 554), ("full", 452)):
            if self.server.faults.strikes(kind):
                self._say(status, "not taken")
                return True
        self.server.take(self.sender, self.recipients, b"".join(lines))
        if timeout := self.server.faults.strikes("timeout"):
            time.sleep(float(timeout.get("seconds", 30)))
            return False
        if self.server.faults.strikes("drop_after"):
            return False
        self._say(250, "taken")
        return True

    def _say(self, status: int, words: str) -> None:
        self.wfile.write(f"{status} {words}\r\n".encode())


class LeverBox(ThreadingHTTPServer):
    """The levers of a mail server."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], mail: MailServer) -> None:
        self.mail = mail
        super().__init__(address, LeverDesk)


class LeverDesk(BaseHTTPRequestHandler):
    server: LeverBox

    def do_GET(self) -> None:
        self._json(200, {"received": self.server.mail.received})

    def do_POST(self) -> None:
        order = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        try:
            self.server.mail.faults.pull(order)
        except UnknownFaultError as error:
            return self._json(400, {"error": str(error)})
        return self._json(201, {})

    def do_DELETE(self) -> None:
        self.server.mail.faults.release()
        self._json(200, {})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: the standard line would put every request on stderr."""

    def _json(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
