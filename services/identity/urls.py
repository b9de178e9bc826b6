"""Signing in and out, and choosing for whom to act.

Of allauth's pages only those that this portal offers have an address: nobody signs up or resets a password by e-mail.
"""

from allauth.account import views as account
from django.urls import include, path

from services.core.routes.api import public, signed_in
from services.identity import preferences, timeout, views
from services.identity.oidc import views as oidc
from services.identity.oidc.adapter import PROVIDER

account_patterns = [
    path("sign-in/", public(account.login), name="account_login"),
    path("sign-out/", public(account.logout), name="account_logout"),
    path("stay/", timeout.stay, name="account_stay"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    # Named as allauth asks for them; there is one provider, so neither address names it.
    path("staff/sign-in/", oidc.sign_in, {"provider_id": PROVIDER}, name="openid_connect_login"),
    path("staff/callback/", oidc.callback, {"provider_id": PROVIDER}, name="openid_connect_callback"),
    path("password/", signed_in(account.password_change), name="account_change_password"),
]
reading_patterns = [path("", preferences.change, name="reading")]
acting_patterns = [path("", views.choose, name="choose")]

urlpatterns = [
    path("account/", include(account_patterns)),
    path("reading/", include((reading_patterns, "identity"))),
    path("acting/", include((acting_patterns, "acting"))),
]
