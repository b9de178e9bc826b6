"""Keys, cookies, headers. No secret has a default outside the demo."""

from __future__ import annotations

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from portal.settings.environment import MODE, Mode, env, secret
from portal.settings.staff import STAFF_OIDC_ISSUER

DEBUG = False
SECRET_KEY: str = secret("TONGBAN_SECRET_KEY")
_OWN_MACHINE = ["127.0.0.1", "localhost", *(["testserver"] if MODE is Mode.TEST else [])]
ALLOWED_HOSTS: list[str] = env.list("TONGBAN_HOSTS", _OWN_MACHINE)
CSRF_TRUSTED_ORIGINS: list[str] = [f"https://{host}" for host in ALLOWED_HOSTS]

# Envelope keys by id: old ones stay to read with, the active one writes (see services.core.crypto).
TONGBAN_ENCRYPTION_ACTIVE: str = env.str("TONGBAN_ENCRYPTION_ACTIVE", "k1")
TONGBAN_ENCRYPTION_KEYS: dict[str, str] = env.dict("TONGBAN_ENCRYPTION_KEYS", {}) or {
    TONGBAN_ENCRYPTION_ACTIVE: secret("TONGBAN_ENCRYPTION_KEY")
}
TONGBAN_INDEX_KEY: str = secret("TONGBAN_INDEX_KEY")

_https = MODE is Mode.PRODUCTION and env.bool("TONGBAN_HTTPS", True)
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
BEHIND_PROXY: bool = env.bool("TONGBAN_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_NAME = "__Host-session" if _https else "session"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# The cookie ends with the browser; a session that nobody ended, on a shared computer, ends with the day.
SESSION_COOKIE_AGE = 12 * 60 * 60
LANGUAGE_COOKIE_SECURE = _https
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrf"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True


def _origin(address: str) -> str:
    where = urlsplit(address)
    return f"{where.scheme}://{where.netloc}"


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Chromium holds a form to this also where its answer leads on, as the staff's sign-in does to their provider.
        "form-action": [SELF, *([_origin(STAFF_OIDC_ISSUER)] if STAFF_OIDC_ISSUER else [])],
        "frame-ancestors": [NONE],
    },
}

# Reading a person's facts without an entry in the access log is a bug: see services.core.access.
ACCESS_GUARD = True
