from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "eligibility.matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        from eligibility.matching import handlers, panels  # noqa: F401 - handlers registers with the outbox

        panels.register()
