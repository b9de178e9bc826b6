"""The city of this server: read once from the file that the operator names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from services.bodies.city.reading import read_city
from services.bodies.city.values import UNNAMED, City


def city() -> City:
    """Who serves. Never asks the database, so that it can be said while that is down.

    Raises `CityRefused` where the file is wrong: the system check says so before the server starts.
    """
    file: Path | None = settings.TONGBAN_CITY
    return _read(file) if file is not None else UNNAMED


@lru_cache(maxsize=4)
def _read(file: Path) -> City:
    return read_city(file).city
