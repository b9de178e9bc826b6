"""Reading what happened to an object."""

from uuid import UUID

from services.core.transitions.models import HistoryEntry


def history(object_type: str, object_id: str | UUID | int) -> list[HistoryEntry]:
    """Its moves, oldest first. `object_type` is the model's label in lower case: "awards.offer"."""
    return list(HistoryEntry.objects.filter(object_type=object_type, object_id=str(object_id)).order_by("pk"))
