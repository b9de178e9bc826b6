from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.database import roles


class Command(BaseCommand):
    help = "Create the roles on an operator's server; the embedded one has them. Idempotent; run before migrate."
    requires_system_checks = ()

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        if not settings.DATABASE_OWNER_URL:
            return
        try:
            roles.prepare_server(settings.DATABASE_OWNER_URL)
        except RuntimeError as error:
            raise CommandError(str(error)) from error
