"""Signing in: one answer for every mistake, limits, a fresh session."""

import re
from datetime import datetime
from uuid import UUID

import pytest
from django.contrib.auth.hashers import BasePasswordHasher, get_hasher
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from services.core.audit.api import AuditEntry
from services.identity.api import Role, UsernameTaken, open_account, roles_of, set_active, set_roles
from tests.integration.identity.people import PASSWORD, REGISTER, account


@pytest.fixture
def browser(wang: UUID, at: datetime) -> Client:
    account("wangfang", at, person=wang)
    return Client()


def sign_in(browser: Client, username: str = "wangfang", password: str = PASSWORD, **more: str) -> "Answer":
    return Answer(browser.post(reverse("account_login"), {"login": username, "password": password, **more}))


class Answer:
    def __init__(self, response: object) -> None:
        self.response = response
        self.status: int = response.status_code  # type: ignore[attr-defined]
        self.location: str = response.headers.get("Location", "")  # type: ignore[attr-defined]

    @property
    def page(self) -> str:
        """The page without what differs in every page: the token, and what was typed."""
        text: str = self.response.content.decode()  # type: ignore[attr-defined]
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
        return re.sub(r'value="(wangfang|nobody|WangFang)"', "", text)


def test_a_person_signs_in_whatever_the_capitals(browser: Client) -> None:
    answer = sign_in(browser, "WangFang")
    assert (answer.status, answer.location) == (302, "/")
    assert browser.get(reverse("notices:list")).status_code == 200


def test_signing_in_leads_back_to_where_one_wanted_to_go(browser: Client) -> None:
    wanted = browser.get(reverse("notices:list")).headers["Location"]
    page = browser.get(wanted).content.decode()
    assert 'name="next" value="/notices/"' in page
    assert sign_in(browser, next="/notices/").location == "/notices/"


def test_nobody_is_led_to_another_site(browser: Client) -> None:
    assert sign_in(browser, next="https://evil.example/").location == "/"


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(browser: Client, at: datetime) -> None:
    wrong, unknown = sign_in(browser, password="x" * 12), sign_in(browser, "nobody")
    assert (wrong.status, wrong.page) == (unknown.status, unknown.page)
    with translation.override("en"):
        browser.cookies["django_language"] = "en"
        assert "The username or the password is not right." in sign_in(browser, "nobody").page


def test_an_unknown_name_costs_as_much_work_as_a_known_one(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the time of the answer tells who has an account."""
    hashed: list[str] = []
    hasher = type(get_hasher())
    encode = hasher.encode

    def counted(self: BasePasswordHasher, password: str, *salt: str, **more: int) -> str:
        hashed.append(password)
        return encode(self, password, *salt, **more)

    monkeypatch.setattr(hasher, "encode", counted)
    sign_in(browser, password="x" * 12)
    wrong = len(hashed)
    sign_in(browser, "nobody")
    assert len(hashed) - wrong == wrong == 1


def test_a_closed_account_is_told_so_only_with_its_password(browser: Client, wang: UUID, at: datetime) -> None:
    user = account("closed", at)
    set_active(user=user.pk, active=False, actor=REGISTER, at=at)
    assert sign_in(browser, "closed").location == reverse("account_inactive")
    assert browser.get(reverse("account_inactive")).status_code == 200
    assert browser.get(reverse("notices:list")).status_code == 302
    assert "wangfang" not in sign_in(browser, "closed", password="x" * 12).page


def test_a_closed_account_is_signed_out_at_its_next_request(browser: Client, at: datetime) -> None:
    sign_in(browser)
    user = browser.get(reverse("notices:list")).wsgi_request.user
    set_active(user=user.pk, active=False, actor=REGISTER, at=at)
    assert browser.get(reverse("notices:list")).status_code == 302


def test_guessing_one_account_stops_after_five_tries_even_with_the_right_password(browser: Client) -> None:
    for _try in range(5):
        assert "error" in sign_in(browser, password="y" * 12).page.lower()
    assert sign_in(browser).status == 200  # refused: the page again, not a redirect
    assert browser.get(reverse("notices:list")).status_code == 302
    # Other accounts are not locked with it.
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(other, "nobody").status == 200


def test_the_session_of_before_is_not_the_session_of_after(browser: Client) -> None:
    browser.get(reverse("account_login"))
    session = browser.session
    session["planted"] = "yes"
    session.save()
    browser.cookies["session"] = session.session_key or ""
    before = session.session_key
    sign_in(browser)
    assert browser.session.session_key != before
    cookie = browser.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_changing_the_password_signs_other_devices_out(browser: Client, at: datetime) -> None:
    other = Client()
    sign_in(browser)
    sign_in(other)
    new = "another battery staple"
    change = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert browser.get(reverse("account_change_password")).status_code == 200
    assert browser.post(reverse("account_change_password"), change).status_code == 302
    assert browser.get(reverse("notices:list")).status_code == 200
    assert other.get(reverse("notices:list")).status_code == 302
    assert sign_in(Client(), password=PASSWORD).status == 200
    assert sign_in(Client(), password=new).status == 302


def test_a_wrong_current_or_a_short_new_password_is_refused(browser: Client) -> None:
    sign_in(browser)
    for change in (
        {"oldpassword": "wrong", "password1": "another battery staple", "password2": "another battery staple"},
        {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
        {"oldpassword": PASSWORD, "password1": "another battery staple", "password2": "else"},
    ):
        answer = browser.post(reverse("account_change_password"), change)
        assert answer.status_code == 200
        assert answer.context["form"].errors


def test_signing_out_takes_a_post(browser: Client) -> None:
    sign_in(browser)
    assert browser.get(reverse("account_logout")).status_code == 200
    assert browser.get(reverse("notices:list")).status_code == 200
    assert browser.post(reverse("account_logout")).status_code == 302
    assert browser.get(reverse("notices:list")).status_code == 302


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_what_the_portal_does_not_offer_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/account/sign-in/", "/account/sign-out/", "/account/password/", "/acting/"])
def test_a_form_posted_from_elsewhere_is_refused(browser: Client, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {}).status_code == 403


def test_one_name_is_one_account(db: None, at: datetime) -> None:
    account("wangfang", at)
    with pytest.raises(UsernameTaken):
        account("WANGFANG", at)


def test_roles_are_groups_and_open_the_desk(db: None, at: datetime) -> None:
    user = account("clerk", at, roles=(Role.PAYMENT_CLERK,))
    assert user.is_staff
    assert roles_of(user) == {Role.PAYMENT_CLERK}
    set_roles(user=user.pk, roles=[Role.AUDITOR], actor=REGISTER, at=at)
    fresh = type(user).objects.get(pk=user.pk)
    assert roles_of(fresh) == {Role.AUDITOR}
    set_roles(user=user.pk, roles=[], actor=REGISTER, at=at)
    fresh = type(user).objects.get(pk=user.pk)
    assert roles_of(fresh) == frozenset()
    assert not fresh.is_staff
    recorded = AuditEntry.objects.filter(action="identity.account.roles_set").order_by("id")
    assert [entry.data["roles"] for entry in recorded] == [["payment_clerk"], ["auditor"], []]


def test_a_new_account_keeps_no_password_in_the_log(db: None, at: datetime) -> None:
    user = open_account(username="someone", password=PASSWORD, actor=REGISTER, at=at)
    assert PASSWORD not in str(list(AuditEntry.objects.values()))
    assert PASSWORD not in user.password
