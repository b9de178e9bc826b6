"""From an empty database to a city whose people have been matched, once."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings
from rich.console import Console

from eligibility.facts.api import Feed, QuarantinedRow
from portal.demo import stamp
from portal.demo.generator.files import Delivered
from portal.demo.preparation import prepare
from portal.demo.progress import Steps
from portal.demo.sign_ins import password
from services.identity import api as identity

POPULATION = 150


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def said() -> StringIO:
    return StringIO()


@pytest.fixture
def city(committed_db: str, tmp_path: Path, at: datetime, said: StringIO) -> Delivered:
    return _prepare(tmp_path, at, said, population=POPULATION)


def _prepare(
    root: Path, at: datetime, said: StringIO, *, seed: int | None = None, population: int | None = None
) -> Delivered:
    return prepare(seed=seed, population=population, root=root, steps=Steps(Console(file=said)), at=at)


def test_a_city_is_loaded_matched_and_not_loaded_again(
    city: Delivered, tmp_path: Path, at: datetime, said: StringIO
) -> None:
    feeds = {feed.label: feed for feed in Feed.objects.all()}
    assert {feed.state for feed in feeds.values()} == {Feed.State.APPLIED}
    assert feeds["person.csv"].applied == POPULATION
    assert feeds["birth-with-mistakes.csv"].quarantined == feeds["birth-with-mistakes.csv"].rows
    assert sum(feed.quarantined for feed in feeds.values()) == len({(r.feed_id, r.line) for r in _quarantined()})
    assert identity.User.objects.get(username="wangfang").check_password(password())
    [known] = [stamp.known()]
    assert known is not None
    assert known.finished_at == at

    again = _prepare(tmp_path, at, said)

    assert again == city
    assert Feed.objects.count() == len(feeds)


def test_everybody_is_marked_as_made_up(city: Delivered) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM identity_subject WHERE NOT synthetic")
        assert cursor.fetchone() == (0,)


def test_an_interrupted_preparation_goes_on(
    committed_db: str, tmp_path: Path, at: datetime, said: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("portal.demo.preparation.open_accounts", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            _prepare(tmp_path, at, said, population=POPULATION)
    before = Feed.objects.count()

    _prepare(tmp_path, at, said)

    assert Feed.objects.count() == before
    assert identity.User.objects.filter(username="weijie").exists()


def test_another_population_is_refused_and_reset_makes_room(
    city: Delivered, tmp_path: Path, at: datetime, said: StringIO
) -> None:
    with pytest.raises(stamp.DemoRefused, match="--reset"):
        _prepare(tmp_path, at, said, population=POPULATION + 1)

    assert stamp.wipe() is True

    with connection.cursor() as cursor:
        assert connection.introspection.table_names(cursor) == []


def test_lost_keys_are_noticed(city: Delivered, tmp_path: Path, at: datetime, said: StringIO) -> None:
    known = stamp.known()
    assert known is not None
    known.keys_mark = b"other" * 6 + b"!!"
    known.save()

    with pytest.raises(stamp.DemoRefused, match="demo-secrets"):
        _prepare(tmp_path, at, said)


def test_a_database_with_other_data_is_left_alone(
    committed_db: str, tmp_path: Path, at: datetime, said: StringIO
) -> None:
    identity.open_account(username="somebody", password="correct horse battery", actor=stamp.ACTOR, at=at)

    with pytest.raises(stamp.DemoRefused, match="not the demo's"):
        _prepare(tmp_path, at, said, population=POPULATION)

    assert stamp.known() is None
    assert stamp.wipe() is False
    assert identity.User.objects.filter(username="somebody").exists()


def test_the_demo_does_not_run_in_production(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="production"):
        call_command("demo", "--no-server")


def test_a_city_that_is_too_small_is_refused() -> None:
    with pytest.raises(CommandError, match="at least"):
        call_command("demo", "--no-server", "--population", "10")


def _quarantined() -> list[QuarantinedRow]:
    return list(QuarantinedRow.objects.all())


def _interrupt(*_arguments: object, **_options: object) -> None:
    raise KeyboardInterrupt
