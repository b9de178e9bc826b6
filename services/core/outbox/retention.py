"""Forgetting what was delivered long ago. What happened stands in the audit log; events are only the post."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Purged:
    events: int
    deliveries: int


def purge_delivered(*, before: datetime, most: int) -> Purged:
    """Remove up to `most` events that everybody had delivered before that moment, the oldest first.

    What waits or was given up stays, whatever its age; so does everything of the last seven days (the function in the
    database sees to both).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT events, deliveries FROM outbox_purge(%s, %s)", [before, most])
        events, deliveries = cursor.fetchone()
    return Purged(events, deliveries)
