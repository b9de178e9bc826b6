"""Keys of other bodies' systems."""

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from services.bodies.api import load_bodies
from services.core.audit.api import AuditEntry
from services.identity.api import authenticate
from tests.integration.identity.people import REGISTER


@pytest.fixture(autouse=True)
def _bodies(db: None, at: datetime, settings: Settings) -> None:
    settings.TONGBAN_TODAY = date(2025, 12, 1)
    names = {"zh-hans": "人社局", "en": "HRSS"}
    entry = {"code": "hrss", "kind": "department", "names": names, "valid_from": date(2000, 1, 1)}
    load_bodies(data=[entry], actor=REGISTER, at=at)


def issue(*arguments: str) -> str:
    out = StringIO()
    call_command("service_key", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_key_opens_what_it_was_issued_for() -> None:
    key = authenticate(f"Bearer {issue('hrss', 'employment', 'employer_wage')}")
    assert key is not None
    assert (key.body, key.datasets) == ("hrss", ["employer_wage", "employment"])


@pytest.mark.parametrize(
    "broken",
    [
        lambda _text: "",
        lambda text: text,
        lambda text: f"Basic {text}",
        lambda text: f"Bearer {text}x",
        lambda text: f"Bearer {text[:-1]}",
        lambda text: f"Bearer {text[:-1]}{'A' if text[-1] != 'A' else 'B'}",
        lambda text: f"Bearer tb_{'0' * 12}_{text[16:]}",
        lambda text: f"Bearer {text}\n",
    ],
)
def test_another_text_opens_nothing(broken: object) -> None:
    assert authenticate(broken(issue("hrss", "employment"))) is None  # type: ignore[operator]


def test_the_secret_is_kept_nowhere() -> None:
    secret = issue("hrss", "employment").split("_", 2)[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text, encode(secret_hash, 'escape') FROM identity_servicekey k")
        assert secret not in str(cursor.fetchall())
    assert secret not in str(list(AuditEntry.objects.values()))


def test_a_revoked_key_opens_nothing() -> None:
    text = issue("hrss", "employment")
    prefix = text.split("_")[1]
    assert issue("hrss", "--revoke", prefix) == ""
    assert authenticate(f"Bearer {text}") is None
    actions = list(AuditEntry.objects.filter(object_type="identity.service_key").values_list("action", flat=True))
    assert actions == ["identity.service_key.issued", "identity.service_key.revoked"]


@pytest.mark.parametrize("arguments", [("nobody", "employment"), ("hrss",), ("hrss", "--revoke", "000000000000")])
def test_mistakes_are_said(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        issue(*arguments)
