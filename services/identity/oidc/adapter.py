"""allauth's part in signing staff in: what is checked after the provider answered, and what is said when it fails."""

from __future__ import annotations

import hmac
import logging
from typing import Any, Final

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from requests import Session

from services.core.calendar.api import now
from services.identity.oidc.claims import Refusal, Rules, SignInRefused, employee_of
from services.identity.oidc.linking import account_for
from services.identity.oidc.tokens import read_id_token

logger = logging.getLogger(__name__)
PROVIDER: Final = "staff"
_SECONDS: Final = 10.0


def rules_of_the_settings() -> Rules:
    return Rules(
        employee_claim=settings.STAFF_OIDC_EMPLOYEE_CLAIM,
        acr=settings.STAFF_OIDC_ACR,
        amr=settings.STAFF_OIDC_AMR,
        required=settings.STAFF_OIDC_REQUIRED_CLAIMS,
        groups_claim=settings.STAFF_OIDC_GROUPS_CLAIM,
        roles=settings.STAFF_OIDC_ROLES,
    )


class _Patient(Session):
    """Waits some seconds and not for ever, and follows nobody to another address."""

    def request(self, *args: Any, **kwargs: Any) -> Any:
        return super().request(*args, **{"timeout": _SECONDS, "allow_redirects": False, **kwargs})


class Provider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    def complete_login(self, request: HttpRequest, app: Any, _token: Any, **kwargs: Any) -> Any:
        """Who the ID token speaks of. Its claims go along with this sign-in and are kept nowhere: they are personal."""
        token = kwargs["response"].get("id_token")
        if not token:
            message = "The provider gave no ID token"
            raise OAuth2Error(message)
        config = self.openid_config
        if config.get("issuer", "").rstrip("/") != settings.STAFF_OIDC_ISSUER:
            message = "The provider calls itself by another name"
            raise OAuth2Error(message)
        claims = read_id_token(token, keys_url=config["jwks_uri"], issuer=config["issuer"], client_id=app.client_id)
        login = self.get_provider().sociallogin_from_response(request, {"id_token": {"sub": claims["sub"]}})
        login.account.extra_data = {}
        login.email_addresses = []
        login.staff_claims = claims
        return login


class StaffAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the same
    def get_requests_session(self) -> Session:
        return _Patient()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Whoever has no account by now gets none."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The last gate: this very sign-in, surely enough, by an employee with an open account of ours."""
        claims, known = sociallogin.staff_claims, sociallogin.is_existing
        try:
            _check_nonce(sociallogin.state.get("nonce"), claims.get("nonce"))
            user = account_for(
                employee_of(claims, rules_of_the_settings()),
                opens=settings.STAFF_OIDC_OPENS_ACCOUNTS,
                linked=sociallogin.user.pk if known else None,
                at=now(),
            )
        except SignInRefused as refused:
            logger.warning("staff_sign_in.refused", extra={"error": refused.refusal.value})
            raise ImmediateHttpResponse(back_to_sign_in(request, refused.refusal)) from refused
        sociallogin.user = user
        if not known:
            sociallogin.connect(request, user)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002 - allauth's signature
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,  # noqa: ARG002 - the same
    ) -> None:
        """Whatever went wrong between us and the provider: a sentence, and the page where one can begin again."""
        logger.warning("staff_sign_in.failed", extra={"error": f"{error} {type(exception).__qualname__}"})
        cancelled = error == AuthError.CANCELLED
        raise ImmediateHttpResponse(back_to_sign_in(request, Refusal.CANCELLED if cancelled else Refusal.FAILED))


def back_to_sign_in(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    messages.error(request, str(refusal.label))
    return redirect("account_login")


def _check_nonce(stashed: Any, told: Any) -> None:
    """The token was made for this sign-in of this browser, and not for one that somebody recorded."""
    if not (isinstance(stashed, str) and isinstance(told, str) and hmac.compare_digest(stashed, told)):
        raise SignInRefused(Refusal.FAILED)
