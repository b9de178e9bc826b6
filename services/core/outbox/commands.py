"""Writing events, and giving dead letters another try."""

import logging
from collections.abc import Collection, Iterable, Mapping

from django.db import connection, transaction

from services.core.outbox.models import Delivery, DeliveryState, Event
from services.core.outbox.registry import JSON, registry

logger = logging.getLogger(__name__)
_BATCH = 5000


class NotInTransaction(RuntimeError):
    """An event outside the transaction that it reports could tell of something that never happened."""


def emit(topic: str, payload: Mapping[str, JSON]) -> None:
    """Announce what this transaction does, to be handled after it commits. Ids only, never personal data."""
    emit_many(topic, [payload])


def emit_many(topic: str, payloads: Iterable[Mapping[str, JSON]]) -> None:
    """One event for each payload, in a constant number of queries. The database notifies the workers on commit."""
    if not connection.in_atomic_block:
        message = f"{topic} was emitted outside a transaction."
        raise NotInTransaction(message)
    events = Event.objects.bulk_create(
        (Event(topic=topic, payload=dict(payload)) for payload in payloads), batch_size=_BATCH
    )
    deliveries = Delivery.objects.bulk_create(
        (Delivery(event=event, handler=name) for event in events for name in registry.names(topic)), batch_size=_BATCH
    )
    if registry.doorbell is not None and deliveries:
        identifiers = [delivery.pk for delivery in deliveries]
        transaction.on_commit(lambda: _ring(identifiers))


def retry(delivery_ids: Collection[int]) -> int:
    """Let dead letters be delivered again, from their first attempt."""
    dead = Delivery.objects.filter(pk__in=delivery_ids, state=DeliveryState.DEAD)
    return dead.update(state=DeliveryState.PENDING, attempts=0, due_at=None, finished_at=None)


def _ring(delivery_ids: list[int]) -> None:
    """A silent doorbell costs seconds, not work: `manage.py work` sweeps. So the caller's success stands."""
    if registry.doorbell is None:
        return
    try:
        registry.doorbell.ring(delivery_ids)
    except Exception:
        logger.exception("outbox.doorbell_failed")
