"""Closing the portal for a while, with a word to its readers.

The note is a file, because the database is what is usually being worked on; servers that share the work share the
file's folder. Health probes still answer, so that nobody kills a server that is only closed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.http import http_date

from services.bodies.api import city
from services.core.calendar.api import now
from services.core.languages.api import Text

# Probes, and where staff sign in and look whether all is well again.
_OPEN: Final = ("/health/", "/admin/", "/account/", "/city.css", "/mark.svg")
_RETRY_SECONDS: Final = 600  # where nobody said when it ends


@dataclass(frozen=True, slots=True)
class Note:
    """What is said while the portal is closed; `until` is a hope, not a promise."""

    until: datetime | None = None
    reasons: Text | None = None


def note() -> Note | None:
    """None while the portal is open."""
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    until = kept.get("until")
    return Note(datetime.fromisoformat(until) if until else None, kept.get("reasons"))


def close(note: Note) -> None:
    """Replaces an earlier note; whole or not at all."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    kept = {"until": note.until.isoformat() if note.until else None, "reasons": note.reasons}
    part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    part.rename(file)


def reopen() -> None:
    _file().unlink(missing_ok=True)


class MaintenanceMiddleware:
    """Stands first, so that a closed portal asks nothing of sessions or the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(_OPEN):
            return self.get_response(request)
        said = note()
        return self.get_response(request) if said is None else _closed(request, said)


def _closed(request: HttpRequest, said: Note) -> HttpResponse:
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse({"error": "maintenance", "until": said.until and said.until.isoformat()}, status=503)
    else:
        reasons = said.reasons or {}
        context = {"city": city(), "until": said.until, "chinese": reasons.get("zh-hans"), "english": reasons.get("en")}
        response = HttpResponse(render_to_string("503.html", context), status=503)
    later = said.until is not None and said.until > now()
    response["Retry-After"] = http_date(said.until.timestamp()) if later and said.until else str(_RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _file() -> Path:
    return Path(settings.MAINTENANCE_FILE)
