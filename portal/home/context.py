"""What the frame of every page needs (see templates/base.html)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(_request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO, "today": settings.TONGBAN_TODAY}
