"""A server that serves people says who it is: found before it starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from services.bodies.city.reading import CityRefused, read_city


@register()
def the_city_is_right(**_options: Any) -> list[CheckMessage]:
    if settings.TONGBAN_CITY is None:
        return []
    try:
        read_city(settings.TONGBAN_CITY)
    except CityRefused as refused:
        return [Error(str(flaw), obj=str(settings.TONGBAN_CITY), id="bodies.E001") for flaw in refused.flaws]
    return []


@register(deploy=True)
def the_city_is_named(**_options: Any) -> list[CheckMessage]:
    if settings.TONGBAN_CITY is not None:
        return []
    hint = "Run ./manage.py new_city and name the file that it writes in TONGBAN_CITY."
    return [Error("TONGBAN_CITY is not set: nobody could tell whose portal this is.", hint=hint, id="bodies.E002")]
