from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "services.core.outbox"
    verbose_name = _("Outbox")
    append_only = ("Event",)
    # What the app role may call beyond its rights on tables.
    functions = ("outbox_purge(timestamptz, integer)",)
