from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransitionsConfig(AppConfig):
    name = "services.core.transitions"
    verbose_name = _("History")
    append_only = ("HistoryEntry",)

    def ready(self) -> None:
        from services.core.desk.api import register_reasons  # models are ready only now
        from services.core.transitions.queries import reasons

        register_reasons(reasons)
