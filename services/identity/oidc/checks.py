"""What an operator got wrong about the staff's sign-in, told before the server starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from services.identity.roles import Role


@register()
def staff_sign_in_is_whole(**_arguments: Any) -> list[CheckMessage]:
    if not settings.STAFF_OIDC_ISSUER:
        return list(_without_provider())
    return list(_of_the_provider())


def _without_provider() -> Iterator[CheckMessage]:
    if not settings.STAFF_PASSWORD_SIGN_IN:
        yield Error("STAFF_PASSWORD_SIGN_IN is off, but STAFF_OIDC_ISSUER names no provider: nobody of the staff could "
                    "sign in.", id="identity.E001")  # fmt: skip
    if settings.STAFF_OIDC_CLIENT_ID or settings.STAFF_OIDC_CLIENT_SECRET:
        yield Error("STAFF_OIDC_CLIENT_ID or _SECRET is set without STAFF_OIDC_ISSUER.", id="identity.E002")


def _of_the_provider() -> Iterator[CheckMessage]:
    for name in ("STAFF_OIDC_CLIENT_ID", "STAFF_OIDC_CLIENT_SECRET", "STAFF_OIDC_EMPLOYEE_CLAIM"):
        if not getattr(settings, name):
            yield Error(f"{name} is missing: the staff's provider is configured by half.", id="identity.E003")
    if not settings.STAFF_OIDC_ACR and not settings.STAFF_OIDC_AMR:
        yield Error("Say how surely the provider must know your staff: STAFF_OIDC_ACR (one of these classes) or "
                    "STAFF_OIDC_AMR (all of these methods).", id="identity.E004")  # fmt: skip
    where = urlsplit(settings.STAFF_OIDC_ISSUER)
    if where.scheme != "https" and not settings.DEMO:
        yield Error("STAFF_OIDC_ISSUER must be an https address.", id="identity.E005")
    unknown = sorted(set(settings.STAFF_OIDC_ROLES.values()) - set(Role.values))
    if unknown:
        known = ", ".join(Role.values)
        yield Error(f"STAFF_OIDC_ROLES names roles that do not exist: {', '.join(unknown)}. There are: {known}.",
                    id="identity.E006")  # fmt: skip
    if settings.STAFF_OIDC_OPENS_ACCOUNTS and not settings.STAFF_OIDC_ROLES:
        yield Error("STAFF_OIDC_OPENS_ACCOUNTS needs STAFF_OIDC_ROLES: an account without a role opens nothing.",
                    id="identity.E007")  # fmt: skip
