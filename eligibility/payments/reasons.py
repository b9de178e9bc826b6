"""The bank's reason codes (ISO 20022 ExternalStatusReason1Code) in the words of those who have to do something."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Final[dict[str, Promise]] = {
    "AC01": _("The bank does not know this account number."),
    "AC04": _("This account has been closed."),
    "AC06": _("This account is blocked."),
    "AM04": _("The paying account had not enough money. Nothing is wrong with your account; we will mend this."),
    "AM10": _("The bank found a wrong total in our file. Nothing is wrong with your account; we will mend this."),
    "BE01": _("The account belongs to somebody else: the name does not match."),
    "RC01": _("The bank does not know this bank code."),
}
OTHER: Final = _("The bank did not carry out this payment.")
# About the city's own account or file: another account of the payee would change nothing, a clerk has it paid again.
CITYS_FAULT: Final = frozenset({"AM04", "AM10", "AM18"})


def reason_text(code: str) -> str:
    """What to tell the payee; "" where there is no reason to tell."""
    return str(REASONS.get(code, OTHER)) if code else ""
