"""How one reads follows the person: to another device, through signing out, and past every other setting."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from services.identity import timeout
from services.identity.api import User, open_account
from tests.integration.identity.people import PASSWORD, REGISTER

READING = "/reading/"
PAGE = "/notices/"
SIGN_IN = "/account/sign-in/"


@pytest.fixture
def wangs(wang: UUID, at: datetime) -> User:
    return open_account(username="wang", password=PASSWORD, person=wang, actor=REGISTER, at=at)


def signed_in() -> Client:
    browser = Client()
    sign_in(browser)
    return browser


def sign_in(browser: Client) -> None:
    assert browser.post(SIGN_IN, {"login": "wang", "password": PASSWORD}).status_code == 302


def head(browser: Client, path: str = PAGE, language: str = "zh-hans") -> str:
    """The page's first tag: all that the looks hang on."""
    page = browser.get(path, headers={"accept-language": language}).content.decode()
    return page[page.index("<html") : page.index("<head>")]


@pytest.mark.usefixtures("wangs")
def test_a_choice_made_on_one_device_holds_on_the_next() -> None:
    phone, computer = signed_in(), signed_in()
    assert "tb-elder" not in head(computer)
    phone.post(READING, {"elder": "on"})
    phone.post(READING, {"theme": "dark"})
    phone.post(READING, {"language": "en"})
    for browser in (phone, computer, signed_in()):
        assert "tb-elder" in head(browser)
        assert 'data-theme="dark"' in head(browser)
        assert 'lang="en"' in head(browser)
    computer.post(READING, {"elder": "off", "theme": "auto", "language": "zh-hans"})
    assert "tb-elder" not in head(phone)
    assert "data-theme" not in head(phone)
    assert 'lang="zh-hans"' in head(phone, language="en")


@pytest.mark.usefixtures("wangs")
def test_who_is_not_signed_in_keeps_it_with_the_browser_alone() -> None:
    chosen, other = Client(), Client()
    chosen.post(READING, {"elder": "on", "theme": "light", "language": "en"})
    assert "tb-elder" in head(chosen, SIGN_IN)
    assert 'data-theme="light"' in head(chosen, SIGN_IN)
    assert 'lang="en"' in head(chosen, SIGN_IN)
    assert "tb-elder" not in head(other, SIGN_IN)


@pytest.mark.usefixtures("wangs")
def test_what_an_account_never_chose_it_takes_from_the_browser_that_signs_in() -> None:
    browser = Client()
    browser.post(READING, {"elder": "on", "language": "en"})
    sign_in(browser)
    assert "tb-elder" in head(signed_in())
    assert 'lang="en"' in head(signed_in())


@pytest.mark.usefixtures("wangs")
def test_what_an_account_chose_stands_against_the_browser_before_it() -> None:
    signed_in().post(READING, {"elder": "off", "theme": "dark", "language": "zh-hans"})
    kiosk = Client()
    kiosk.post(READING, {"elder": "on", "theme": "light", "language": "en"})
    sign_in(kiosk)
    assert head(kiosk, language="en") == head(signed_in())
    assert 'data-theme="dark"' in head(kiosk)


@pytest.mark.usefixtures("wangs")
@pytest.mark.parametrize("by", ["button", "time"])
def test_large_letters_stay_when_one_is_signed_out(by: str) -> None:
    browser = signed_in()
    browser.post(READING, {"elder": "on"})
    if by == "button":
        browser.post("/account/sign-out/")
    else:
        session = browser.session
        session[timeout._UNTIL] = (timezone.now() - timedelta(seconds=1)).isoformat()
        session.save()
    assert "tb-elder" in head(browser, SIGN_IN)
    assert "_auth_user_id" not in browser.session


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "", "\\\\x"])
def test_it_leads_back_and_never_elsewhere(elsewhere: str) -> None:
    assert Client().post(READING, {"elder": "on", "next": "/benefits/?page=2"})["Location"] == "/benefits/?page=2"
    assert Client().post(READING, {"elder": "on", "next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize(
    "nonsense", [{"elder": "perhaps"}, {"theme": "pink"}, {"language": "tlh"}, {"language": ""}, {}]
)
def test_nonsense_changes_nothing(wangs: User, nonsense: dict[str, str]) -> None:
    browser = signed_in()
    browser.post(READING, {"elder": "on", "theme": "dark", "language": "en"})
    assert browser.post(READING, nonsense).status_code == 302
    wangs.refresh_from_db()
    assert (wangs.elder_mode, wangs.theme, wangs.language) == (True, "dark", "en")


@pytest.mark.usefixtures("db")
def test_reading_a_page_does_not_change_it() -> None:
    assert Client().get(READING).status_code == 405


@pytest.mark.usefixtures("wangs")
def test_it_costs_no_question_to_the_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """The account is read for every page anyway."""
    browser = signed_in()
    browser.get("/account/stay/", headers={"accept": "application/json"})
    with django_assert_num_queries(2):  # session and account
        browser.get("/account/stay/", headers={"accept": "application/json"})


def test_the_database_knows_the_themes(wangs: User) -> None:
    with pytest.raises(IntegrityError, match="theme_is_known"), transaction.atomic():
        User.objects.filter(pk=wangs.pk).update(theme="pink")
