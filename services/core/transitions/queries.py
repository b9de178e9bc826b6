"""Reading what happened to an object."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.core.transitions.models import HistoryEntry


def history(object_type: str, object_id: str | UUID | int) -> list[HistoryEntry]:
    """Its moves, oldest first. `object_type` is the model's label in lower case: "awards.offer"."""
    return list(HistoryEntry.objects.filter(object_type=object_type, object_id=str(object_id)).order_by("pk"))


def reasons(object_types: Sequence[str], object_id: str) -> dict[tuple[str, datetime], str]:
    """Why its steps were taken, by step and moment; only those that say why."""
    told = HistoryEntry.objects.filter(object_type__in=object_types, object_id=object_id).exclude(reason="")
    return {(entry.transition, entry.at): entry.reason for entry in told}
