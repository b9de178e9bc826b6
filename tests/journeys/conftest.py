"""A town with real processes: its database, the web server, the worker, the bank; and browsers to visit it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from portal.database.roles import APP
from services.identity import api as identity
from services.identity.api import Role
from tests import databases, households, processes, story
from tests.fixtures import SETUP, enterprise, load, mandate, person
from tests.households import Household
from tests.journeys.visitor import CHROMIUM, DESKTOP, FLAGS, PASSWORD, Size, Visitor, visitor
from tests.moments import AT

_STAFF = {
    "anna": [Role.PAYMENT_CLERK],
    "bo": [Role.PAYMENT_CLERK],
    "chen": [Role.PAYMENT_SUPERVISOR, Role.BENEFIT_CLERK, Role.DATA_STEWARD, Role.AUDITOR],
}
_numbers = itertools.count(1)

Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@dataclass(frozen=True, slots=True)
class Town:
    """The city in a database of its own, served; and what its offices can do to it."""

    database: str
    running: processes.Running
    health_key: str = field(repr=False)

    @property
    def address(self) -> str:
        return self.running.address

    def report_birth(self, birth: Mapping[str, Any]) -> Mapping[str, Any]:
        """The health commission's system posts one birth to the machine interface."""
        where = urlsplit(self.address)
        headers = {"Authorization": f"Bearer {self.health_key}", "Content-Type": "text/csv"}
        caller = HTTPConnection(where.hostname or "", where.port, timeout=20)
        try:
            caller.request("POST", "/api/v1/feeds/birth/", story.table([birth]), headers)
            reply = caller.getresponse()
            answer: Mapping[str, Any] = json.load(reply)
        finally:
            caller.close()
        assert reply.status == 201, answer
        return answer

    def bank_will(self, kind: str, **options: Any) -> None:
        """The next message that the bank receives meets this fault (`fakes.bank.faults`)."""
        where = urlsplit(self.running.bank)
        caller = HTTPConnection(where.hostname or "", where.port, timeout=20)
        try:
            caller.request("POST", "/faults", json.dumps({"kind": kind, **options}))
            assert caller.getresponse().status == 201
        finally:
            caller.close()

    def move_in(self, *, account_ends: str = "11", with_family: bool = False) -> Household:
        """A household that nobody else meets. Its adults may sign in, by the end of their numbers."""
        household = Household(next(_numbers), account_ends=account_ends)
        load(households.mothers([household]), AT)
        self.open_account(household.mother)
        if with_family:
            load(households.families([household]), AT)
            self.open_account(household.father)
        return household

    def open_account(self, resident_id: str, *roles: Role, username: str = "") -> None:
        identity.open_account(
            username=username or sign_in_name(resident_id),
            password=PASSWORD,
            person=person(resident_id),
            roles=roles,
            actor=SETUP,
            at=AT,
        )


def sign_in_name(resident_id: str) -> str:
    return f"p{resident_id[6:].lower()}"


@pytest.fixture(scope="session")
def town_as_built(
    city_template: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    with databases.server() as server, databases.clone(server, city_template) as name:
        with django_db_blocker.unblock(), databases.connected(connection, server, name):
            key = identity.issue_key(body="health", datasets=["birth"], actor=SETUP, at=AT)
            mandate(story.BOSS, enterprise(story.NOODLES), AT)
        folder = tmp_path_factory.mktemp("town")
        with processes.portal(server.url(APP, name), folder) as running:
            town = Town(name, running, key)
            with django_db_blocker.unblock(), databases.connected(connection, server, name):
                for username, held in _STAFF.items():
                    town.open_account(story.CLERKS[username], *held, username=username)
                town.open_account(story.BOSS)
            yield town


@pytest.fixture
def town(town_as_built: Town, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """The town, with this test's own connection to its database."""
    with databases.server() as server, django_db_blocker.unblock():
        with databases.connected(connection, server, town_as_built.database):
            yield town_as_built


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a module: Playwright's loop runs in this thread, and must not still run under other people's tests."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # nothing of ours runs inside that loop
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(town: Town, browser: Browser) -> Iterator[Visit]:
    """Open a browser for somebody. Whatever a browser complained of fails the test at its end."""
    visitors: list[Visitor] = []

    def make(*, language: str = "zh-hans", size: Size = DESKTOP, scripts: bool = True) -> Visitor:
        visitors.append(visitor(browser, town.address, language=language, size=size, scripts=scripts))
        return visitors[-1]

    make.visitors = visitors  # type: ignore[attr-defined]  # for the report of a failure
    with ExitStack() as stack:
        yield make
        for one in visitors:
            stack.callback(one.context.close)
        problems = [problem for one in visitors for problem in one.problems]
        assert not problems, "\n".join(problems)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With a failure, what the pages showed and what the programs said."""
    report = yield
    if report.failed and isinstance(item, pytest.Function):
        town, make = item.funcargs.get("town_as_built"), item.funcargs.get("visit")
        for one in getattr(make, "visitors", []):
            if not one.page.is_closed():
                report.sections.append((f"page {one.page.url}", one.page.locator("body").inner_text()[:4000]))
        if isinstance(town, Town):
            report.sections += list(town.running.last_words().items())
    return report
