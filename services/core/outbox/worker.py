"""The worker: delivers when the database notifies it, sweeps in case it was not told, and runs the periodic ticks."""

import logging
import os
import select
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import psycopg
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from services.core.outbox.delivery import deliver_due
from services.core.outbox.ticks import run_due_ticks

logger = logging.getLogger(__name__)

CHANNEL: Final = "tongban_outbox"
SWEEP_SECONDS: Final = 2.0
TICK_SECONDS: Final = 1.0
# So that a request to stop is heard between deliveries even when there is always more to deliver.
_BATCH: Final = 20
_LONGEST_WAIT: Final = 30.0
_LOST: Final = (OperationalError, InterfaceError, psycopg.OperationalError)

Clock = Callable[[], datetime]


class Worker:
    """One process's deliveries in this thread, and the ticks in another: a long delivery must not hold up the ticks."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._stopping = threading.Event()
        self._woken, self._waker = os.pipe()

    def stop(self) -> None:
        """Finish the delivery in hand and return from `run`. May be called from a signal handler or a thread."""
        self._stopping.set()
        with suppress(OSError):  # the pipe is closed: it has stopped already
            os.write(self._waker, b"x")

    def run(self) -> None:
        ticker = threading.Thread(target=self._tick, name="outbox-ticks")
        ticker.start()
        try:
            self._outlive_lost_connections(self._listen_and_deliver)
        finally:
            self._stopping.set()
            ticker.join()
            os.close(self._woken)
            os.close(self._waker)

    def _listen_and_deliver(self) -> None:
        listener = connections.create_connection(DEFAULT_DB_ALIAS)
        try:
            with listener.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            # Listening comes first: what is committed from here on is either found or announced.
            while not self._stopping.is_set():
                if not deliver_due(at=self._clock(), limit=_BATCH).tried:
                    self._wait(listener)
        finally:
            listener.close()

    def _wait(self, listener: BaseDatabaseWrapper) -> None:
        """Until the database notifies, somebody stops us, or it is time to sweep."""
        session: psycopg.Connection[Any] = listener.connection
        ready, _writable, _failed = select.select([session.fileno(), self._woken], [], [], SWEEP_SECONDS)
        if session.fileno() in ready:
            for _notification in session.notifies(timeout=0):
                pass

    def _tick(self) -> None:
        try:
            self._outlive_lost_connections(self._run_ticks)
        finally:
            connections.close_all()  # this thread's own

    def _run_ticks(self) -> None:
        while not self._stopping.is_set():
            run_due_ticks(at=self._clock())
            self._stopping.wait(TICK_SECONDS)

    def _outlive_lost_connections(self, work: Callable[[], None]) -> None:
        """Try again with growing pauses while the database is away; what was in hand was rolled back by it."""
        pause = 0.5
        while not self._stopping.is_set():
            try:
                work()
            except _LOST as error:
                logger.warning("outbox.connection_lost", extra={"error": type(error).__qualname__, "pause": pause})
                connection.close()
                self._stopping.wait(pause)
                pause = min(pause * 2, _LONGEST_WAIT)
