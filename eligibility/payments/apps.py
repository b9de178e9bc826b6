"""The room where money is ordered, released and accounted for."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "eligibility.payments"
    verbose_name = _("Payments")
    append_only = ("LedgerAccount", "LedgerEntry", "LedgerLine")

    def ready(self) -> None:
        # Models are ready only now. Importing tasks registers handlers, importing checks the system checks.
        from eligibility.payments import checks, panels, tasks, work  # noqa: F401

        work.register_kinds()
        panels.register()
