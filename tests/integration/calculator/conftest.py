"""Somebody who asks the calculator, and how they answer whatever it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from tests.pages import CHINESE, ENGLISH, Page, Visitor

Answers = Mapping[str, Mapping[str, str]]
GO_ON = {CHINESE: "继续", ENGLISH: "Continue"}
SKIP = {CHINESE: "不清楚", ENGLISH: "I do not know"}
BACK = {CHINESE: "返回", ENGLISH: "Back"}
DAY = {"answer_year": "2025", "answer_month": "11", "answer_day": "3"}
_MOST = 40


@pytest.fixture(autouse=True)
def _today(at: datetime, settings: Settings) -> None:
    settings.TONGBAN_TODAY = at.date()


@pytest.fixture(params=[CHINESE, ENGLISH])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visitor(city: None, client: Client, language: str) -> Visitor:
    return Visitor(client, language)


def place_of(page: Page) -> str:
    """The fact that a page asks for; "" for a page that asks for none."""
    found = page.tree.xpath("//main//input[@name='place']/@value")
    return str(found[0]) if found else ""


def answer(visitor: Visitor, page: Page, **given: str) -> Page:
    return visitor.presses(page, GO_ON[visitor.language], **given)


def walk(
    visitor: Visitor, page: Page, answers: Answers, *, until: Callable[[str], bool] = lambda _place: False
) -> Page:
    """Answer whatever is asked: as given, or that one does not know."""
    for _question in range(_MOST):
        place = place_of(page)
        if not place or until(place):
            return page
        if place in answers:
            page = answer(visitor, page, **answers[place])
        else:
            page = visitor.presses(page, SKIP[visitor.language])
    message = f"it still asks after {_MOST} questions: {page.words}"
    raise AssertionError(message)
