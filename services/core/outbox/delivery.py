"""Delivering: claim, then do the work and mark it done in one transaction.

The claim is a short transaction of its own that counts the attempt and sets when to try again. So a worker that is
killed at any moment leaves a delivery that another takes up, and an event that kills its worker each time (out of
memory, say) still runs out of attempts instead of blocking everything behind it.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Final

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from services.core.outbox.models import Delivery, DeliveryState
from services.core.outbox.registry import Payload, registry

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 15
FIRST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(hours=1)

# How many due deliveries are looked up at once. Each is then claimed by its number: looking for the next one each time
# is slow while a burst is new, because PostgreSQL has no statistics of it yet and sorts all that waits.
_LOOK_AHEAD: Final = 50

# One statement, so that a claim is one round trip.
_CLAIM: Final = """
    UPDATE outbox_delivery AS delivery
    SET attempts = delivery.attempts + 1,
        due_at = %(at)s + interval '1 second' * least(%(first)s * power(2, delivery.attempts), %(longest)s)
    FROM outbox_event AS event
    WHERE event.id = delivery.event_id AND delivery.id = (
        SELECT id FROM outbox_delivery
        WHERE id = %(number)s AND state = 'pending' AND attempts < %(most)s
            AND (due_at IS NULL OR due_at <= %(at)s OR due_at > %(at)s + interval '1 second' * %(longest)s)
        FOR UPDATE SKIP LOCKED
    )
    RETURNING delivery.id, delivery.attempts, delivery.handler, event.topic, event.payload
"""


_attempt: ContextVar[int] = ContextVar("outbox_attempt", default=1)


def attempt() -> int:
    """Inside a handler: which attempt this is. Above 1 the one before came to no end that is known: it failed, or its
    worker died, perhaps after something had left the house."""
    return _attempt.get()


@dataclass(frozen=True, slots=True)
class Claim:
    delivery_id: int
    attempt: int
    handler: str
    topic: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class Round:
    tried: int
    done: int


def drain(*, at: datetime, limit: int = 1000) -> int:
    """Deliver what is due, and what that brings about, up to `limit` tries. Gives how many succeeded."""
    return deliver_due(at=at, limit=limit).done


def deliver_due(*, at: datetime, limit: int) -> Round:
    tried = done = 0
    while numbers := _due_numbers(at=at, limit=min(limit - tried, _LOOK_AHEAD)):
        claimed = 0
        for number in numbers:
            claim = _claim(number, at=at)
            if claim:
                claimed += 1
                done += _perform(claim, at=at)
        tried += claimed
        if not claimed:  # other workers are at them all
            break
    _give_up_killers(at=at)
    return Round(tried, done)


def deliver(delivery_id: int, *, at: datetime) -> bool:
    """Deliver this one, if it is due and nobody else has it: what a broker's task calls."""
    claim = _claim(delivery_id, at=at)
    return claim is not None and _perform(claim, at=at)


def _due_numbers(*, at: datetime, limit: int) -> list[int]:
    # No pause is longer than the longest: what is due later than that was written by a clock that has since been set
    # back, as the demo's fixed date does each midnight.
    due = Q(due_at__isnull=True) | Q(due_at__lte=at) | Q(due_at__gt=at + LONGEST_PAUSE)
    waiting = Delivery.objects.filter(due, state=DeliveryState.PENDING, attempts__lt=MOST_ATTEMPTS)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])


def _claim(delivery_id: int, *, at: datetime) -> Claim | None:
    """Take it, unless another worker has. Its pause begins now.

    2 s, 4 s, 8 s … 1 h: about five hours in all, longer than a restart of anything that a handler talks to.
    """
    pauses = {"first": FIRST_PAUSE.total_seconds(), "longest": LONGEST_PAUSE.total_seconds()}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"at": at, "number": delivery_id, "most": MOST_ATTEMPTS, **pauses})
        row = cursor.fetchone()
    if row is None:
        return None
    number, attempt, handler, topic, payload = row
    return Claim(number, attempt, handler, topic, json.loads(payload))


def _perform(claim: Claim, *, at: datetime) -> bool:
    """Mark it done, then do it: nobody sees the mark before both commit, and it keeps other workers off."""
    counted = _attempt.set(claim.attempt)
    try:
        with transaction.atomic(durable=True):
            ours = _claimed(claim).update(state=DeliveryState.DONE, finished_at=at, last_error="")
            if ours:
                registry.handler(claim.topic, claim.handler)(claim.payload, at=at)
    except Exception as error:
        logger.exception("outbox.delivery_failed", extra={"delivery": claim.delivery_id, "attempt": claim.attempt})
        _note_failure(claim, described(error), at=at)
        return False
    finally:
        _attempt.reset(counted)
    return bool(ours)


def _claimed(claim: Claim) -> QuerySet[Delivery]:
    """The claimed row, unless another worker has come between."""
    return Delivery.objects.filter(pk=claim.delivery_id, state=DeliveryState.PENDING, attempts=claim.attempt)


def _give_up_killers(*, at: datetime) -> None:
    """Deliveries whose last attempt never came to an end, because the worker did."""
    with transaction.atomic(durable=True):
        pending = Delivery.objects.select_for_update(skip_locked=True).filter(state=DeliveryState.PENDING)
        killers = [delivery.pk for delivery in pending.filter(attempts__gte=MOST_ATTEMPTS, due_at__lte=at)]
        if killers:
            dead = {"state": DeliveryState.DEAD, "finished_at": at, "last_error": "the worker was killed"}
            Delivery.objects.filter(pk__in=killers).update(**dead)


def _note_failure(claim: Claim, error: str, *, at: datetime) -> None:
    if claim.attempt >= MOST_ATTEMPTS:
        _claimed(claim).update(last_error=error, state=DeliveryState.DEAD, finished_at=at)
    else:
        _claimed(claim).update(last_error=error)


def described(error: BaseException) -> str:
    """The kind of error and where; not its text, which may quote a person's data (a constraint's detail does)."""
    where = traceback.extract_tb(error.__traceback__)
    last = f" at {PurePath(where[-1].filename).name}:{where[-1].lineno}" if where else ""
    return f"{type(error).__module__}.{type(error).__qualname__}{last}"[:300]
