"""Values that occur nowhere else, and every place where they must not turn up.

A story is played with people whose name, resident ID and account are such values; then everything that the portal keeps
or says beside its encrypted columns is searched for them.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import psycopg
from celery import Celery
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test import Client
from psycopg import sql

from portal.database.roles import OWNER
from services.core.access.api import AccessEntry
from services.core.audit.api import AuditEntry
from services.core.outbox.api import Delivery, Event, Tick
from services.core.transitions.models import HistoryEntry
from services.notices.models import Notice
from services.tasks.api import Task
from tests import databases


@dataclass(frozen=True)
class Canary:
    """A person of the story. Of numbers the telling part is looked for: a slip in the last digit tells as much."""

    name: str
    resident_id: str
    accounts: tuple[str, ...]

    @property
    def typed(self) -> str:
        """The last account as people copy it from the card."""
        number = self.accounts[-1]
        return " ".join(number[start : start + 4] for start in range(0, len(number), 4))

    @property
    def needles(self) -> tuple[str, ...]:
        escaped = json.dumps(self.name)[1:-1]
        return (self.name, escaped, quote(self.name), self.resident_id[:17], *self.accounts, self.typed)


@dataclass
class Evidence:
    """What was found to be said or kept, by place; of the database only where a needle was found."""

    needles: tuple[str, ...]
    said: dict[str, list[str]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    searched: int = 0

    def found_in(self, place: str) -> list[str]:
        """The lines of a place with a needle in them, cut to what a failing test needs to show."""
        lines = self.said[place]
        assert lines, f"{place} holds nothing: the search proves nothing"
        return [line[:600] for line in lines if any(needle in line for needle in self.needles)]


class Browser(Client):
    """Keeps the headers of every answer: where it led, which cookies it set."""

    def __init__(self, headers_seen: list[str], **more: Any) -> None:
        super().__init__(**more)
        self._seen = headers_seen

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        self._seen.append(f"{response.headers!r} {response.cookies.output()!r}")
        return response


def kept_beside_facts() -> dict[str, list[str]]:
    """Events, logs, tasks, notices, sessions and the cache, each entry as one text."""
    models = {
        "events": Event,
        "deliveries": Delivery,
        "ticks": Tick,
        "audit": AuditEntry,
        "history": HistoryEntry,
        "tasks": Task,
        "notices": Notice,
        "access": AccessEntry,
    }
    found = {place: [repr(row) for row in model._default_manager.values()] for place, model in models.items()}
    found["sessions"] = [repr(session.get_decoded()) for session in Session.objects.all()]
    found["cache"] = list(_cached())
    return found


def _cached() -> Iterator[str]:
    """The keys and the values of the cache in this process's memory."""
    memory: Any = caches["default"]
    assert isinstance(memory, LocMemCache)
    for key, value in list(memory._cache.items()):
        yield f"{key} {pickle.loads(value)!r}"  # noqa: S301 - put there by this process


def rung(broker: Celery) -> list[str]:
    """The messages that wait at the broker: headers, arguments, everything."""
    found = []
    with broker.connection_for_read() as session:
        queue = session.SimpleQueue("tongban")
        for _message in range(queue.qsize()):
            message = queue.get(timeout=5)
            found.append(f"{message.headers!r} {message.properties!r} {message.payload!r}")
        queue.close()
    return found


def columns_with(needles: Iterable[str]) -> tuple[list[str], int]:
    """Columns of any table, those of the facts too, in which a needle stands in plain; and how many were searched."""
    wanted = list(needles)
    found = []
    with databases.server() as server:
        url = server.url(OWNER, str(connection.settings_dict["NAME"]))
        with psycopg.connect(url) as session:
            columns = _columns(session)
            for schema, table, column, kind in columns:
                if _stands_in(session, (schema, table, column), kind, wanted):
                    found.append(f"{schema}.{table}.{column}")
    return found, len(columns)


def _columns(session: psycopg.Connection[Any]) -> list[tuple[str, str, str, str]]:
    """All that can hold a text, also as bytes or digits."""
    rows = session.execute(
        "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        " AND data_type NOT IN ('boolean', 'date', 'uuid', 'timestamp with time zone') ORDER BY 1, 2, 3"
    )
    return rows.fetchall()


def _stands_in(session: psycopg.Connection[Any], place: tuple[str, str, str], kind: str, needles: list[str]) -> bool:
    schema, table, column = map(sql.Identifier, place)
    if kind == "bytea":
        test, values = sql.SQL("position(needle IN {}) > 0"), [needle.encode() for needle in needles]
    else:
        test, values = sql.SQL("strpos({}::text, needle) > 0"), list[Any](needles)
    statement = sql.SQL("SELECT EXISTS (SELECT 1 FROM {}.{}, unnest(%s::{}[]) AS needle WHERE {})").format(
        schema, table, sql.SQL("bytea" if kind == "bytea" else "text"), test.format(column)
    )
    row = session.execute(statement, [values]).fetchone()
    return bool(row and row[0])
