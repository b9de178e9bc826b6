"""From the search box to the result: without scripts, and with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.looking import look_at
from tests.journeys.visitor import PHONE, Visitor

MOST = 30
SEARCHED = {"zh-hans": "生孩子", "en": "having a baby"}
DAY = {"answer_year": "2025", "answer_month": "11", "answer_day": "3"}
both_languages = pytest.mark.parametrize("language", ["zh-hans", "en"])


def asks(visitor: Visitor) -> bool:
    return visitor.page.locator("main input[name=place]").count() > 0


@both_languages
def test_from_the_search_to_the_result_without_scripts(visit: Visit, language: str) -> None:
    visitor = visit(language=language, size=PHONE, scripts=False)
    visitor.open("/")
    visitor.page.locator("#q").fill(SEARCHED[language])
    visitor.page.locator("main form[role=search] button").click()
    visitor.page.locator("main a[href='/calculator/child/']").first.click()
    for name, part in DAY.items():
        visitor.page.locator(f"input[name={name}]").fill(part)
    press(visitor, "Continue")
    for _question in range(MOST):
        if not asks(visitor):
            break
        press(visitor, "I do not know")
    expect(visitor.page.locator("main .tb-verdict--unknown").first).to_be_visible()


def test_with_the_keyboard_alone(visit: Visit) -> None:
    """Tab, space, enter: every question can be reached and answered, and focus goes to what is wrong."""
    visitor = visit(language="en")
    visitor.open("/calculator/")
    tab_to(visitor, "a[href='/calculator/child/']")
    enter(visitor)
    tab_to(visitor, "main form[novalidate] button:not([name])")
    enter(visitor)
    expect(visitor.page.locator(".govuk-error-summary")).to_be_focused()
    for name, part in DAY.items():
        tab_to(visitor, f"input[name={name}]")
        visitor.page.keyboard.type(part)
    enter(visitor)
    expect(visitor.page.locator("input[name=place]").first).not_to_have_value("birth.date")
    tab_to(visitor, "input[type=radio]")
    visitor.page.keyboard.press("Space")
    tab_to(visitor, "main form[novalidate] button:not([name])")
    enter(visitor)
    tab_to(visitor, "button[value=finish]")
    enter(visitor)
    expect(visitor.page.locator("main .tb-verdict").first).to_be_visible()


def press(visitor: Visitor, button: str) -> None:
    with visitor.page.expect_navigation():
        visitor.press(button, within=visitor.main)


def enter(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def tab_to(visitor: Visitor, selector: str) -> None:
    for _key in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    message = f"the keyboard never comes to {selector}"
    raise AssertionError(message)


@both_languages
def test_the_pages_of_the_front_door(visit: Visit, language: str) -> None:
    visitor = visit(language=language)
    for path in (
        "/",
        "/search/?q=baby",
        "/search/?q=qwertz",
        "/calculator/",
        "/calculator/child/",
        "/calculator/growing/",
    ):
        look_at(visitor, path)
