"""Encrypting a text for one place, and looking it up by a keyed hash.

A value is bound to where it stands (`context`, the additional data of GCM): copied to another row or column it does
not decrypt. National IDs are few enough to try them all, so an index is a keyed HMAC, never a plain hash.
"""

import hashlib
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.core.crypto.keys import active_key, index_key, key_named

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


class DecryptionFailed(Exception):
    """The value was changed, moved from elsewhere, or its key is gone. Says where, never what."""

    def __init__(self, context: str) -> None:
        super().__init__(f"The encrypted value of {context} can't be read.")
        self.context = context


def encrypt(plain: str, *, context: str) -> bytes:
    """`context` is "table:column:key of the row". Layout: length of key id, key id, nonce, ciphertext with tag."""
    name, key = active_key()
    label = name.encode("ascii")
    header = bytes([len(label)]) + label
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, plain.encode(), header + context.encode())


def decrypt(blob: bytes, *, context: str) -> str:
    header, nonce, sealed = _parts(bytes(blob), context)
    key = key_named(header[1:].decode("ascii", "replace"))
    if key is None:
        raise DecryptionFailed(context)
    try:
        return AESGCM(key).decrypt(nonce, sealed, header + context.encode()).decode()
    except InvalidTag as error:
        raise DecryptionFailed(context) from error


def key_id(blob: bytes) -> str:
    """The name of the key that a value was written with; what is not the active one can be written anew."""
    return bytes(blob[1 : 1 + blob[0]]).decode("ascii")


def reencrypt(blob: bytes, *, context: str) -> bytes:
    """The same value under the active key; as it is when it has that already."""
    name, _key = active_key()
    return bytes(blob) if key_id(blob) == name else encrypt(decrypt(blob, context=context), context=context)


def blind_index(value: str, *, purpose: str) -> bytes:
    """32 bytes by which equal values are found. The purpose keeps the indexes of two columns from being joined."""
    return hmac.digest(index_key(), f"{purpose}\0{value}".encode(), hashlib.sha256)


def _parts(blob: bytes, context: str) -> tuple[bytes, bytes, bytes]:
    start = 1 + (blob[0] if blob else 0)
    nonce_end = start + _NONCE_BYTES
    if len(blob) < nonce_end + _TAG_BYTES:
        raise DecryptionFailed(context)
    return blob[:start], blob[start:nonce_end], blob[nonce_end:]
