"""What an operator must have set before money may move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@register(deploy=True)
def payments_are_configured(**_arguments: Any) -> list[CheckMessage]:
    """Nothing is guessed: neither the account that pays nor the key that the bank's replies are believed by."""
    return [*_missing(), *_in_the_open()]


def _missing() -> list[CheckMessage]:
    needed = ("BANK_URL", "BANK_KEY", "PAYER_NAME", "PAYER_ACCOUNT", "PAYER_BANK_CODE")
    return [
        Error(f"{name} is not set.", hint="Set it in the environment of this server.", id="payments.E001")
        for name in needed
        if not getattr(settings, name, "")
    ]


def _in_the_open() -> Iterator[CheckMessage]:
    """A signature keeps messages from being changed, not from being read: accounts and names travel in them."""
    bank = urlsplit(settings.BANK_URL)
    if bank.scheme != "https" and bank.hostname not in _LOOPBACK:
        yield Error(
            "BANK_URL is not https.", hint="Name the bank by https, or a relay on this machine.", id="payments.E002"
        )
