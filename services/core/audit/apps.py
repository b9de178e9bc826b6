from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "services.core.audit"
    verbose_name = _("Audit")
    append_only = ("AuditEntry", "AuditSeal")

    def ready(self) -> None:
        import_module("services.core.audit.tasks")
        import_module("services.core.audit.retention")
