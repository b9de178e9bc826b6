from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FactsConfig(AppConfig):
    name = "eligibility.facts"
    verbose_name = _("Facts")
    # A delivery and what was wrong with it is history: the app role can add to it, not change it.
    append_only = ("Feed", "QuarantinedRow")

    def ready(self) -> None:
        from eligibility.facts import panels  # models are ready only now
        from eligibility.facts.kinship import KinshipFacts  # the same
        from services.identity.api import register_relationship_source  # the same

        register_relationship_source(KinshipFacts())
        panels.register()
        post_migrate.connect(_make_tables, sender=self)


def _make_tables(using: str, **_arguments: Any) -> None:
    from eligibility.facts import ddl  # apps are ready only now

    ddl.apply_descriptors(using=using)
