from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from eligibility.matching.api import Summary, match_population
from eligibility.policies import api as policies
from services.core.audit.api import Actor
from services.core.calendar.api import end_of_day, now, today

WIDEST = 160  # of the summary: a narrow terminal may break its lines, but no name and no figure is cut


class Command(BaseCommand):
    help = "Decide policies for the whole population and make offers of what is found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--policy", action="append", default=[], metavar="CODE", help="only this one; may be repeated"
        )
        parser.add_argument(
            "--as-of", type=date.fromisoformat, metavar="DATE", help="facts valid and known on this day"
        )
        parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        for code in options["policy"]:
            if code not in {policy.code for policy in policies.policies()}:
                known = ", ".join(policy.code for policy in policies.policies())
                message = f"There is no policy {code!r}. Known: {known}."
                raise CommandError(message)
        day: date | None = options["as_of"]
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"))
        with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
            tasks: dict[str, Any] = {}

            def show(code: str, done: int) -> None:
                if code not in tasks:
                    tasks[code] = bar.add_task(code, total=None)
                bar.update(tasks[code], completed=done)

            summaries = match_population(
                codes=options["policy"],
                as_of=day or today(),
                known_at=end_of_day(day) if day else None,
                dry_run=options["dry_run"],
                actor=Actor.system("match"),
                at=now(),
                progress=show,
            )
        Console(file=cast("IO[str]", self.stdout), width=WIDEST).print(_table(summaries))


def _table(summaries: list[Summary]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("policy", no_wrap=True)
    for heading in ("evaluated", "eligible", "not eligible", "unknown", "amount", "seconds"):
        table.add_column(heading, justify="right", no_wrap=True)
    for found in summaries:
        counts = (found.evaluated, found.eligible, found.not_eligible, found.unknown)
        figures = [f"{count:,}" for count in counts]
        table.add_row(found.policy, *figures, f"{found.amount.amount:,.2f}", f"{found.seconds:.1f}")
    return table
