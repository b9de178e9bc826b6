"""What the demo says while it prepares and once it is ready."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import get_commands
from pytest_django import Settings
from rich.console import Console

from portal.demo import progress, tour
from portal.demo.generator.files import Delivered, deliver
from portal.demo.sign_ins import password
from services.identity.api import User


@pytest.fixture
def delivered(tmp_path: Path) -> Delivered:
    return deliver(seed=1, population=120, root=tmp_path)


def _said(delivered: Delivered, address: str | None) -> str:
    out = StringIO()
    tour.show(delivered, address=address, console=Console(file=out, width=200))
    return out.getvalue()


def test_every_sign_in_is_told_with_the_password(delivered: Delivered) -> None:
    said = _said(delivered, "http://127.0.0.1:8000")
    for one in delivered.sign_ins:
        assert one.username in said
        assert one.name in said
    assert password() in said
    assert "http://127.0.0.1:8000" in said


def test_the_tour_names_a_file_and_a_command_that_exist(delivered: Delivered) -> None:
    said = _said(delivered, "http://127.0.0.1:8000")
    assert f"./manage.py feed {delivered.unreported}" in said
    assert delivered.unreported.exists()
    assert "feed" in get_commands()


def test_without_a_server_there_is_no_tour(delivered: Delivered) -> None:
    said = _said(delivered, None)
    assert "script/demo" in said
    assert "Sign in as" not in said


def test_the_password_is_the_secrets_own_and_passes_the_rules(settings: Settings) -> None:
    first = password()
    assert first == password()
    validate_password(first, User(username="wangfang"))
    settings.SECRET_KEY = "another secret"
    assert password() != first


def test_plain_lines_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    moments = iter([0.0, 0.0, 5.0, 12.0, 12.0, 13.0, 14.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(moments))
    with progress.Steps(Console(file=out, width=100)).step("Feed is applied", total=20_000) as advance:
        advance(2_000)  # after 5 seconds: too soon to say anything
        advance(12_000)
    assert out.getvalue().splitlines() == ["  Feed is applied: 12,000 of 20,000", "✓ Feed is applied (13.0 s)"]


def test_a_step_that_fails_is_not_ticked_off() -> None:
    out = StringIO()
    with pytest.raises(KeyError), progress.Steps(Console(file=out)).step("Breaks"):
        raise KeyError
    assert "✓" not in out.getvalue()
