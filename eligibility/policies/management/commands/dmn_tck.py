"""`manage.py dmn_tck [DIR] [--category C] [--json]`: the engine against the public conformance suite of DMN."""

from __future__ import annotations

import datetime as dt
import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from eligibility.engine.api import Conformance, run_suite

_ROOT = Path(__file__).resolve().parents[4]


class Command(BaseCommand):
    help = "Run the DMN conformance suite; prints passed of total and every failure, exits non-zero if one fails."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="by default DMN_TCK_DIR, or ../shared/dmn-tck")
        parser.add_argument("--category", default="", help="only levels or tests whose name holds this")
        parser.add_argument("--json", action="store_true", help="one JSON object: passed, total, failures")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"] or self._default()
        if not folder.is_dir():
            raise CommandError(_("There is no folder %(folder)s.") % {"folder": folder}, returncode=2)
        moment = dt.datetime.now(dt.UTC)
        summary = run_suite(folder, clock=lambda: moment, category=options["category"])
        if options["json"]:
            self.stdout.write(json.dumps(summary.to_json(), ensure_ascii=False, indent=2))
        else:
            self._write(summary)
        if summary.failures or not summary.total:
            raise SystemExit(1)

    def _default(self) -> Path:
        return Path(os.environ.get("DMN_TCK_DIR") or _ROOT.parent / "shared" / "dmn-tck")

    def _write(self, summary: Conformance) -> None:
        for each in summary.failures:
            values = {"case": f"{each.category}/{each.case}", "expected": each.expected, "got": each.got}
            self.stdout.write(_("%(case)s: expected %(expected)s, got %(got)s") % values)
        self.stdout.write(_("Passed: %(passed)s of %(total)s") % {"passed": summary.passed, "total": summary.total})
