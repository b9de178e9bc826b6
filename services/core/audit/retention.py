"""The outbox forgets in the sight of the audit log."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from services.core.audit.actor import Actor
from services.core.audit.commands import record
from services.core.outbox.api import Purged, every, purge_delivered

KEPT: Final = timedelta(days=30)
# A statement of a second or so: one that takes longer would hold up vacuum and whoever waits for it.
MOST_AT_ONCE: Final = 5_000


@transaction.atomic
def forget_delivered(*, before: datetime, most: int = MOST_AT_ONCE, actor: Actor, at: datetime) -> Purged:
    """Remove delivered events in one bounded step, and put on record how many."""
    purged = purge_delivered(before=before, most=most)
    if purged.events:
        record(
            actor=actor,
            action="outbox.events.purged",
            object_type="outbox.event",
            object_id="*",
            at=at,
            data={"events": purged.events, "deliveries": purged.deliveries, "before": before.isoformat()},
        )
    return purged


@every(3600, "outbox.retention")
def forget_each_hour(*, at: datetime) -> None:
    forget_delivered(before=at - KEPT, actor=Actor.system("outbox"), at=at)
