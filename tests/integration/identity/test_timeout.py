"""A session ends with the day's work; nobody is signed out unwarned, and staying is one press."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from services.identity import api as identity
from services.identity import timeout
from tests.fixtures import SETUP

PASSWORD = "a-long-enough-pass-1"
STAY = "/account/stay/"


@pytest.fixture
def client(wang: UUID, at: datetime) -> Client:
    identity.open_account(username="wang", password=PASSWORD, person=wang, roles=[], actor=SETUP, at=at)
    client = Client()
    assert client.login(username="wang", password=PASSWORD)
    return client


def leave(client: Client, *, left: timedelta) -> None:
    session = client.session
    session[timeout._UNTIL] = (timezone.now() + left).isoformat()
    session.save()


def test_signing_in_begins_a_day(client: Client) -> None:
    seconds = client.get(STAY, headers={"accept": "application/json"}).json()["seconds"]
    assert settings.SESSION_COOKIE_AGE - 60 < seconds <= settings.SESSION_COOKIE_AGE


def test_a_session_that_is_over_signs_out(client: Client) -> None:
    leave(client, left=timedelta(seconds=-1))
    answer = client.get("/benefits/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/")
    assert "_auth_user_id" not in client.session


def test_staying_begins_anew_and_goes_back(client: Client) -> None:
    leave(client, left=timedelta(minutes=3))
    answer = client.post(STAY, {"next": "/benefits/?page=2"})
    assert answer["Location"] == "/benefits/?page=2"
    seconds = client.post(STAY, headers={"accept": "application/json"}).json()["seconds"]
    assert seconds > settings.SESSION_COOKIE_AGE - 60


def test_asking_how_long_does_not_prolong(client: Client) -> None:
    leave(client, left=timedelta(minutes=3))
    assert client.get(STAY, headers={"accept": "application/json"}).json()["seconds"] <= 180


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_going_back_never_leads_elsewhere(client: Client, elsewhere: str) -> None:
    assert client.post(STAY, {"next": elsewhere})["Location"] == "/"


def test_a_page_says_so_when_little_time_is_left(client: Client) -> None:
    with override("zh-hans"):
        words = gettext("You will be signed out within half an hour, so that nobody else can use your session.")
    assert words not in client.get("/notices/").content.decode()
    leave(client, left=timedelta(minutes=29))
    page = client.get("/notices/").content.decode()
    assert words in page
    assert f'action="{STAY}"' in page


def test_whoever_is_not_signed_in_has_no_session_to_end() -> None:
    client = Client()
    assert "tb-timeout" not in client.get("/account/sign-in/").content.decode()
    assert client.get(STAY)["Location"].startswith("/account/sign-in/")
