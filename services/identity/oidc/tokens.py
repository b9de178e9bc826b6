"""Reading an ID token: its signature, for whom and when it was made (OpenID Connect Core 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jwt
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# A symmetric one would let whoever knows our secret, or a public key used as one, write tokens; "none" let everybody.
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_CLOCKS_DIFFER_SECONDS: Final = 30


def read_id_token(token: str, *, keys_url: str, issuer: str, client_id: str) -> Mapping[str, Any]:
    """Its claims, or OAuth2Error. The signature is always checked, also of what came straight from the provider."""
    try:
        algorithm, key = jwtkit.fetch_key(token, keys_url, jwtkit.lookup_kid_jwk)
        if algorithm not in _ALGORITHMS:
            message = f"ID token signed with {algorithm}"
            raise OAuth2Error(message)
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            audience=client_id,
            issuer=issuer,
            leeway=_CLOCKS_DIFFER_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        message = "Invalid ID token"
        raise OAuth2Error(message) from error
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != client_id:
        message = "The ID token was made for another client"
        raise OAuth2Error(message)
    return claims
