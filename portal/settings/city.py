"""The city that this server serves, and its date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.settings.environment import MODE, ROOT, Mode, env

DEMO = MODE is not Mode.PRODUCTION
_DEMO_DATE = date(2025, 12, 1)  # the shipped policies are in force

_fixed = env.str("TONGBAN_TODAY", "")
TONGBAN_TODAY: date | None = date.fromisoformat(_fixed) if _fixed else _DEMO_DATE if MODE is Mode.DEMO else None
if TONGBAN_TODAY is not None and not DEMO:
    message = "TONGBAN_TODAY fixes the date of the demo only: unset it on a server that serves people."
    raise ImproperlyConfigured(message)

CURRENCY = "CNY"

MAINTENANCE_FILE: Path = Path(env.str("TONGBAN_MAINTENANCE_FILE", "") or ROOT / "var" / "maintenance.json")

# Who serves (services.bodies.city): one file with name, mark, colours, languages, contact and legal notices.
_named = env.str("TONGBAN_CITY", "")
_demo_city = ROOT / "portal" / "demo" / "city.yaml" if DEMO else None
TONGBAN_CITY: Path | None = Path(_named).resolve() if _named else _demo_city
