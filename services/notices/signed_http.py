"""HTTP to a gateway with which a key is shared.

Requests and replies carry an HMAC-SHA-256 over what is said, the caller's nonce and the time: a forged reply or an old
one played again is not believed.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

_LONGEST_REPLY: Final = 5_000_000


class GatewayUnavailable(Exception):
    """No reply, or none to be believed: whether the request arrived is not known. Says what kind, never to whom."""


@dataclass(frozen=True, slots=True)
class SignedHttp:
    """One gateway and the key that is shared with it."""

    url: str
    key: bytes = field(repr=False)
    timeout: float

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, dict[str, Any]]:
        """The status and the JSON object that came back."""
        nonce, moment = secrets.token_hex(16), str(int(time.time()))
        target = f"{urlsplit(self.url).path.rstrip('/')}{path}"
        headers = {"Content-Type": "application/json", "X-Nonce": nonce, "X-Time": moment}
        headers["X-Mac"] = self._mac(method.encode(), target.encode(), nonce.encode(), moment.encode(), body)
        connection = self._connection()
        try:
            connection.request(method, target, body or None, headers)
            response = connection.getresponse()
            reply = response.read(_LONGEST_REPLY)
        except (OSError, http.client.HTTPException) as error:
            raise GatewayUnavailable(type(error).__name__) from None  # the cause may quote what was sent
        finally:
            connection.close()
        expected = self._mac(str(response.status).encode(), nonce.encode(), reply)
        if not hmac.compare_digest(expected, response.headers.get("X-Mac", "")):
            message = "the reply is not signed"
            raise GatewayUnavailable(message)
        return response.status, _object(reply)

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=self.timeout)

    def _mac(self, *parts: bytes) -> str:
        return hmac.new(self.key, b"\n".join(parts), hashlib.sha256).hexdigest()


def _object(reply: bytes) -> dict[str, Any]:
    try:
        value = json.loads(reply or b"{}")
    except ValueError:
        message = "the reply is no JSON"
        raise GatewayUnavailable(message) from None
    return value if isinstance(value, dict) else {}
