"""Whose portal this is, for every template (see templates/base.html)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from services.bodies.api import city


def whose_portal(_request: HttpRequest) -> dict[str, Any]:
    return {"city": city()}
