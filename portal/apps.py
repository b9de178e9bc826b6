"""The composition root as an app: what must happen once all rooms have migrated."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal import roles  # models are ready only now

        # Installed last, so that tables and permissions of all the others are there.
        post_migrate.connect(roles.grant_permissions, sender=self)
        post_migrate.connect(_grant_rights, sender=self)
        if settings.CELERY_BROKER_URL:
            import_module("portal.celery.tasks").connect()


def _grant_rights(using: str, **_arguments: Any) -> None:
    from portal.database import rights  # models are ready only now

    rights.grant(using)
