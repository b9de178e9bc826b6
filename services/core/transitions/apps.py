from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransitionsConfig(AppConfig):
    name = "services.core.transitions"
    verbose_name = _("History")
    append_only = ("HistoryEntry",)
