"""A small search over the portal's own words: something to exchange on a page without loading it."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Final[tuple[tuple[Promise, Promise], ...]] = (
    (_("Offer"), _("A benefit that was found for you and waits for your confirmation.")),
    (_("Entitlement"), _("What you confirmed: the amount, the account, the rule and the facts, kept as they were.")),
    (_("Verdict"), _("Eligible, not eligible, or not known yet, with the reasons.")),
    (_("Fact"), _("Something that a body has on record about you, with its source and its day.")),
    (_("Receipt"), _("What you confirmed, when, and where the money is now.")),
    (_("Contest"), _("You say that a fact is wrong; an office answers by a date.")),
)


def found(asked: str) -> list[tuple[Promise, Promise]]:
    wanted = asked.casefold()
    return [(word, text) for word, text in WORDS if wanted in f"{word} {text}".casefold()]
