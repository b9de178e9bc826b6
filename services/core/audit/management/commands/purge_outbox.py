"""`manage.py purge_outbox`: remove events that were delivered long ago, step by step until none is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from services.core.audit.actor import Actor
from services.core.audit.retention import KEPT, MOST_AT_ONCE, forget_delivered
from services.core.calendar.api import now

_LEAST_DAYS = 7


class Command(BaseCommand):
    help = "Removes events that everybody had delivered more than so many days ago; what waits or was given up stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=KEPT.days, help="how old, 7 at least (30)")

    def handle(self, *_args: Any, days: int, **_options: Any) -> None:
        if days < _LEAST_DAYS:
            message = f"Events of the last {_LEAST_DAYS} days are always kept: --days {days} is too few."
            raise CommandError(message)
        at = now()
        events = deliveries = 0
        while True:
            step = forget_delivered(
                before=at - timedelta(days=days), actor=Actor.system("purge_outbox"), at=at, most=MOST_AT_ONCE
            )
            events, deliveries = events + step.events, deliveries + step.deliveries
            if not step.events:
                break
        self.stdout.write(f"{events} events and {deliveries} deliveries removed.")
