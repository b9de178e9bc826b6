from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DatabaseConfig(AppConfig):
    name = "portal.database"
    verbose_name = _("Database")
