"""Put what waits to be paid into draft batches. Signing and releasing them is done by people, in the admin."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from eligibility.payments.commands.batches import MOST_MEMBERS, NothingToPay, build_batch
from services.core.audit.api import Actor
from services.core.calendar.api import now


class Command(BaseCommand):
    help = "Build draft batches from the payments that wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", type=date.fromisoformat, help="execution date, today if not given")
        parser.add_argument("--most", type=int, default=MOST_MEMBERS, help="members of one batch at most")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        at = now()
        built = 0
        while True:
            try:
                batch = build_batch(
                    execution_date=options["date"] or at.date(),
                    actor=Actor.system("payments.build_batch"),
                    at=at,
                    most=options["most"],
                )
            except NothingToPay as nothing:
                if not built:
                    self.stdout.write(nothing.message)
                return
            built += 1
            self.stdout.write(f"{batch}  {batch.state}  {batch.count}  {batch.total}")
