"""Work outside requests: the outbox, its optional broker, the bank."""

from __future__ import annotations

from portal.settings.city import DEMO
from portal.settings.environment import MODE, Mode, env, secret

# Empty: `manage.py work` alone delivers. With a broker Celery calls the same handlers (portal.celery).
CELERY_BROKER_URL: str = env.str("CELERY_BROKER_URL", "")

BANK_URL: str = env.str("BANK_URL", "") or "http://127.0.0.1:8010"
BANK_TIMEOUT_SECONDS: float = env.float("BANK_TIMEOUT_SECONDS", 10.0)
# With it requests and the bank's replies are signed; without it any reply is believed, which is for tests alone.
BANK_KEY: str = env.str("BANK_KEY", "") if MODE is Mode.TEST else secret("BANK_KEY")

# The account that pays, as the bank knows it. The demo's belongs to nobody.
PAYER_NAME: str = env.str("PAYER_NAME", "青渡市财政局" if DEMO else "")
PAYER_ACCOUNT: str = env.str("PAYER_ACCOUNT", "310000000000000001" if DEMO else "")
PAYER_BANK_CODE: str = env.str("PAYER_BANK_CODE", "102290000007" if DEMO else "")
