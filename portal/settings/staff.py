"""Sign-in of staff by the organisation's own OpenID Connect provider; nothing of it exists until it is named."""

from __future__ import annotations

from typing import Any

from portal.settings.environment import env

STAFF_OIDC_ISSUER: str = env.str("STAFF_OIDC_ISSUER", "").rstrip("/")
STAFF_OIDC_CLIENT_ID: str = env.str("STAFF_OIDC_CLIENT_ID", "")
STAFF_OIDC_CLIENT_SECRET: str = env.str("STAFF_OIDC_CLIENT_SECRET", "")
# What its button says: "City hall's sign-in".
STAFF_OIDC_NAME: str = env.str("STAFF_OIDC_NAME", "")
# Which claim names the employee. "email" links by address, and only by one that the provider says is verified.
STAFF_OIDC_EMPLOYEE_CLAIM: str = env.str("STAFF_OIDC_EMPLOYEE_CLAIM", "employee_number")
# How surely the provider knows them: one of these classes (acr), or all of these methods (amr). One of them is a must.
STAFF_OIDC_ACR: list[str] = env.list("STAFF_OIDC_ACR", [])
STAFF_OIDC_AMR: list[str] = env.list("STAFF_OIDC_AMR", [])
# Claims that must have these values: {"department": "finance"}.
STAFF_OIDC_REQUIRED_CLAIMS: Any = env.json("STAFF_OIDC_REQUIRED_CLAIMS", {})
# Groups of the provider to roles of ours: {"pay-clerks": "payment_clerk"}. Empty: roles are given at our own desk.
STAFF_OIDC_GROUPS_CLAIM: str = env.str("STAFF_OIDC_GROUPS_CLAIM", "groups")
STAFF_OIDC_ROLES: Any = env.json("STAFF_OIDC_ROLES", {})
# Whether somebody whom the provider vouches for, with a role, gets an account at their first sign-in.
STAFF_OIDC_OPENS_ACCOUNTS: bool = env.bool("STAFF_OIDC_OPENS_ACCOUNTS", False)
# Off: staff sign in by the provider alone. Citizens go on with their passwords.
STAFF_PASSWORD_SIGN_IN: bool = env.bool("STAFF_PASSWORD_SIGN_IN", True)

SOCIALACCOUNT_ADAPTER = "services.identity.oidc.adapter.StaffAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if STAFF_OIDC_ISSUER and STAFF_OIDC_CLIENT_ID:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "staff",
            "name": STAFF_OIDC_NAME or STAFF_OIDC_ISSUER,
            "client_id": STAFF_OIDC_CLIENT_ID,
            "secret": STAFF_OIDC_CLIENT_SECRET,
            # The ID token is signed and says all that is asked: a second call would only carry more personal data.
            "settings": {"server_url": STAFF_OIDC_ISSUER, "fetch_userinfo": False},
        }
    ]
