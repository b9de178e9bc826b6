"""How people are reached outside the portal. What an operator does not name does not exist: no gateway, no channel."""

from __future__ import annotations

import base64
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.settings.city import DEMO
from portal.settings.environment import MODE, Mode, env, secret
from portal.settings.security import ALLOWED_HOSTS

# What stands before every path in messages: they are read elsewhere.
PORTAL_URL: str = env.str("TONGBAN_URL", "") or (
    "http://127.0.0.1:8000" if DEMO else f"https://{next(iter(ALLOWED_HOSTS), 'localhost')}"
)

# Text messages: an HTTP gateway with which a key is shared.
SMS_URL: str = env.str("SMS_URL", "")
SMS_KEY: str = secret("SMS_KEY") if SMS_URL or MODE is Mode.DEMO else ""
SMS_TIMEOUT_SECONDS: float = env.float("SMS_TIMEOUT_SECONDS", 10.0)

# E-mail: smtp://, smtp+tls:// (STARTTLS) or smtps://, with user and password where the server asks for them.
_mail = urlsplit(env.str("EMAIL_URL", ""))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_READY: bool = bool(_mail.hostname)
EMAIL_HOST: str = _mail.hostname or ""
EMAIL_PORT: int = _mail.port or (465 if _mail.scheme == "smtps" else 25)
EMAIL_HOST_USER: str = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD: str = unquote(_mail.password or "")
EMAIL_USE_TLS: bool = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL: bool = _mail.scheme == "smtps"
EMAIL_TIMEOUT: float = env.float("EMAIL_TIMEOUT_SECONDS", 10.0)
DEFAULT_FROM_EMAIL: str = env.str("EMAIL_FROM", "no-reply@tongban.example" if DEMO else "")
EMAIL_DOMAIN: str = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
if EMAIL_READY and not EMAIL_DOMAIN:
    message = "EMAIL_URL is set, EMAIL_FROM is not: say from which address e-mails come."
    raise ImproperlyConfigured(message)

# Web Push: our key towards push services (base64url of 32 random bytes), and where they reach the operator.
VAPID_KEY: str = env.str("VAPID_KEY", "")
if not VAPID_KEY and MODE is Mode.DEMO:
    VAPID_KEY = base64.urlsafe_b64encode(base64.b64decode(secret("VAPID_KEY"))).decode().rstrip("=")
VAPID_CONTACT: str = env.str("VAPID_CONTACT", "mailto:operator@tongban.example" if DEMO else "")
if VAPID_KEY and not VAPID_CONTACT:
    message = "VAPID_KEY is set, VAPID_CONTACT is not: push services want a mailto: or https: address."
    raise ImproperlyConfigured(message)
# A browser names the address that we post to: only these hosts, and what lies below them, are push services.
PUSH_HOSTS: list[str] = env.list(
    "PUSH_HOSTS",
    ["fcm.googleapis.com", "push.services.mozilla.com", "web.push.apple.com", "notify.windows.com"],
)
PUSH_ON_LOOPBACK: bool = DEMO  # the demo's own stands on the same machine
PUSH_TIMEOUT_SECONDS: float = env.float("PUSH_TIMEOUT_SECONDS", 10.0)

# How much faster than life ladders are climbed. Only the demo hurries: a day of theirs is two minutes of a visitor's.
NOTICE_PACE: float = env.float("NOTICE_PACE", 720.0 if MODE is Mode.DEMO else 1.0)
if NOTICE_PACE != 1 and not DEMO:
    message = "NOTICE_PACE hurries the ladders of the demo only: unset it on a server that serves people."
    raise ImproperlyConfigured(message)
