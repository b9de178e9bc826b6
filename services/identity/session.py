"""Every key that identity keeps in a session."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest

_CHOSEN: Final = "identity.acting_for"
_READING: Final = "identity.reading"


def chosen_subject(request: HttpRequest) -> UUID | None:
    """For whom this browser chose to act, if not for its own person."""
    text = request.session.get(_CHOSEN)
    return UUID(text) if text else None


def choose_subject(request: HttpRequest, subject: UUID) -> None:
    request.session[_CHOSEN] = str(subject)


def forget_subject(request: HttpRequest) -> None:
    request.session.pop(_CHOSEN, None)


def kept_reading(request: HttpRequest) -> dict[str, Any]:
    """How this browser reads while nobody is signed in."""
    kept: dict[str, Any] = request.session.get(_READING, {})
    return kept


def keep_reading(request: HttpRequest, chosen: dict[str, Any]) -> None:
    if chosen:
        request.session[_READING] = {**kept_reading(request), **chosen}
