from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from services.core.access.guard import guard_facts_reads


class AccessConfig(AppConfig):
    name = "services.core.access"
    verbose_name = _("Access log")
    append_only = ("AccessEntry",)

    def ready(self) -> None:
        if settings.ACCESS_GUARD:
            connection_created.connect(_install_guard, dispatch_uid="services.core.access.guard")


def _install_guard(connection: Any, **_arguments: Any) -> None:
    # A wrapper outlives its connection, so a reconnection finds the guard in place.
    if guard_facts_reads not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard_facts_reads)
