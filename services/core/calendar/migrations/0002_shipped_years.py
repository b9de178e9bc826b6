"""Bring the years that are known when this ships; later ones come by `manage.py load_workdays`."""

from pathlib import Path
from typing import Any

import yaml
from django.db import migrations

SHIPPED = Path(__file__).resolve().parents[1] / "state_council.yaml"


def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django's form
    WorkCalendarDay = apps.get_model("calendar", "WorkCalendarDay")
    AnnouncedYear = apps.get_model("calendar", "AnnouncedYear")
    for year, days in yaml.safe_load(SHIPPED.read_text(encoding="utf-8")).items():
        AnnouncedYear.objects.get_or_create(year=year)
        WorkCalendarDay.objects.bulk_create(
            [
                WorkCalendarDay(day=day, works=key == "worked", names=names)
                for key in ("holidays", "worked")
                for day, names in days[key].items()
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
