from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand

from portal.serving import programs

_OUTBOX: Final = programs.ROOT / "var" / "demo" / "outbox"


class Command(BaseCommand):
    help = "Show what left the demo: text messages, e-mails and push messages, as their carriers received them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--last", type=int, default=20, metavar="N", help="how many of the latest (20)")

    def handle(self, *_arguments: Any, last: int, **_options: Any) -> None:
        entries = sorted((entry for path in sorted(_OUTBOX.glob("*.jsonl")) for entry in _entries(path)), key=_when)
        if not entries:
            self.stdout.write("Nothing has left yet. Start the demo and leave an offer unopened.")
        for entry in entries[-last:]:
            self.stdout.write(_told(entry))


def _entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _when(entry: dict[str, Any]) -> str:
    return str(entry["at"])


def _told(entry: dict[str, Any]) -> str:
    if entry["channel"] == "sms":
        to, said = entry["to"], entry["text"]
    elif entry["channel"] == "mail":
        to, said = ", ".join(entry["to"]), f"{entry['subject']}\n{entry['text']}"
    else:
        to, said = entry["browser"], f"{entry['notice']['title']}: {entry['notice']['body']} {entry['notice']['url']}"
    lines = "\n".join(f"    {line}" for line in said.strip().splitlines())
    return f"{entry['at']}  {entry['channel']} to {to}\n{lines}\n"
