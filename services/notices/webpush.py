"""Web Push without a library: the two that exist pull in far more than the forty lines that the standards ask for.

Message encryption: RFC 8291 (over RFC 8188, `aes128gcm`). Who we are: RFC 8292 (VAPID). The test vector of RFC 8291 and
a second implementation (`fakes.push`) hold this one to them.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_RECORD_SIZE: Final = 4096
_MOST_BYTES: Final = 3800  # of plain text: what every push service takes as one record
_LAST_RECORD: Final = b"\x02"
_HOLDS_FOR: Final = timedelta(hours=12)  # RFC 8292 allows a day
KEY_BYTES: Final = 65
AUTH_BYTES: Final = 16


def encrypted(
    plain: bytes,
    *,
    browser_key: bytes,
    auth: bytes,
    sender: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body for a browser with this public key (a point of P-256) and secret. Sender and salt: for test vectors."""
    if len(plain) > _MOST_BYTES:
        message = "This is too long for one push message."
        raise ValueError(message)
    sender = sender or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    ours = _point(sender.public_key())
    shared = sender.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser_key))
    secret = _hkdf(shared, salt=auth, info=b"WebPush: info\0" + browser_key + ours, length=32)
    key = _hkdf(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _hkdf(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    header = salt + _RECORD_SIZE.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return header + AESGCM(key).encrypt(nonce, plain + _LAST_RECORD, None)


@dataclass(frozen=True, slots=True)
class Identification:
    """Our key pair towards push services; its public half is what browsers subscribe to."""

    private_key: str = field(repr=False)  # base64url of the 32 bytes of the scalar
    contact: str  # a mailto: or https: address at which a push service reaches us

    @property
    def public_key(self) -> str:
        return to_base64url(_point(_private(self.private_key).public_key()))

    def header(self, endpoint: str, *, at: datetime) -> str:
        """The Authorization header for one push service: a JWT (ES256) that it alone can use, and not for long."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((at + _HOLDS_FOR).timestamp()),
            "sub": self.contact,
        }
        signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
        signature = _private(self.private_key).sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(signature)
        raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return f"vapid t={signed}.{to_base64url(raw)}, k={self.public_key}"


def is_point(key: bytes) -> bool:
    """Whether these bytes are an uncompressed point of P-256, as browsers send it."""
    if len(key) != KEY_BYTES:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError:
        return False
    return True


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _part(value: dict[str, object]) -> str:
    return to_base64url(json.dumps(value, separators=(",", ":")).encode())


def _hkdf(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@lru_cache(maxsize=4)
def _private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_base64url(text), "big"), ec.SECP256R1())
