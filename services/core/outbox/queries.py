"""How far behind the outbox is, for health checks and the desk."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from services.core.outbox.models import Delivery, DeliveryState


@dataclass(frozen=True, slots=True)
class Backlog:
    waiting: int
    dead: int
    oldest: datetime | None


def backlog() -> Backlog:
    """What waits and since when, and what was given up; only unfinished rows are looked at."""
    open_rows = Delivery.objects.filter(state__in=[DeliveryState.PENDING, DeliveryState.DEAD])
    waiting = Q(state=DeliveryState.PENDING)
    found = open_rows.aggregate(
        waiting=Count("pk", filter=waiting),
        dead=Count("pk", filter=~waiting),
        oldest=Min("event__created_at", filter=waiting),
    )
    return Backlog(**found)
