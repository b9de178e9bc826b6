"""What figures depend on and have in common: the machine, a city in a database of one's own, how they are summed up."""

from __future__ import annotations

import math
import os
import platform
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from portal.database.roles import APP, OWNER
from services.core.outbox.api import drain
from tests import databases, households
from tests.fixtures import load, set_up_city
from tests.households import Household
from tests.moments import AT

_SETTINGS = ("server_version", "fsync", "synchronous_commit", "shared_buffers", "max_connections")


def say(text: str) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%H:%M:%S}  {text}\n")
    sys.stderr.flush()


@contextmanager
def city(people: Sequence[Household]) -> Iterator[tuple[databases.Server, str]]:
    """A durable database with the city and these mothers; nobody is connected to it, so that it can be cloned."""
    with databases.server(durable=True) as server, databases.clone(server) as name:
        with databases.connected(connection, server, name):
            set_up_city(AT)
            for dataset, content in households.mothers(people).items():
                load({dataset: content}, AT)
                say(f"{len(people)} rows of {dataset} are loaded")
            drain(at=AT)
        analyse(server, name)
        yield server, name


@contextmanager
def copy(server: databases.Server, template: str) -> Iterator[str]:
    """A database like `template`, to which Django is connected for the time of the block."""
    with databases.clone(server, template) as name, databases.connected(connection, server, name):
        yield name


def analyse(server: databases.Server, name: str) -> None:
    """Let the planner know what is there without waiting for autovacuum."""
    with psycopg.connect(server.url(OWNER if server.separate_logins else APP, name), autocommit=True) as owner:
        owner.execute("ANALYZE")


def machine(server: databases.Server) -> dict[str, Any]:
    """Figures of a busy machine are worth less: its load when we ended is among them."""
    with psycopg.connect(server.admin_url) as admin:
        postgres = {name: admin.execute("SELECT current_setting(%s)", [name]).fetchone() for name in _SETTINGS}
    return {
        "cpu": _first_line("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": _first_line("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgres": {name: row[0] for name, row in postgres.items() if row},
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 99th percentile (of all that was measured, none left out) and the worst."""
    ordered = sorted(seconds)
    p99 = ordered[math.ceil(len(ordered) * 0.99) - 1]
    return {
        "p50_seconds": round(statistics.median(ordered), 4),
        "p99_seconds": round(p99, 4),
        "max_seconds": round(ordered[-1], 4),
    }


def _first_line(file: str, key: str) -> str:
    for line in Path(file).read_text(encoding="utf-8").splitlines() if Path(file).exists() else ():
        if line.startswith(key):
            return line.partition(":")[2].strip()
    return ""
