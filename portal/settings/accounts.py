"""Sign-in: by password through allauth; nobody signs up, people come from the registers."""

from __future__ import annotations

from portal.settings.environment import MODE, Mode, env
from portal.settings.security import BEHIND_PROXY

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if MODE is Mode.TEST:
    # A slow hash protects real passwords and only slows tests, each of which signs somebody in.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "services.identity.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "services.identity.forms.SignInForm",
    "change_password": "services.identity.forms.PasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Limits on sign-in count addresses. Of X-Forwarded-For only what our own proxies added is believed: with too few named
# all the city shares one limit, with too many whoever sends the header chooses the address that counts.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TONGBAN_PROXIES", 1 if BEHIND_PROXY else 0)
