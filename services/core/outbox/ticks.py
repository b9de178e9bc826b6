"""Periodic ticks: each runs in one worker at a time, whoever holds its advisory lock."""

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from services.core.outbox.delivery import described
from services.core.outbox.models import Tick
from services.core.outbox.registry import PeriodicTick, registry

logger = logging.getLogger(__name__)

# The first half of our advisory locks' key; the second is the tick's name.
_LOCK_CLASS: Final = 0x7469636B


def run_due_ticks(*, at: datetime) -> list[str]:
    """Run what is due and not running elsewhere; gives the names. One tick's failure is noted and stops no other."""
    return [tick.name for tick in registry.ticks.values() if _run_if_due(tick, at=at)]


def _run_if_due(tick: PeriodicTick, *, at: datetime) -> bool:
    if not _is_due(tick, at=at):
        return False
    with _lock(tick.name) as held:
        # Asked again under the lock: the other worker may just have finished.
        if not held or not _is_due(tick, at=at):
            return False
        Tick.objects.update_or_create(name=tick.name, defaults={"began_at": at})
        try:
            tick.run(at=at)
        except Exception as error:
            logger.exception("outbox.tick_failed", extra={"tick": tick.name})
            Tick.objects.filter(name=tick.name).update(last_error=described(error))
        else:
            Tick.objects.filter(name=tick.name).exclude(last_error="").update(last_error="")
        return True


def _is_due(tick: PeriodicTick, *, at: datetime) -> bool:
    row = Tick.objects.filter(name=tick.name).values_list("began_at", flat=True).first()
    # A beginning in the future: the clock has been set back.
    return row is None or not timedelta(0) <= at - row < tick.pause


@contextmanager
def _lock(name: str) -> Iterator[bool]:
    """Held by the session, not a transaction, so that the tick opens its own. A lost connection lets go of it."""
    key = [_LOCK_CLASS, zlib.crc32(name.encode()) - 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
