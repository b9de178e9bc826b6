"""The city that this server serves, and its date."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ImproperlyConfigured

from portal.settings.environment import MODE, Mode, env

DEMO = MODE is not Mode.PRODUCTION
_DEMO_DATE = date(2025, 12, 1)  # the shipped policies are in force

_fixed = env.str("TONGBAN_TODAY", "")
TONGBAN_TODAY: date | None = date.fromisoformat(_fixed) if _fixed else _DEMO_DATE if MODE is Mode.DEMO else None
if TONGBAN_TODAY is not None and not DEMO:
    message = "TONGBAN_TODAY fixes the date of the demo only: unset it on a server that serves people."
    raise ImproperlyConfigured(message)

CURRENCY = "CNY"
