"""Close the portal for a while, open it again, or say how it stands. Needs no database."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.about import maintenance


class Command(BaseCommand):
    help = "Close the portal with a note to its readers (on), open it (off), or say how it stands (status)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("on", "off", "status"))
        parser.add_argument("--until", help="when it should be over, in the city's time: 2026-03-01T06:00")
        parser.add_argument("--chinese", default="", help="why, for readers of Chinese")
        parser.add_argument("--english", default="", help="why, for readers of English")

    def handle(self, *_args: Any, what: str, until: str | None, chinese: str, english: str, **_options: Any) -> None:
        if what == "on":
            reasons = {code: text for code, text in (("zh-hans", chinese), ("en", english)) if text}
            maintenance.close(maintenance.Note(_moment(until) if until else None, reasons or None))
        elif what == "off":
            maintenance.reopen()
        said = maintenance.note()
        self.stdout.write("The portal is open." if said is None else f"The portal is closed until {said.until or '?'}.")


def _moment(text: str) -> datetime:
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is no moment: write it as 2026-03-01T06:00."
        raise CommandError(message) from error
    return given if timezone.is_aware(given) else timezone.make_aware(given)
