"""What a person saw before the click, signed into the page: nothing else can be confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, cast
from uuid import UUID

from django.core import signing

from eligibility.awards.models import Offer
from services.core.money.api import Money

_SALT: Final = "awards.confirm"
_HOURS: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The amount, and who may be paid to which known account (its end, "" where none is known), in the order shown."""

    offer: UUID
    amount: Money
    accounts: Mapping[UUID, str]

    def signed(self) -> str:
        accounts = {str(payee): last4 for payee, last4 in self.accounts.items()}
        return signing.dumps({"offer": str(self.offer), "fen": self.amount.minor, "accounts": accounts}, salt=_SALT)


def read_page(text: str, offer: Offer) -> ShownPage | None:
    """The page that was signed; None for one that is forged, about another offer or older than four hours."""
    try:
        told = cast("dict[str, Any]", signing.loads(text, salt=_SALT, max_age=_HOURS))
    except signing.BadSignature:
        return None
    if told["offer"] != str(offer.pk):
        return None
    accounts = {UUID(payee): last4 for payee, last4 in told["accounts"].items()}
    return ShownPage(offer.pk, Money.fen(told["fen"]), accounts)
