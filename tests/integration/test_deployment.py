"""How a server that serves people differs from the demo and from the tests, and what the database allows each role."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.checks import Error
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from eligibility.facts.api import descriptors
from eligibility.payments.checks import payments_are_configured
from portal.database.roles import APP, OWNER, READONLY
from services.core.audit.api import Actor
from services.core.crypto.api import EncryptedTextField
from services.identity.api import open_account
from tests import databases
from tests.concurrency import at_once

ROOT = Path(__file__).resolve().parents[2]
SECRET = "c2VjcmV0IG9mIHRoaXMgdGVzdCBhbG9uZSwgMzIgYnk="
SECRETS = dict.fromkeys(("TONGBAN_SECRET_KEY", "TONGBAN_ENCRYPTION_KEY", "TONGBAN_INDEX_KEY", "BANK_KEY"), SECRET)
PASSWORD = "a-long-enough-pass-1"


def settings_of(mode: str, **environment: str) -> dict[str, Any]:
    """The settings that a server in this mode would have."""
    said = {name: value for name, value in os.environ.items() if not name.startswith(("TONGBAN", "DJANGO", "BANK"))}
    said |= {**SECRETS, "TONGBAN_MODE": mode, "DATABASE_URL": "postgresql://nobody@127.0.0.1/none", **environment}
    tell = (
        "import json, portal.settings as s; repr_of = lambda value: type(value).__name__;"
        "print(json.dumps({name: getattr(s, name) for name in dir(s) if name.isupper()}, default=repr_of))"
    )
    done = subprocess.run([sys.executable, "-c", tell], cwd=ROOT, env=said, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    return settings_of("production", TONGBAN_HOSTS="portal.example")


def test_production_is_strict(production: dict[str, Any]) -> None:
    assert (production["DEBUG"], production["DEMO"], production["TONGBAN_TODAY"]) == (False, False, None)
    assert production["ALLOWED_HOSTS"] == ["portal.example"]
    assert production["SECURE_SSL_REDIRECT"]
    assert production["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert production["ACCESS_GUARD"]
    assert "PASSWORD_HASHERS" not in production
    for cookie in ("SESSION", "CSRF"):
        assert production[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert production[f"{cookie}_COOKIE_SECURE"]
        assert production[f"{cookie}_COOKIE_HTTPONLY"]
    assert production["SESSION_COOKIE_AGE"] <= 24 * 60 * 60
    assert (production["PAYER_NAME"], production["PAYER_ACCOUNT"]) == ("", "")


def test_production_limits_sign_in_across_processes(production: dict[str, Any]) -> None:
    """Counts in one process's memory, or nowhere, are no limits; nor are counts that others can push out."""
    cache = production["CACHES"]["default"]
    assert cache["BACKEND"].rsplit(".", 1)[-1] == "DatabaseCache"
    assert cache["OPTIONS"]["MAX_ENTRIES"] >= 100_000
    shared = settings_of("production", REDIS_URL="redis://127.0.0.1:6379/0")["CACHES"]["default"]
    assert shared["BACKEND"].rsplit(".", 1)[-1] == "RedisCache"


@pytest.mark.parametrize("mode", ["production", "demo", "test"])
def test_every_mode_keeps_the_same_fences(mode: str) -> None:
    found = settings_of(mode)
    assert found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["default-src"] == ["'self'"]
    assert found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["frame-ancestors"] == ["'none'"]
    assert found["X_FRAME_OPTIONS"] == "DENY"
    assert found["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert found["MIDDLEWARE"].count("django.middleware.csrf.CsrfViewMiddleware") == 1
    assert ("testserver" in found["ALLOWED_HOSTS"]) == (mode == "test")


@pytest.mark.parametrize(
    ("said", "proxies"),
    [({}, 0), ({"TONGBAN_BEHIND_PROXY": "true"}, 1), ({"TONGBAN_BEHIND_PROXY": "true", "TONGBAN_PROXIES": "2"}, 2)],
)
def test_how_many_proxies_are_believed_is_said_by_the_operator(said: dict[str, str], proxies: int) -> None:
    found = settings_of("production", **said)
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == proxies
    assert bool(found["SECURE_PROXY_SSL_HEADER"]) == bool(proxies)


def test_the_deployment_checks_pass() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TONGBAN", "DJANGO"))}
    done = subprocess.run([ROOT / "script" / "check-deploy"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("url", "faults"),
    [
        ("https://bank.example", []),
        ("http://127.0.0.1:8010", []),
        ("http://bank.example", ["payments.E002"]),
        ("http://127.0.0.1.bank.example", ["payments.E002"]),
    ],
)
def test_accounts_do_not_travel_in_the_open(settings: Settings, url: str, faults: list[str]) -> None:
    settings.BANK_URL, settings.BANK_KEY = url, SECRET
    found = payments_are_configured()
    assert [fault.id for fault in found if isinstance(fault, Error)] == faults


class TestLimitsBehindProxies:
    """X-Forwarded-For is what the client says, followed by what each proxy saw."""

    @pytest.fixture(autouse=True)
    def _account(self, db: None, at: datetime) -> None:
        open_account(username="somebody", password=PASSWORD, actor=Actor.system("test"), at=at)

    def fail(self, forwarded: str, number: int) -> bool:
        """Whether a wrong password was looked at; False where the limit already stood before it."""
        headers = {"x-forwarded-for": forwarded}
        said = {"login": f"nobody{number}", "password": "x" * 12}
        response = Client().post(reverse("account_login"), said, headers=headers, REMOTE_ADDR="10.0.0.9")
        refused = "too_many_login_attempts" in {error.code for error in errors_of(response)}
        return response.status_code == 200 and not refused

    def test_two_people_behind_one_proxy_do_not_share_a_limit(self, settings: Settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        assert [self.fail("198.51.100.1", number) for number in range(11)] == [True] * 10 + [False]
        assert self.fail("198.51.100.2", 99)

    def test_who_forges_the_header_is_counted_all_the_same(self, settings: Settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        tried = [self.fail(f"203.0.113.{number}, 198.51.100.3", number) for number in range(11)]
        assert tried == [True] * 10 + [False]

    def test_without_proxies_the_header_counts_for_nothing(self, settings: Settings) -> None:
        assert django_settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0
        assert [self.fail(f"203.0.113.{number}", number) for number in range(11)] == [True] * 10 + [False]


def test_guesses_at_once_are_counted_one_by_one(committed_db: str, at: datetime, settings: Settings) -> None:
    """Twenty at a time get no more tries than one: the cache in the database, which all processes share."""
    with (
        databases.server() as server,
        psycopg.connect(server.url(OWNER, str(connection.settings_dict["NAME"])), autocommit=True) as owner,
    ):
        owner.execute(
            "CREATE TABLE tongban_cache (cache_key varchar(255) PRIMARY KEY, value text, expires timestamptz)"
        )
        owner.execute(f"GRANT ALL ON tongban_cache TO {APP}")
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "tongban_cache"}}
    login = reverse("account_login")
    open_account(username="somebody", password=PASSWORD, actor=Actor.system("test"), at=at)

    def guess(number: int) -> bool:
        said = {"login": "somebody", "password": f"guess-number-{number}"}
        browser = Client(REMOTE_ADDR=f"192.0.2.{number}", headers={"Accept-Language": "en"})
        return "The username or the password is not right." in browser.post(login, said).content.decode()

    tried = at_once(guess, 20)
    assert not [outcome for outcome in tried if isinstance(outcome, Exception)]
    assert 1 <= tried.count(True) <= 5
    said = {"login": "somebody", "password": PASSWORD}
    assert Client().post(login, said, REMOTE_ADDR="192.0.2.99").status_code == 200


def errors_of(page: Any) -> list[Any]:
    """What the sign-in page says is wrong."""
    form = page.context["form"] if page.context else None
    return form.non_field_errors().as_data() if form is not None else []


def append_only() -> list[str]:
    return sorted(
        config.get_model(name)._meta.db_table
        for config in apps.get_app_configs()
        for name in getattr(config, "append_only", ())
    )


def rights(role: str, table: str, *wanted: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verb FROM unnest(%s::text[]) AS verb WHERE has_table_privilege(%s, %s, verb)"
            " OR verb IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(%s, %s, verb)",
            [list(wanted), role, table, role, table],
        )
        return sorted(verb for (verb,) in cursor.fetchall())


VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@pytest.mark.django_db
class TestRolesOfTheDatabase:
    def test_the_app_only_adds_to_what_must_stand(self) -> None:
        tables = append_only()
        assert {"audit_auditentry", "audit_auditseal", "access_accessentry", "transitions_historyentry"} <= set(tables)
        assert {"facts_feed", "facts_quarantinedrow", "payments_ledgerline"} <= set(tables)
        for table in tables:
            assert rights(APP, table, *VERBS) == ["INSERT", "SELECT"], table

    def test_the_app_never_truncates_anything(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'facts')"
            )
            tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 40
        for table in tables:
            assert rights(APP, f'"{table.replace(".", chr(34) + "." + chr(34))}"', "TRUNCATE", "TRIGGER") == [], table

    def test_facts_are_only_added_and_closed(self) -> None:
        for name in descriptors():
            table = f'"facts"."{name}"'
            assert rights(APP, table, *VERBS) == ["INSERT", "SELECT", "UPDATE"], table
            assert self.columns(APP, name, "UPDATE") == {"superseded_at", "valid_to"}

    def test_the_role_of_the_rules_reads_plain_facts_and_nothing_else(self) -> None:
        for name, descriptor in descriptors().items():
            hidden = {field.name for field in descriptor.encrypted} | {"content"}
            seen = self.columns(READONLY, name, "SELECT")
            assert seen, name
            assert not seen & hidden, name
            assert rights(READONLY, f'"facts"."{name}"', *VERBS) == ["SELECT"]
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                assert rights(READONLY, model._meta.db_table, *VERBS) == [], model

    def test_secret_columns_hold_bytes(self) -> None:
        """Encrypted columns of every model, asked of the database and not of the model."""
        found = [
            (model._meta.db_table, field.column)
            for model in apps.get_models()
            for field in model._meta.local_fields
            if isinstance(field, EncryptedTextField)
        ]
        assert {("identity_person", "name"), ("payments_payment", "account_number")} <= set(found)
        with connection.cursor() as cursor:
            for table, column in found:
                cursor.execute(
                    "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
                    [table, column],
                )
                assert cursor.fetchone() == ("bytea",), (table, column)

    @staticmethod
    def columns(role: str, dataset: str, verb: str) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'facts' AND table_name = %s"
                " AND has_column_privilege(%s, format('facts.%%I', table_name), column_name, %s)",
                [dataset, role, verb],
            )
            return {name for (name,) in cursor.fetchall()}


def test_a_subject_is_a_random_number() -> None:
    """An address with a subject in it can't be guessed from another."""
    model = apps.get_model("identity", "Subject")
    ids = [model().pk for _each in range(20)]
    assert all(isinstance(one, UUID) and one.version == 4 for one in ids)
    assert len(set(ids)) == 20
