from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    name = "eligibility.awards"
    verbose_name = _("Awards")

    def ready(self) -> None:
        from eligibility.awards import handlers, notices, purposes  # noqa: F401 - handlers register with the outbox
        from eligibility.awards.offering import OfferMaker
        from eligibility.matching.api import register_sink
        from eligibility.payments.api import register_purpose_words

        notices.register()
        register_purpose_words(purposes.title_of)
        register_sink(OfferMaker())
