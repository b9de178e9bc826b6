"""The number beside the bell."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from services.core.routes.api import Acting
from services.notices.queries import unread_count


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices`: asked of the database by the pages that show it, once, and only for a signed-in person."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return {"unread_notices": 0}
    return {"unread_notices": SimpleLazyObject(lambda: unread_count(acting.subject))}
