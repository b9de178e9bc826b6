"""The automated part of the accessibility statement: what `script/accessibility` last found, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

REPORT: Final = Path(__file__).with_name("accessibility.json")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule of axe that a page breaks."""

    page: str
    mode: str
    rule: str
    impact: str
    help: str


@dataclass(frozen=True, slots=True)
class Report:
    """One run over pages × modes; `modes` name language, display and width."""

    checked_on: date
    tool: str
    pages: Sequence[str]
    modes: Sequence[str]
    findings: Sequence[Finding]

    @property
    def checks(self) -> int:
        return len(self.pages) * len(self.modes)


@cache
def report() -> Report:
    kept: Mapping[str, Any] = json.loads(REPORT.read_text(encoding="utf-8"))
    findings = [Finding(**finding) for finding in kept["findings"]]
    checked_on = date.fromisoformat(kept["checked_on"])
    return Report(checked_on, kept["tool"], kept["pages"], kept["modes"], findings)
