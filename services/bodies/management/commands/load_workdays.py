"""Load the public holidays of a year, as the State Council announces them each November:

    2027:
      holidays: {2027-01-01: {zh-hans: 元旦, en: New Year}}                  # weekdays on which nobody works
      worked: {2027-01-03: {zh-hans: 元旦调休, en: made up for New Year}}  # weekend days on which everybody does

A year that is loaded again is replaced whole.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from services.core.audit.api import Actor, record
from services.core.calendar.api import YearRefused, now, read_years, set_year


class Command(BaseCommand):
    help = "Load the public holidays and make-up days of one or more years from a YAML file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    @transaction.atomic
    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            years = read_years(file)
        except YearRefused as refused:
            raise CommandError(str(refused)) from refused
        actor, at = Actor.system("load_workdays"), now()
        for year in years:
            if set_year(year):
                days = {"holidays": len(year.holidays), "worked": len(year.worked)}
                label = "calendar.announcedyear"
                record(
                    actor=actor, action=f"{label}.loaded", object_type=label, object_id=str(year.year), at=at, data=days
                )
            self.stdout.write(f"{year.year}: {len(year.holidays)} holidays, {len(year.worked)} worked at a weekend")
