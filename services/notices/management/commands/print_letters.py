from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.core.audit.api import Actor
from services.core.calendar.api import now
from services.notices.letters import LetterRefused, document_of, letters_to_print, mark_printed


class Command(BaseCommand):
    help = "Write the letters that wait to be printed into a folder, one PDF each, and mark them as printed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="an existing folder that only the print room can read")

    def handle(self, *_arguments: Any, folder: Path, **_options: Any) -> None:
        if not folder.is_dir():
            message = f"{folder} is no folder."
            raise CommandError(message)
        printed = 0
        for letter in letters_to_print():
            # Written before it is marked: a letter that is printed twice is thrown away, one that is not is missed.
            _write(folder / f"letter-{letter.pk}.pdf", document_of(letter))
            try:
                mark_printed(letter=letter.pk, actor=Actor.system("notices.print_letters"), at=now())
            except LetterRefused:  # opened this moment: nobody needs it any more
                (folder / f"letter-{letter.pk}.pdf").unlink()
                continue
            printed += 1
        self.stdout.write(f"{printed} letters are in {folder}.")


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and for nobody else's eyes."""
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
