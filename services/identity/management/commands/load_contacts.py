from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from services.bodies.api import body_exists
from services.core.audit.api import Actor, ActorKind
from services.core.calendar.api import now, today
from services.identity.identifiers import InvalidIdentifier
from services.identity.registration import find_persons
from services.notices.api import ContactKind, ContactRefused, ContactSource, record_contact

_COLUMNS: Final = ("id", "kind", "value")


class Command(BaseCommand):
    help = "Load what a register knows of where people are reached: CSV with id, kind (phone, email, post) and value."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--body", required=True, help="the code of the body whose register it is")

    def handle(self, *_arguments: Any, file: Path, body: str, **_options: Any) -> None:
        if not body_exists(body, today()):
            message = f"No body has the code {body}."
            raise CommandError(message)
        with file.open(encoding="utf-8-sig", newline="") as rows:
            reader = csv.DictReader(rows)
            if not set(_COLUMNS) <= set(reader.fieldnames or ()):
                message = f"The first line of the file must name the columns {', '.join(_COLUMNS)}."
                raise CommandError(message)
            told = [self._load(row, line, body) for line, row in enumerate(reader, start=2)]
        self.stdout.write(f"{sum(told)} of {len(told)} lines were taken.")

    def _load(self, row: Mapping[str, str], line: int, body: str) -> bool:
        """Bad lines are named by their number and reason, never by what stands in them; the others go on."""
        try:
            people = find_persons([row["id"]])
            if not people:
                return self._refuse(line, "nobody is known by this ID")
            record_contact(
                person=people[row["id"]],
                kind=ContactKind(row["kind"]),
                value=row["value"] or "",
                source=ContactSource.REGISTER,
                body=body,
                actor=Actor(ActorKind.BODY, body),
                at=now(),
            )
        except InvalidIdentifier:
            return self._refuse(line, "this is no resident ID")
        except ContactRefused as refusal:
            return self._refuse(line, refusal.message)
        except ValueError:
            return self._refuse(line, "the kind is none of phone, email, post")
        return True

    def _refuse(self, line: int, why: str) -> bool:
        self.stderr.write(f"line {line}: {why}")
        return False
