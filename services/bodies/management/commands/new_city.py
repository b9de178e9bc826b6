"""Make this portal a city's: from its file, or by question and answer.

    name: {zh-hans: 某市, en: Some City}
    code: "310000"                    # quoted: a code is a text
    portal:
      name: {zh-hans: 某市通办, en: Tongban Some City}
      mark: mark.svg                  # beside this file; leave out for the portal's own
      colours: {brand: "#0e4450", accent: "#bf4018"}
      languages: [zh-hans, en]
    contact:
      phone: "12345"
      security: mailto:security@city.example      # who is told of a weakness
      email, hours: {…}, address: {…}             # where there are
    legal:
      operator: {zh-hans: 某市数据局, en: Some City Data Bureau}
      privacy_contact: privacy@city.example
      notices: [{zh-hans: …, en: …}]              # on every page: record numbers and the like
    bodies:
      - code: hrss                    # the code that datasets and policies use
        kind: department              # government, department or agency
        names: {zh-hans: 人力资源和社会保障局, en: Human Resources and Social Security Bureau}
        parent: city                  # a code, leave out at the top
        valid_from: 2000-01-01
        valid_to: 2030-01-01          # the first day on which it is no more; leave out while it is
    areas:
      - {code: "310101", level: district, names: {zh-hans: 某区}, parent: "310000", valid_from: 2000-01-01}

A file again changes nothing; a renamed or merged body is the old row with its `valid_to` and a new row of that code.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, transaction
from django.utils import translation

from services.bodies.city.asking import ask_for_city
from services.bodies.city.reading import CityFile, CityRefused, read_city
from services.bodies.commands import Loaded, TreeRefused, load_areas, load_bodies
from services.core.audit.api import Actor
from services.core.calendar.api import now, today


class Command(BaseCommand):
    help = "Make this portal a city's: name, mark, colours, languages, contact, legal notices, bodies and areas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the city's file; without one, questions are asked")
        parser.add_argument("--folder", type=Path, default=Path("city"), help="where the answers are written (city/)")
        parser.add_argument("--language", default="zh-hans", help="of the questions and of what is said: zh-hans, en")
        parser.add_argument("--check", action="store_true", help="only say what is wrong with the file")

    def handle(self, *_args: Any, file: Path | None, folder: Path, language: str, check: bool, **_opts: Any) -> None:
        with translation.override(language):
            path = file or self._asked(folder)
            try:
                read = read_city(path)
            except CityRefused as refused:
                message = f"{path}:\n" + "\n".join(f"  {flaw}" for flaw in refused.flaws)
                raise CommandError(message) from refused
            if check:
                self.stdout.write(self.style.SUCCESS(f"{path}: ✓ {read.city.name}"))
                return
            self._load(read, path)

    def _asked(self, folder: Path) -> Path:
        if (folder / "city.yaml").exists():
            message = f"{folder / 'city.yaml'} exists: name it as FILE to load it, or give another --folder."
            raise CommandError(message)
        try:
            return ask_for_city(folder=folder, ask=input, say=self.stdout.write, today=today())
        except (EOFError, KeyboardInterrupt) as error:
            message = "No answers, nothing written. Give a FILE, or answer at a terminal."
            raise CommandError(message) from error

    def _load(self, read: CityFile, path: Path) -> None:
        actor, at = Actor.system("new_city"), now()
        try:
            with transaction.atomic():
                bodies = load_bodies(data=read.bodies, actor=actor, at=at)
                areas = load_areas(data=read.areas, actor=actor, at=at)
        except TreeRefused as refused:
            message = f"{path}:\n{refused}"
            raise CommandError(message) from refused
        except ProgrammingError as error:
            message = f"{path} is right, but the database has no tables yet: run ./manage.py migrate, then this again."
            raise CommandError(message) from error
        self.stdout.write(f"bodies: {_counts(bodies)}")
        self.stdout.write(f"areas: {_counts(areas)}")
        self.stdout.write(f"TONGBAN_CITY={path.resolve()}")


def _counts(loaded: Loaded) -> str:
    return f"{loaded.added} added, {loaded.changed} changed, {loaded.unchanged} unchanged"
