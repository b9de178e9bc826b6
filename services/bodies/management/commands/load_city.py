"""Load a city's bodies and areas from one YAML file:

    bodies:
      - code: hrss                    # the code that datasets and policies use
        kind: department              # government, department or agency
        names: {zh-hans: 人力资源和社会保障局, en: Human Resources and Social Security Bureau}
        parent: city_government       # a code, leave out at the top
        valid_from: 2000-01-01
        valid_to: 2030-01-01          # the first day on which it is no more; leave out while it is
    areas:
      - code: "310101"                # quoted: a code is a text
        level: district               # province, city, district, street or community
        names: {zh-hans: 某区, en: Some District}
        parent: "310000"
        valid_from: 2000-01-01

Other top-level keys are left to whoever wrote them. Loading a file again changes nothing; a renamed or merged body is
the old row with its `valid_to` and a new row with the same code.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from services.bodies.commands import Loaded, TreeRefused, load_areas, load_bodies
from services.core.audit.api import Actor
from services.core.calendar.api import now


class Command(BaseCommand):
    help = "Load a city's bodies and areas from a YAML file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        city = _read(file)
        actor, at = Actor.system("load_city"), now()
        try:
            with transaction.atomic():
                bodies = load_bodies(data=city.get("bodies") or [], actor=actor, at=at)
                areas = load_areas(data=city.get("areas") or [], actor=actor, at=at)
        except TreeRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"bodies: {_counts(bodies)}")
        self.stdout.write(f"areas: {_counts(areas)}")


def _read(file: Path) -> dict[str, Any]:
    try:
        city = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        message = f"{file} can't be read: {error}"
        raise CommandError(message) from error
    if not isinstance(city, dict) or not all(isinstance(city.get(key) or [], list) for key in ("bodies", "areas")):
        message = f"{file} is no mapping with the lists `bodies` and `areas`."
        raise CommandError(message)
    return city


def _counts(loaded: Loaded) -> str:
    return f"{loaded.added} added, {loaded.changed} changed, {loaded.unchanged} unchanged"
