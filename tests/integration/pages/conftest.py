"""Who comes to the pages, and in which state they find their benefits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from eligibility.awards.models import Entitlement, Offer
from services.core.outbox.api import drain
from services.identity import api as identity
from tests import story
from tests.fixtures import SETUP, load, person
from tests.pages import CHINESE, ENGLISH, Visitor

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Comes = Callable[..., Visitor]


@pytest.fixture(params=[CHINESE, ENGLISH])
def language(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it is played in both languages."""
    return str(request.param)


@pytest.fixture
def reads(language: str) -> Iterator[str]:
    """The test itself reads as the visitor does: what it expects is translated too."""
    with translation.override(language):
        yield language


@pytest.fixture(autouse=True)
def _today(settings: Settings, at: datetime) -> None:
    settings.TONGBAN_TODAY = at.date()


def come(who: str, language: str, at: datetime, *, client: Client | None = None) -> Visitor:
    """Somebody of the story, signed in."""
    known = identity.User.objects.filter(person_id=person(who)).first()
    user = known or identity.open_account(
        username=f"user-{who[-4:]}", password="a long enough phrase", person=person(who), actor=SETUP, at=at
    )
    browser = client or Client()
    browser.force_login(user, backend=BACKEND)
    return Visitor(browser, language)


@pytest.fixture
def comes(city: None, at: datetime, language: str) -> Comes:
    def one(who: str = story.MOTHER) -> Visitor:
        return come(who, language, at)

    return one


def report_birth(at: datetime, **changes: Any) -> Offer:
    """The health commission delivers one birth; the maternity allowance that follows."""
    mother = changes.get("mother", story.MOTHER)
    load({"birth": story.table([story.birth(**changes)])}, at)
    drain(at=at)
    return Offer.objects.filter(policy="maternity-allowance", subject=person(mother)).latest("event_date")


@pytest.fixture
def offer(city: None, at: datetime) -> Offer:
    """The maternity allowance, waiting for the mother's click."""
    return report_birth(at)


def page_of(name: str, of: Offer | Entitlement) -> str:
    return reverse(f"benefits:{name}", args=[of.pk])
