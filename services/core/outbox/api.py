from services.core.outbox.commands import NotInTransaction, emit, emit_many, retry
from services.core.outbox.delivery import attempt, deliver, drain
from services.core.outbox.models import Delivery, DeliveryState, Event, Tick
from services.core.outbox.queries import Backlog, backlog
from services.core.outbox.registry import JSON, Doorbell, Payload, every, handler, register_doorbell
from services.core.outbox.retention import Purged, purge_delivered
from services.core.outbox.ticks import run_due_ticks

__all__ = [
    "JSON",
    "Backlog",
    "Delivery",
    "DeliveryState",
    "Doorbell",
    "Event",
    "NotInTransaction",
    "Payload",
    "Purged",
    "Tick",
    "attempt",
    "backlog",
    "deliver",
    "drain",
    "emit",
    "emit_many",
    "every",
    "handler",
    "purge_delivered",
    "register_doorbell",
    "retry",
    "run_due_ticks",
]
