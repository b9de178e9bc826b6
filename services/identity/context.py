"""What every template knows of its reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from services.identity.preferences import reading_of


def reading(request: HttpRequest) -> dict[str, Any]:
    return {"reading": reading_of(request)}
