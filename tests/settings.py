"""The portal's settings in test mode, with secrets of the tests' own: said before anything else is imported."""

from __future__ import annotations

import base64
import os

os.environ["TONGBAN_MODE"] = "test"
for _name in ("TONGBAN_SECRET_KEY", "TONGBAN_ENCRYPTION_KEY", "TONGBAN_INDEX_KEY"):
    os.environ[_name] = base64.b64encode(_name.encode().ljust(32, b".")[:32]).decode()
for _name in (
    "TONGBAN_TODAY",
    "CELERY_BROKER_URL",
    "REDIS_URL",
    "BANK_URL",
    "BANK_KEY",
    "SMS_URL",
    "EMAIL_URL",
    "VAPID_KEY",
    "TONGBAN_URL",
):
    os.environ[_name] = ""

from portal.settings import *  # noqa: E402, F403 - Django reads settings as one flat module
from portal.settings.apps import INSTALLED_APPS as _PORTALS  # noqa: E402

INSTALLED_APPS = [*_PORTALS, "django_migration_linter"]
# allauth's own, from before there was a portal: they ran on empty tables and are not ours to mend.
MIGRATION_LINTER_OPTIONS = {
    "ignore_name": [
        "0002_token_max_lengths",
        "0004_app_provider_id_settings",
        "0006_alter_socialaccount_extra_data",
    ]
}
