"""Going to the provider, and coming back from it."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from services.core.routes.api import public
from services.identity.oidc.adapter import PROVIDER, Provider


def _provider(request: HttpRequest) -> Any:
    try:
        return get_adapter(request).get_provider(request, provider=PROVIDER)
    except SocialApp.DoesNotExist as missing:
        raise Http404 from missing


@public
@require_POST
def sign_in(request: HttpRequest, **_provider_id: str) -> HttpResponse:
    """With state, PKCE and a nonce that only this browser's session knows."""
    provider, nonce = _provider(request), secrets.token_urlsafe(32)
    auth_params = {
        "nonce": nonce,
        **({"acr_values": " ".join(settings.STAFF_OIDC_ACR)} if settings.STAFF_OIDC_ACR else {}),
    }
    try:
        response: HttpResponse = provider.redirect(
            request, process="login", next_url=get_next_redirect_url(request), auth_params=auth_params, nonce=nonce
        )
    except RequestException as unreachable:
        return _failed(request, provider, unreachable)
    return response


@public
@require_GET
def callback(request: HttpRequest, **_provider_id: str) -> HttpResponse:
    provider = _provider(request)
    view = OAuth2CallbackView.adapter_view(Provider(request, PROVIDER))
    try:
        response: HttpResponse = view(request)
    except (RequestException, KeyError, ValueError) as broken:  # an answer that is none of the standard's
        return _failed(request, provider, broken)
    return response


def _failed(request: HttpRequest, provider: Any, error: Exception) -> HttpResponse:
    try:
        get_adapter(request).on_authentication_error(request, provider, exception=error)
    except ImmediateHttpResponse as answer:
        response: HttpResponse = answer.response
        return response
    raise error
