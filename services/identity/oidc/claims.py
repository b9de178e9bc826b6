"""What an ID token must say before anybody is let in, and whom it then speaks of. Pure: no request, no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.identity.roles import Role

BY_EMAIL: Final = "email"


class Refusal(models.TextChoices):
    """Why somebody whom the provider knows is not let in: a whole sentence for them."""

    FAILED = "failed", _("Signing in through your organisation did not work. Nothing was changed; please try again.")
    CANCELLED = "cancelled", _("You did not finish signing in through your organisation.")
    ASSURANCE = (
        "assurance",
        _("You were not signed in surely enough. Sign in with your second factor, then try again."),
    )
    CLAIM = "claim", _("Your organisation’s sign-in does not say that you may work here.")
    EMPLOYEE = "employee", _("Your organisation’s sign-in does not say who you are.")
    EMAIL = "email", _("Your organisation has not verified your e-mail address yet.")
    UNKNOWN = (
        "unknown",
        _("No staff account here belongs to you. Ask whoever manages staff accounts to enter your employee number."),
    )
    OTHER = "other", _("This sign-in belongs to another account. Ask whoever manages staff accounts.")
    CLOSED = "closed", _("Your staff account is closed. Ask whoever manages staff accounts.")
    ROLE = "role", _("Your account holds no role at this desk. Ask whoever manages staff accounts.")


class SignInRefused(Exception):
    """The provider knows somebody whom we do not let in."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator configured (portal/settings/staff.py)."""

    employee_claim: str
    acr: Sequence[str] = ()
    amr: Sequence[str] = ()
    required: Mapping[str, Any] = field(default_factory=dict)
    groups_claim: str = "groups"
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Employee:
    """Whom the token speaks of. `roles` is None where the provider does not decide about roles."""

    number: str
    by_email: bool
    username: str
    roles: frozenset[Role] | None


def employee_of(claims: Mapping[str, Any], rules: Rules) -> Employee:
    """The employee, once every rule holds; SignInRefused otherwise."""
    _require_assurance(claims, rules)
    for name, wanted in rules.required.items():
        if wanted not in _values(claims.get(name)):
            raise SignInRefused(Refusal.CLAIM)
    by_email = rules.employee_claim == BY_EMAIL
    number = claims.get(rules.employee_claim)
    if not isinstance(number, str | int) or isinstance(number, bool) or not str(number).strip():
        raise SignInRefused(Refusal.EMPLOYEE)
    if by_email and claims.get("email_verified") is not True:
        raise SignInRefused(Refusal.EMAIL)
    username = claims.get("preferred_username")
    known = str(number).strip()
    return Employee(
        known, by_email, username if isinstance(username, str) and username else known, _roles(claims, rules)
    )


def _require_assurance(claims: Mapping[str, Any], rules: Rules) -> None:
    """NIST SP 800-63C: what a relying party needs it must check, whatever it asked for."""
    by_class = not rules.acr or claims.get("acr") in rules.acr
    by_methods = not rules.amr or set(rules.amr) <= set(_values(claims.get("amr")))
    if not (by_class and by_methods and (rules.acr or rules.amr)):
        raise SignInRefused(Refusal.ASSURANCE)


def _roles(claims: Mapping[str, Any], rules: Rules) -> frozenset[Role] | None:
    if not rules.roles:
        return None
    held = (rules.roles.get(str(group)) for group in _values(claims.get(rules.groups_claim)))
    return frozenset(Role(role) for role in held if role)


def _values(claim: Any) -> Sequence[Any]:
    """A claim of one value or of several."""
    return claim if isinstance(claim, list) else [claim]
