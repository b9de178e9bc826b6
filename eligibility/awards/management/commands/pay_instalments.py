from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from eligibility.awards.instalments import pay_due_instalments
from eligibility.awards.models import Entitlement
from eligibility.awards.states import EntitlementState
from services.core.audit.api import Actor
from services.core.calendar.api import now, today


class Command(BaseCommand):
    help = "Decide and order the instalments that have become due. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="today where it is left out")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        waiting = Entitlement.objects.filter(state=EntitlementState.ACTIVE).count()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("instalments", total=waiting)
            paid = pay_due_instalments(
                today=options["as_of"] or today(),
                actor=Actor.system("pay_instalments"),
                at=now(),
                progress=lambda done: bar.update(task, completed=done),
            )
        self.stdout.write(
            f"{paid.entitlements} entitlements, {paid.instalments} instalments ordered, "
            f"{paid.ended} ended, {paid.left_open} left open for want of facts"
        )
