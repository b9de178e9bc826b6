"""A browser's side of Web Push, written from the standards and from nothing of the portal's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_CURVE = ec.SECP256R1()
_A_DAY = 24 * 60 * 60


class CannotOpenError(ValueError):
    """The body is no message for this browser."""


class NotIdentifiedError(ValueError):
    """Who sent this has not shown who they are."""


@dataclass(slots=True)
class Browser:
    """One subscription: keys that never leave the browser, and the application that it was made for."""

    application_key: str
    private_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(_CURVE))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @classmethod
    def named(cls, name: str, application_key: str) -> Browser:
        """Always the same browser for a name, so that it is found again after a restart."""
        scalar = int.from_bytes(hashlib.sha256(f"key of {name}".encode()).digest(), "big")
        auth = hashlib.sha256(f"secret of {name}".encode()).digest()[:16]
        return cls(application_key, ec.derive_private_key(scalar >> 1, _CURVE), auth)

    @property
    def keys(self) -> dict[str, str]:
        """What JavaScript is given of them."""
        return {"p256dh": text_of(self.public_key), "auth": text_of(self.auth)}

    @property
    def public_key(self) -> bytes:
        return _encoded(self.private_key.public_key())

    def open(self, body: bytes) -> bytes:
        """RFC 8188 with the keys of RFC 8291: one record, ended by the delimiter of the last."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20] if len(body) > 20 else 0
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        if length != 65 or len(sealed) > size:
            raise CannotOpenError
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs)
        except ValueError as error:
            raise CannotOpenError from error
        shared = self.private_key.exchange(ec.ECDH(), point)
        material = _derived(self.auth, shared, b"WebPush: info\x00" + self.public_key + theirs, 32)
        key = _derived(salt, material, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derived(salt, material, b"Content-Encoding: nonce\x00", 12)
        try:
            padded = AESGCM(key).decrypt(nonce, sealed, None)
        except InvalidTag as error:
            raise CannotOpenError from error
        text, delimiter, padding = padded.rpartition(b"\x02")
        if not delimiter or padding.strip(b"\x00"):
            raise CannotOpenError
        return text


def identified(header: str, audience: str) -> str:
    """The application key of whoever signed this Authorization header for this push service (RFC 8292)."""
    scheme, _space, rest = header.partition(" ")
    fields = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    if scheme.lower() != "vapid" or not {"t", "k"} <= fields.keys():
        raise NotIdentifiedError
    signed, _dot, signature = fields["t"].rpartition(".")
    _check_signature(fields["k"], signed, _bytes(signature))
    head, claims = (json.loads(_bytes(part)) for part in signed.split("."))
    left = claims.get("exp", 0) - time.time()
    if head.get("alg") != "ES256" or claims.get("aud") != audience or not 0 < left <= _A_DAY:
        raise NotIdentifiedError
    if not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
        raise NotIdentifiedError
    return fields["k"]


def _check_signature(key: str, signed: str, signature: bytes) -> None:
    if len(signature) != 64:
        raise NotIdentifiedError
    half = len(signature) // 2
    der = encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, _bytes(key))
        public.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise NotIdentifiedError from error


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA-256 (RFC 5869) of no more than one block."""
    pseudorandom = hmac.digest(salt, secret, hashlib.sha256)
    return hmac.digest(pseudorandom, info + b"\x01", hashlib.sha256)[:length]


def _encoded(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def text_of(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def shown(text: bytes) -> Any:
    """What a service worker would make of it."""
    return json.loads(text)
