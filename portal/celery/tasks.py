"""The one task, and who queues it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal.celery import app
from services.core.calendar.api import now
from services.core.outbox import api as outbox

# More at once (a night's run over the city) are left to the sweeper, which needs no waking for each of them.
_MOST_RINGS: Final = 500


@app.task(name="outbox.deliver")
def deliver(delivery_id: int) -> None:
    outbox.deliver(delivery_id, at=now())


class CeleryDoorbell:
    """Queues a task for each delivery, without waiting for a broker that does not answer."""

    def ring(self, delivery_ids: Sequence[int]) -> None:
        with app.producer_or_acquire() as producer:
            for delivery_id in delivery_ids[:_MOST_RINGS]:
                deliver.apply_async((delivery_id,), producer=producer, retry=False)


def connect() -> None:
    """From now on what is emitted also rings here."""
    outbox.register_doorbell(CeleryDoorbell())
