"""Staff sign in where their organisation knows them: against a provider in a process of its own, over HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from services.core.audit.api import Actor, AuditEntry
from services.identity.accounts import open_account, set_active
from services.identity.api import Role, User, roles_of
from services.identity.oidc.checks import staff_sign_in_is_whole

ROOT = Path(__file__).resolve().parents[3]
TESTS = Actor.system("tests")
CLIENT, SECRET, PASSWORD = "portal", "a secret of the two", "walks-by-the-lake-42"
CALLBACK = "http://testserver/account/staff/callback/"
SURE = {"amr": ["pwd", "otp"], "acr": "urn:city:two-factors"}
EMPLOYEE = {**SURE, "employee_number": "QD-0042", "preferred_username": "zhao"}


@dataclass(frozen=True)
class Provider:
    address: str
    folder: Path = field(repr=False)

    def says(self, **claims: Any) -> None:
        (self.folder / "claims.json").write_text(json.dumps(claims))

    def visit(self, address: str) -> str:
        """Somebody signs in there, at their browser; gives where they are sent back to."""
        browser = requests.Session()
        page = browser.get(address, timeout=10)
        if "/account/login/" in page.url:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
            assert token, page.text
            form = {"csrfmiddlewaretoken": token[1], "login": "zhao", "password": PASSWORD}
            answer = browser.post(page.url, form, timeout=10, allow_redirects=False)
            while answer.is_redirect and not answer.headers["Location"].startswith(CALLBACK):
                following = requests.compat.urljoin(answer.url, answer.headers["Location"])
                answer = browser.get(following, timeout=10, allow_redirects=False)
            return answer.headers["Location"]
        raise AssertionError(page.text)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    folder = tmp_path_factory.mktemp("provider")
    command = [sys.executable, "-m", "fakes.identity", "--folder", folder, "--client", CLIENT, "--redirect", CALLBACK]
    secrets = {"FAKE_IDENTITY_SECRET": SECRET, "FAKE_IDENTITY_PASSWORD": PASSWORD}
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, **secrets}, text=True)
    try:
        assert process.stdout is not None
        yield Provider(f"http://127.0.0.1:{int(process.stdout.readline())}", folder)
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()  # type: ignore[union-attr]  # as above


@pytest.fixture
def provider(running: Provider, settings: Settings) -> Provider:
    running.says(**EMPLOYEE)
    settings.STAFF_OIDC_ISSUER = running.address
    settings.STAFF_OIDC_CLIENT_ID, settings.STAFF_OIDC_CLIENT_SECRET = CLIENT, SECRET
    settings.STAFF_OIDC_NAME = "City hall"
    settings.STAFF_OIDC_AMR = ["otp"]
    app = {
        "provider_id": "staff",
        "name": "City hall",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": running.address, "fetch_userinfo": False},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return running


@pytest.fixture
def zhao(db: None, at: datetime) -> User:
    return employee(at)


def employee(at: datetime, number: str = "QD-0042", username: str = "zhao", email: str = "") -> User:
    return open_account(
        username=username,
        password=None,
        roles=[Role.PAYMENT_CLERK],
        employee_number=number,
        email=email,
        actor=TESTS,
        at=at,
    )


def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def begin(client: Client, next_page: str = "/admin/") -> str:
    response = client.post(reverse("openid_connect_login", kwargs={"provider_id": "staff"}), {"next": next_page})
    assert response.status_code == 302
    return str(response["Location"])


def arrive(client: Client, address: str) -> Any:
    return client.get(address.removeprefix("http://testserver"), follow=True)


def sign_in(provider: Provider, client: Client | None = None) -> Any:
    client = client or browser()
    return arrive(client, provider.visit(begin(client)))


def refused(page: Any, sentence: str) -> None:
    """Back on the sign-in page, with a sentence, and not signed in."""
    assert page.redirect_chain[-1][0] == "/account/sign-in/"
    assert sentence in page.content.decode()
    assert "_auth_user_id" not in page.client.session


def test_an_employee_signs_in_and_comes_to_where_they_wanted(provider: Provider, zhao: User) -> None:
    client = browser()
    assert "Sign in through City hall" in client.get("/account/sign-in/").content.decode()
    page = sign_in(provider, client)
    assert (page.status_code, page.redirect_chain[-1][0]) == (200, "/admin/")
    assert client.session["_auth_user_id"] == str(zhao.pk)
    assert AuditEntry.objects.get(action="identity.staff.signed_in").object_id == str(zhao.pk)
    again = browser()
    sign_in(provider, again)
    assert again.session["_auth_user_id"] == str(zhao.pk)


def test_state_nonce_and_pkce_go_along(provider: Provider, db: None) -> None:
    asked = parse_qs(urlsplit(begin(browser())).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 10 for name in ("state", "nonce", "code_challenge"))
    assert set(asked["scope"][0].split()) >= {"openid"}


def test_no_claim_and_no_token_is_kept(provider: Provider, zhao: User) -> None:
    provider.says(**EMPLOYEE, name="赵静", email="zhao@city.example", email_verified=True)
    sign_in(provider)
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {}
    assert not SocialToken.objects.exists()
    assert User.objects.get(pk=zhao.pk).email == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another client"},
        {"aud": ["portal", "another client"], "azp": "another client"},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"iat": None},
        {"iss": "https://elsewhere.example"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
    ],
    ids=str,
)
def test_a_token_that_was_not_made_for_this_sign_in_is_refused(
    provider: Provider, zhao: User, wrong: dict[str, Any]
) -> None:
    provider.says(**EMPLOYEE, **wrong)
    refused(sign_in(provider), "Signing in through your organisation did not work.")


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"amr": ["pwd"]}, "You were not signed in surely enough."),
        ({"amr": None}, "You were not signed in surely enough."),
        ({"employee_number": None}, "does not say who you are"),
        ({"employee_number": True}, "does not say who you are"),
        ({"employee_number": "QD-9999"}, "No staff account here belongs to you."),
        ({"employee_number": ""}, "does not say who you are"),
    ],
    ids=str,
)
def test_whoever_is_not_known_surely_enough_is_told_why(
    provider: Provider, zhao: User, claims: dict[str, Any], sentence: str
) -> None:
    provider.says(**{**EMPLOYEE, **claims})
    refused(sign_in(provider), sentence)
    assert User.objects.count() == 1


def test_a_class_of_assurance_can_be_required_instead(provider: Provider, zhao: User, settings: Settings) -> None:
    settings.STAFF_OIDC_AMR, settings.STAFF_OIDC_ACR = [], ["urn:city:two-factors"]
    provider.says(**{**EMPLOYEE, "acr": "urn:city:password"})
    refused(sign_in(provider), "You were not signed in surely enough.")
    provider.says(**EMPLOYEE)
    client = browser()
    assert "acr_values=urn" in begin(client)
    assert sign_in(provider, client).redirect_chain[-1][0] == "/admin/"


def test_a_required_claim_must_be_there(provider: Provider, zhao: User, settings: Settings) -> None:
    settings.STAFF_OIDC_REQUIRED_CLAIMS = {"department": "finance"}
    refused(sign_in(provider), "does not say that you may work here")
    provider.says(**EMPLOYEE, department=["finance", "audit"])
    assert sign_in(provider).redirect_chain[-1][0] == "/admin/"


def test_a_closed_account_stays_closed(provider: Provider, zhao: User, at: datetime) -> None:
    set_active(user=zhao.pk, active=False, actor=TESTS, at=at)
    refused(sign_in(provider), "Your staff account is closed.")


def test_linking_by_email_takes_verified_ones_of_one_account(
    provider: Provider, db: None, at: datetime, settings: Settings
) -> None:
    settings.STAFF_OIDC_EMPLOYEE_CLAIM = "email"
    employee(at, number="", email="Zhao@city.example")
    provider.says(**SURE, email="zhao@city.example", email_verified=False)
    refused(sign_in(provider), "has not verified your e-mail address")
    provider.says(**SURE, email="zhao@city.example", email_verified=True)
    assert sign_in(provider).redirect_chain[-1][0] == "/admin/"
    employee(at, number="", username="second", email="zhao@city.example")
    refused(sign_in(provider), "No staff account here belongs to you.")


def test_one_who_is_somebody_else_today_is_refused(provider: Provider, zhao: User, at: datetime) -> None:
    sign_in(provider)
    employee(at, number="QD-0043", username="qian")
    provider.says(**{**EMPLOYEE, "employee_number": "QD-0043"})
    refused(sign_in(provider), "This sign-in belongs to another account.")


def test_groups_decide_about_roles_where_they_are_mapped(provider: Provider, zhao: User, settings: Settings) -> None:
    settings.STAFF_OIDC_ROLES = {"finance": "payment_supervisor", "audit": "auditor"}
    provider.says(**EMPLOYEE, groups=["finance", "cooking"])
    sign_in(provider)
    assert roles_of(User.objects.get(pk=zhao.pk)) == {Role.PAYMENT_SUPERVISOR}
    provider.says(**EMPLOYEE, groups=[])
    refused(sign_in(provider), "Your account holds no role at this desk.")
    assert roles_of(User.objects.get(pk=zhao.pk)) == frozenset()


def test_accounts_are_opened_only_where_that_is_allowed(provider: Provider, db: None, settings: Settings) -> None:
    settings.STAFF_OIDC_ROLES = {"finance": "payment_clerk"}
    provider.says(**EMPLOYEE, groups=["finance"])
    refused(sign_in(provider), "No staff account here belongs to you.")
    settings.STAFF_OIDC_OPENS_ACCOUNTS = True
    sign_in(provider)
    made = User.objects.get()
    assert (made.username, made.employee_number, made.has_usable_password()) == ("zhao", "QD-0042", False)
    assert roles_of(made) == {Role.PAYMENT_CLERK}
    provider.says(**{**EMPLOYEE, "employee_number": "QD-77"}, groups=["cooking"])
    refused(sign_in(provider), "No staff account here belongs to you.")


def test_a_citizens_account_of_that_name_is_not_taken_over(
    provider: Provider, db: None, at: datetime, settings: Settings
) -> None:
    settings.STAFF_OIDC_ROLES, settings.STAFF_OIDC_OPENS_ACCOUNTS = {"finance": "payment_clerk"}, True
    citizen = open_account(username="Zhao", password=PASSWORD, actor=TESTS, at=at)
    provider.says(**EMPLOYEE, groups=["finance"])
    refused(sign_in(provider), "No staff account here belongs to you.")
    assert not User.objects.get(pk=citizen.pk).is_staff


def test_an_answer_to_another_browser_is_refused(provider: Provider, zhao: User) -> None:
    """Somebody sends a link with their own code: whoever follows it is not signed in as them."""
    back = provider.visit(begin(browser()))
    refused(arrive(browser(), back), "Signing in through your organisation did not work.")


def test_a_code_counts_once(provider: Provider, zhao: User) -> None:
    client = browser()
    back = provider.visit(begin(client))
    arrive(client, back)
    client.logout()
    refused(arrive(client, back), "Signing in through your organisation did not work.")


def test_who_turns_back_at_the_provider_is_told_so(provider: Provider, db: None) -> None:
    client = browser()
    state = parse_qs(urlsplit(begin(client)).query)["state"][0]
    refused(arrive(client, f"{CALLBACK}?error=access_denied&state={state}"), "You did not finish signing in")


def test_a_provider_that_is_away_is_no_error_of_ours(provider: Provider, db: None, settings: Settings) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {**app["settings"], "server_url": "http://127.0.0.1:9"}
    client = browser()
    page = client.post(reverse("openid_connect_login", kwargs={"provider_id": "staff"}), follow=True)
    assert "Signing in through your organisation did not work." in page.content.decode()


def test_it_leads_nowhere_outside(provider: Provider, zhao: User) -> None:
    client = browser()
    page = arrive(client, provider.visit(begin(client, "https://elsewhere.example/")))
    assert page.redirect_chain[-1][0] == "/"


def test_without_a_provider_there_is_no_such_sign_in(db: None) -> None:
    for name in ("openid_connect_login", "openid_connect_callback"):
        address = reverse(name, kwargs={"provider_id": "staff"})
        assert browser().post(address).status_code in {404, 405}
        assert browser().get(address).status_code in {404, 405}
    assert "work here" not in browser().get("/account/sign-in/").content.decode()


@pytest.mark.parametrize(("staff", "let_in"), [(True, False), (False, True)])
def test_passwords_of_staff_can_be_switched_off(
    provider: Provider, db: None, at: datetime, settings: Settings, staff: bool, let_in: bool
) -> None:
    settings.STAFF_PASSWORD_SIGN_IN = False
    roles = [Role.PAYMENT_CLERK] if staff else []
    open_account(username="wang", password=PASSWORD, roles=roles, actor=TESTS, at=at)
    client = browser()
    page = client.post("/account/sign-in/", {"login": "wang", "password": PASSWORD})
    assert ("_auth_user_id" in client.session) == let_in
    wrong = browser().post("/account/sign-in/", {"login": "wang", "password": "something else 9"}).content.decode()
    assert "The username or the password is not right." in wrong
    if not let_in:  # the same words as for a wrong password
        assert "The username or the password is not right." in page.content.decode()


def found(**changed: Any) -> set[str]:
    return {str(message.id) for message in staff_sign_in_is_whole()}


def test_a_whole_configuration_passes_and_none_too(provider: Provider, settings: Settings) -> None:
    assert found() == set()
    settings.STAFF_OIDC_ISSUER = settings.STAFF_OIDC_CLIENT_ID = settings.STAFF_OIDC_CLIENT_SECRET = ""
    assert found() == set()


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("STAFF_OIDC_CLIENT_ID", "", "identity.E003"),
        ("STAFF_OIDC_CLIENT_SECRET", "", "identity.E003"),
        ("STAFF_OIDC_EMPLOYEE_CLAIM", "", "identity.E003"),
        ("STAFF_OIDC_AMR", [], "identity.E004"),
        ("DEMO", False, "identity.E005"),
        ("STAFF_OIDC_ROLES", {"finance": "king"}, "identity.E006"),
        ("STAFF_OIDC_OPENS_ACCOUNTS", True, "identity.E007"),
    ],
)
def test_half_a_configuration_is_told_before_the_server_starts(
    provider: Provider, settings: Settings, name: str, value: Any, error: str
) -> None:
    setattr(settings, name, value)
    assert found() == {error}


def test_a_provider_that_is_gone_is_told_too(settings: Settings) -> None:
    settings.STAFF_PASSWORD_SIGN_IN = False
    assert found() == {"identity.E001"}
    settings.STAFF_OIDC_CLIENT_ID = "portal"
    assert found() == {"identity.E001", "identity.E002"}


def test_an_account_for_staff_is_opened_and_changed_by_command(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*arguments: str) -> str:
        said = StringIO()
        call_command("staff_account", *arguments, stdout=said)
        return said.getvalue().strip()

    assert run("zhao", "--role", "payment_clerk", "--employee-number", "QD-1") == "zhao: payment_clerk, employee QD-1"
    assert not User.objects.get(username="zhao").has_usable_password()
    assert run("Zhao", "--role", "auditor") == "zhao: auditor, employee QD-1"
    monkeypatch.setattr("sys.stdin", StringIO("walks-by-the-lake-42\n"))
    assert run("qian", "--role", "auditor", "--password") == "qian: auditor"
    assert User.objects.get(username="qian").check_password("walks-by-the-lake-42")
    with pytest.raises(CommandError, match="employee number"):
        run("qian", "--role", "auditor", "--employee-number", "QD-1")
    monkeypatch.setattr("sys.stdin", StringIO("short\n"))
    with pytest.raises(CommandError):
        run("sun", "--role", "auditor", "--password")
    assert not User.objects.filter(username="sun").exists()
