"""Check the books: one table, exit code 1 on any difference."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from eligibility.payments.invariants import Finding, find_differences

SHOWN = 5


class Command(BaseCommand):
    help = "Check what must hold between payments, batches, books, bank messages and awards."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        findings = find_differences()
        width = max(len(finding.check.name) for finding in findings)
        for finding in findings:
            self.stdout.write(
                f"{finding.check.name:<{width}}  {len(finding.rows) or 'ok':>6}  {finding.check.sentence}"
            )
        broken = [finding for finding in findings if finding.rows]
        for finding in broken:
            self._show(finding)
        if broken:
            sys.exit(1)

    def _show(self, finding: Finding) -> None:
        self.stderr.write(f"\n{finding.check.name}: {finding.check.sentence}")
        for row in finding.rows[:SHOWN]:
            values = (f"{name}={value}" for name, value in zip(finding.columns, row, strict=True))
            self.stderr.write(f"  {' '.join(values)}")
        if len(finding.rows) > SHOWN:
            self.stderr.write(f"  and {len(finding.rows) - SHOWN} more")
