"""What the tests of the core share."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from services.core.outbox import registry as outbox_registry
from tests.integration.core import samples


@pytest.fixture(scope="session")
def _sample_table(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        samples.make_table()


@pytest.fixture
def sample_table(_sample_table: None, db: None) -> None:
    """The table of `Sample`, in the database that rolls back after each test."""


@pytest.fixture
def committed_sample_table(committed_db: str) -> str:
    """The same in a database of the test's own, for what commits or uses several connections."""
    samples.make_table()
    return committed_db


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> outbox_registry.Registry:
    """No handlers, ticks or doorbell but the test's own."""
    fresh = outbox_registry.Registry()
    for name, value in vars(fresh).items():
        monkeypatch.setattr(outbox_registry.registry, name, value)
    return outbox_registry.registry


class Threads:
    """Work in threads, each with database connections of its own that are closed at the end."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    def start(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        return self._pool.submit(self._run, function, args, kwargs)

    @staticmethod
    def _run(function: Any, args: Any, kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        finally:
            connections.close_all()


@pytest.fixture
def threads() -> Iterator[Threads]:
    with ThreadPoolExecutor(16) as pool:
        yield Threads(pool)
