"""The keys, as the operator's environment gives them."""

import base64
import binascii
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES: Final = 32


def active_key() -> tuple[str, bytes]:
    """The key that writes now."""
    name: str = settings.TONGBAN_ENCRYPTION_ACTIVE
    key = key_named(name)
    if key is None:
        message = f"TONGBAN_ENCRYPTION_ACTIVE names {name!r}, which TONGBAN_ENCRYPTION_KEYS does not hold."
        raise ImproperlyConfigured(message)
    return name, key


def key_named(name: str) -> bytes | None:
    text = settings.TONGBAN_ENCRYPTION_KEYS.get(name)
    return None if text is None else _decoded(text)


def index_key() -> bytes:
    return _decoded(settings.TONGBAN_INDEX_KEY)


@lru_cache(maxsize=32)
def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        message = f"An encryption or index key is not base64 of {KEY_BYTES} bytes."
        raise ImproperlyConfigured(message)
    return key
