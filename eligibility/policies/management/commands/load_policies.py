"""`manage.py load_policies`: publish the shipped library. Safe to repeat; refuses what would rewrite a decision."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from eligibility.policies.commands import sync_library
from eligibility.policies.errors import PolicyError
from services.core.audit.api import Actor
from services.core.calendar.api import now


class Command(BaseCommand):
    help = "Load the shipped policies and parameters after running all their cases."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stderr.write(_("Running the cases of the library …"))
        try:
            loaded = sync_library(actor=Actor.system("load_policies"), at=now())
        except PolicyError as error:
            raise CommandError(error.message) from error
        lines = (
            (_("Published: %(names)s"), loaded.published),
            (_("Ended: %(names)s"), loaded.ended),
            (_("Withdrawn: %(names)s"), loaded.withdrawn),
            (_("Corrected: %(names)s"), loaded.corrected),
        )
        for line, names in lines:
            if names:
                self.stdout.write(line % {"names": ", ".join(names)})
        values = {"cases": loaded.cases, "unchanged": loaded.unchanged}
        self.stdout.write(_("%(cases)s cases as written; %(unchanged)s versions unchanged.") % values)
