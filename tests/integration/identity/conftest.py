from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.utils.translation import gettext_lazy
from pytest_django import Settings

from services.identity import ports
from services.notices import kinds
from services.notices.api import NoticeKind
from tests.integration.identity.people import enterprise, person


class Families:
    """Stands for the facts: who is whose child on which days."""

    def __init__(self) -> None:
        self.children: dict[UUID, dict[UUID, tuple[date, date]]] = {}

    def add(self, parent: UUID, child: UUID, since: date = date.min, until: date = date.max) -> None:
        self.children.setdefault(parent, {})[child] = (since, until)

    def guardians_of(self, person: UUID, on: date) -> Sequence[UUID]:
        return []

    def children_of(self, person: UUID, on: date) -> Sequence[UUID]:
        known = self.children.get(person, {})
        return [child for child, (since, until) in known.items() if since <= on < until]


@pytest.fixture
def families(monkeypatch: pytest.MonkeyPatch) -> Families:
    source = Families()
    monkeypatch.setattr(ports, "_sources", [source])
    return source


@pytest.fixture
def wang(db: None, at: datetime) -> UUID:
    return person(1, "王芳", at)


@pytest.fixture
def li(db: None, at: datetime) -> UUID:
    return person(2, "李强", at)


@pytest.fixture
def child(db: None, at: datetime) -> UUID:
    return person(3, "王小宝", at)


@pytest.fixture
def firm(db: None, at: datetime) -> UUID:
    return enterprise(1, "示例科技有限公司", at)


@pytest.fixture(autouse=True)
def _fresh_limits(settings: Settings) -> None:
    """Limits on attempts count in the cache, so each test has one of its own."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": uuid4().hex}}


@pytest.fixture(autouse=True)
def _plain_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of notice without parameters."""
    words = gettext_lazy("Sign in")
    plain = NoticeKind("tests.plain", title=words, body=words)
    monkeypatch.setitem(kinds._kinds, "tests.plain", plain)
