"""The bank as a port, and the HTTP adapter that stands on it.

Requests and replies are signed with a shared key, HMAC-SHA-256 over what is said and the caller's nonce: a forged reply
or an old one played again is not believed. Whoever calls decides what a failure means; here are only its three kinds.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings

# Statuses by which the bank says that it did not and will not take this message.
_REFUSALS: Final = frozenset({400, 413, 422})
_ACCEPTED: Final = 202
_LONGEST_REPLY: Final = 200_000_000


class BankUnavailable(Exception):
    """No reply, or none that says anything: whether the message arrived is not known."""


class BankUntrusted(BankUnavailable):
    """The reply was not signed by the bank: what it says counts as not said."""


class BankRefused(Exception):
    """The bank did not take the message; sending it again unchanged would bring the same."""


@dataclass(frozen=True, slots=True)
class NumberedAnswer:
    """One answer of the bank, in the order in which it published them."""

    number: int
    content: bytes


class Bank(Protocol):
    """What the payments room needs of a bank."""

    def post(self, content: bytes) -> None:
        """Hand a message over; returns once the bank confirmed it, which it does for a repeated one as well."""

    def has_received(self, message_id: str) -> bool:
        """Whether a message with this MsgId is at the bank."""

    def answers_after(self, number: int) -> Sequence[NumberedAnswer]:
        """What the bank has said since."""


@dataclass(frozen=True, slots=True)
class HttpBank:
    """A bank behind HTTP(S), as named in the settings."""

    url: str
    key: bytes = field(repr=False)
    timeout: float

    def post(self, content: bytes) -> None:
        status, reply = self._ask("POST", "/messages", content)
        if status in _REFUSALS:
            message = f"{status}: {reply.get('error', '')}"
            raise BankRefused(message)
        if status != _ACCEPTED:
            message = f"status {status}"
            raise BankUnavailable(message)

    def has_received(self, message_id: str) -> bool:
        status, reply = self._ask("GET", f"/messages/{message_id}/status")
        if status == http.HTTPStatus.OK:
            return True
        # Only the bank's own "unknown" proves absence: a 404 of anything between us does not.
        if status == http.HTTPStatus.NOT_FOUND and reply.get("receipt") == "unknown":
            return False
        message = f"status {status}"
        raise BankUnavailable(message)

    def answers_after(self, number: int) -> list[NumberedAnswer]:
        status, reply = self._ask("GET", f"/messages?after={number}")
        if status != http.HTTPStatus.OK:
            message = f"status {status}"
            raise BankUnavailable(message)
        try:
            answers = [NumberedAnswer(int(item["number"]), item["document"].encode()) for item in reply["answers"]]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BankUnavailable(str(error)) from error
        return sorted(answers, key=lambda answer: answer.number)

    def _ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, dict[str, Any]]:
        nonce = secrets.token_hex(16)
        headers = {"Content-Type": "application/xml", "X-Nonce": nonce}
        headers["X-Mac"] = self._mac(method.encode(), path.encode(), nonce.encode(), body)
        connection = self._connection()
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            reply = response.read(_LONGEST_REPLY)
        except (OSError, http.client.HTTPException) as error:
            raise BankUnavailable(type(error).__name__) from error
        finally:
            connection.close()
        expected = self._mac(str(response.status).encode(), nonce.encode(), reply)
        if self.key and not hmac.compare_digest(expected, response.headers.get("X-Mac", "")):
            message = "the reply is not signed by the bank"
            raise BankUntrusted(message)
        return response.status, _object(reply)

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=self.timeout)

    def _mac(self, *parts: bytes) -> str:
        return hmac.new(self.key, b"\n".join(parts), hashlib.sha256).hexdigest()


def bank_of_the_settings() -> HttpBank:
    return HttpBank(settings.BANK_URL, settings.BANK_KEY.encode(), settings.BANK_TIMEOUT_SECONDS)


def _object(reply: bytes) -> dict[str, Any]:
    try:
        value = json.loads(reply or b"{}")
    except ValueError as error:
        raise BankUnavailable(str(error)) from error
    return value if isinstance(value, dict) else {}
