"""The front door: for those who come, and for those who are known."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import Settings

from services.core.outbox.api import drain
from tests import story
from tests.fixtures import load, person


def words(client: Client, path: str = "/", language: str = "en") -> str:
    response = client.get(path, headers={"accept-language": language})
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def mother(city: None, at: datetime, settings: Settings) -> Client:
    settings.TONGBAN_TODAY = at.date()
    load({"birth": story.table([story.birth(child=story.CHILD)])}, at)
    drain(at=at)
    user = get_user_model().objects.create(username=uuid4().hex, person_id=person(story.MOTHER), language="en")
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-hans", ["生育津贴", "育儿补贴", "老年综合津贴", "稳岗返还"]),
        ("en", ["Sign in", "Maternity allowance", "Childcare subsidy", "What we promise"]),
    ],
)
def test_whoever_comes_sees_what_there_is(client: Client, language: str, expected: list[str]) -> None:
    text = words(client, language=language)
    for part in expected:
        assert part in text


@pytest.mark.usefixtures("db")
def test_without_published_policies_the_door_still_opens(client: Client) -> None:
    text = words(client)
    assert "How it works" in text
    assert "When life changes" not in text


def test_whoever_is_known_sees_what_waits_for_them_and_theirs(mother: Client) -> None:
    text = words(mother)
    assert "1 benefit is waiting for you" in text
    assert "¥63,200.00" in text
    assert f"1 benefit is waiting for {story.NAMES[story.CHILD]}" in text
    assert "Latest notices" not in text


def test_the_page_of_somebody_known_is_never_kept_by_a_cache(mother: Client) -> None:
    assert "no-store" in mother.get("/")["Cache-Control"]


@pytest.mark.usefixtures("city")
def test_staff_without_a_person_see_the_front_door_and_the_desk(client: Client) -> None:
    user = get_user_model().objects.create(username="desk", is_staff=True, language="en")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    text = words(client)
    assert "Clerks' desk" in text.replace("&#x27;", "'")
    assert "My benefits" not in text


@pytest.mark.usefixtures("db")
def test_the_language_is_switched_by_a_button_that_needs_no_script(client: Client) -> None:
    response = client.post(reverse("identity:reading"), {"language": "en", "next": "/?from=here"})
    assert (response.status_code, response["Location"]) == (302, "/?from=here")
    assert '<html lang="en"' in client.get("/").content.decode()
    elsewhere = client.post(reverse("identity:reading"), {"language": "en", "next": "https://evil.example/"})
    assert elsewhere["Location"] == "/"


def test_alive_does_not_ask_the_database(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.usefixtures("db")
def test_ready_means_that_the_database_answers(client: Client) -> None:
    assert client.get("/health/ready").json() == {"status": "ok", "database": "ok"}
    with patch.object(connection, "cursor", side_effect=OperationalError("password of the owner")):
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert "password" not in response.content.decode()
