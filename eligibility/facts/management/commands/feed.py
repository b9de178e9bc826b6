"""Load a file of a dataset: the same as a delivery over the API, for files that arrive otherwise."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from eligibility.facts.commands import load_feed
from eligibility.facts.descriptors import descriptors
from eligibility.facts.models import Feed
from services.core.audit.api import Actor
from services.core.calendar.api import now

_SHOWN = 20


class Command(BaseCommand):
    help = "Load a CSV or JSON lines file of facts; bad rows go into quarantine, repeating changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dataset", choices=sorted(descriptors()), help="by default the beginning of the file's name"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        dataset = options["dataset"] or self._dataset_of(path)
        try:
            with path.open("rb") as source:
                feed = load_feed(
                    dataset=dataset,
                    content=source,
                    filename=path.name,
                    actor=Actor.system("feed"),
                    at=now(),
                    progress=self._progress,
                )
        except OSError as error:
            raise CommandError(_("%(file)s can’t be read: %(why)s") % {"file": path, "why": error.strerror}) from error
        self._report(feed)

    def _dataset_of(self, path: Path) -> str:
        """birth.csv, birth-2025-11.csv and birth_2025-11.jsonl are births."""
        for name in sorted(descriptors(), key=len, reverse=True):
            if path.name == name or (path.name.startswith(name) and not path.name[len(name)].isalnum()):
                return name
        message = _("%(file)s does not begin with the name of a dataset: say which with --dataset (%(names)s).")
        raise CommandError(message % {"file": path.name, "names": ", ".join(sorted(descriptors()))})

    def _progress(self, rows: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{rows:,}", ending="")

    def _report(self, feed: Feed) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r", ending="")
        if feed.state == Feed.State.REJECTED:
            raise CommandError(feed.reason)
        if feed.repeated:
            self.stdout.write(_("This file was applied before (feed %(feed)s): nothing changed.") % {"feed": feed.pk})
            return
        self.stdout.write(
            _("Feed %(feed)s: %(rows)s rows, applied %(applied)s, unchanged %(unchanged)s, held back %(quarantined)s.")
            % {
                "feed": feed.pk,
                "rows": feed.rows,
                "applied": feed.applied,
                "unchanged": feed.unchanged,
                "quarantined": feed.quarantined,
            }
        )
        for row in feed.quarantine.all()[:_SHOWN] if feed.quarantined else []:
            self.stdout.write(
                _("Line %(line)s, %(field)s “%(value)s”: %(reason)s")
                % {"line": row.line, "field": row.field, "value": row.value, "reason": row.reason}
            )
