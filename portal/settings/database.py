"""PostgreSQL: an operator's (DATABASE_URL), or the embedded one."""

from __future__ import annotations

from typing import Any

import dj_database_url

from portal.database import embedded, roles
from portal.settings.environment import MODE, Mode, env

DATABASE_URL: str = env.str("DATABASE_URL", "")
DATABASE_OWNER_URL: str = env.str("DATABASE_OWNER_URL", "") or DATABASE_URL
DATABASE_ROLES = {"owner": roles.OWNER, "app": roles.APP, "readonly": roles.READONLY}

_as_owner = env.str("TONGBAN_DATABASE_ROLE", "app") == "owner"


def _parsed(url: str) -> dict[str, Any]:
    return {**dj_database_url.parse(url)}


def _connection() -> dict[str, Any]:
    if not DATABASE_URL:
        role = roles.OWNER if _as_owner else roles.APP
        return _parsed(embedded.main_cluster().url(role, roles.DATABASE))
    configured = _parsed(DATABASE_OWNER_URL if _as_owner else DATABASE_URL)
    if not _as_owner and DATABASE_OWNER_URL == DATABASE_URL:
        options = dict(configured.get("OPTIONS", {}))
        options["options"] = f"{options.get('options', '')} -c role={roles.APP}".strip()
        configured["OPTIONS"] = options
    return configured


DATABASES = {"default": {**_connection(), "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600}}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

_redis = env.str("REDIS_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    # Limits on sign-in must hold across processes: the database where there is no Redis.
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis}
    if _redis
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tongban_cache",
        # Django's 300 would let anybody push the counts of failed sign-ins out with a few hundred names of their own.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
if MODE is Mode.TEST:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
