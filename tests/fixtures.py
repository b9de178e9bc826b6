"""People and things that many tests need; rooms add their own beside their tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from eligibility.facts import api as facts
from eligibility.matching.api import Summary, match_population
from eligibility.policies import api as policies
from services.bodies import api as bodies
from services.core.audit.api import Actor, ActorKind
from services.core.outbox.api import drain
from services.identity import api as identity
from tests import databases, story
from tests.city import CITY
from tests.moments import AT

SETUP = Actor.system("test.setup")


def load(content: Mapping[str, bytes], at: datetime) -> None:
    """Deliver feeds as their bodies would; every row must be good."""
    for dataset, rows in content.items():
        feed = facts.load_feed(
            dataset=dataset, content=rows, filename=f"{dataset}.csv", actor=SETUP, at=at, synthetic=True
        )
        assert feed.state == facts.Feed.State.APPLIED, feed
        assert feed.quarantined == 0, list(facts.QuarantinedRow.objects.filter(feed=feed).values())


def set_up_city(at: datetime) -> None:
    """Bodies and areas, the published library, and what the registers hold before a story begins."""
    bodies.load_bodies(data=CITY["bodies"], actor=SETUP, at=at)
    bodies.load_areas(data=CITY["areas"], actor=SETUP, at=at)
    policies.sync_library(actor=SETUP, at=at)
    load(story.feeds(), at)


@pytest.fixture(scope="session")
def city_template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database with the city in it, set up once for a worker and only ever copied."""
    with databases.server() as server, databases.clone(server) as name:
        with django_db_blocker.unblock(), databases.connected(connection, server, name):
            set_up_city(AT)
        yield name


@pytest.fixture(scope="session")
def city_database(city_template: str) -> Iterator[str]:
    """The copy in which tests play the city's stories and roll them back."""
    with databases.server() as server, databases.clone(server, city_template) as name:
        yield name


@pytest.fixture
def in_the_city(city_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with databases.server() as server, databases.connected(connection, server, city_database):
        yield


@pytest.fixture
def city(in_the_city: None, db: None) -> None:
    """The city, with everything that a test does to it rolled back. `in_the_city` must come before `db`."""


@pytest.fixture
def committed_city(city_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The city in a database of the test's own, committed: for several connections. Gives its address."""
    with databases.server() as server, databases.clone(server, city_template) as name, django_db_blocker.unblock():
        with databases.connected(connection, server, name):
            yield server.url(databases.APP, name)


def person(resident_id: str) -> UUID:
    return identity.find_persons([resident_id])[resident_id]


def enterprise(credit_code: str) -> UUID:
    return identity.find_enterprises([credit_code])[credit_code]


def acting_as(resident_id: str, *, for_subject: UUID | None = None) -> Actor:
    """The person at the keyboard, perhaps acting for somebody else."""
    who = person(resident_id)
    return Actor(kind=ActorKind.USER, id=f"user-{resident_id[-4:]}", person=who, on_behalf_of=for_subject)


def run_match(at: datetime, *codes: str) -> list[Summary]:
    """A run over the whole city, and the work that follows from it."""
    found = match_population(
        codes=codes,
        as_of=at.date(),
        known_at=None,
        dry_run=False,
        actor=Actor.system("test.match"),
        at=at,
        progress=lambda _code, _done: None,
    )
    drain(at=at)
    return found


def mandate(agent: str, firm: UUID, at: datetime) -> None:
    """From the beginning of 2025 on `agent` may act for the enterprise."""
    identity.grant_mandate(
        agent=person(agent),
        enterprise=firm,
        role=identity.MandateRole.LEGAL_REPRESENTATIVE,
        valid_from=date(2025, 1, 1),
        actor=SETUP,
        at=at,
    )
