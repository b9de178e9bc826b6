"""What every test stands on: one PostgreSQL a run, the app role, no network but loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker
from pytest_socket import socket_allow_hosts

from tests import databases
from tests.moments import AT

pytest_plugins = ["tests.fixtures"]


def pytest_runtest_setup() -> None:
    # Only connecting is guarded: a server under test and its client on loopback need sockets of their own.
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of this worker's own, cloned from the migrated template; tests work in it as the app role."""
    with databases.server() as server, databases.clone(server) as database:
        with django_db_blocker.unblock():
            databases.connect(connection, server, database)
        yield
        with django_db_blocker.unblock():
            connection.close()


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """For tests that commit or use several connections: a fresh clone, dropped afterwards. Gives its DATABASE_URL."""
    with databases.server() as server, databases.clone(server) as database, django_db_blocker.unblock():
        with databases.connected(connection, server, database):
            yield server.url(databases.APP, database)


@pytest.fixture
def at() -> datetime:
    """The moment that tests pass in as now."""
    return AT


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Limits on sign-in and what pages remember for some minutes end with each test."""
    yield
    cache.clear()
