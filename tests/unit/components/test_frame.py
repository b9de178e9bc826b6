"""The frame of every page: language, ways in and around, for whom one acts, that the demo city is invented."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from services.bodies.api import city

SELF = SimpleNamespace(for_self=True, relation="self", label="王芳")
CHILD = SimpleNamespace(for_self=False, relation="child", label="小满")
FIRM = SimpleNamespace(for_self=False, relation="enterprise", label="老刘面馆")


def frame(language: str = "en", acting: Any = None, **context: Any) -> str:
    request = RequestFactory().get("/somewhere/?page=2")
    request.acting = acting  # type: ignore[attr-defined]  # as the middleware leaves it
    request.user = SimpleNamespace(is_authenticated=True, is_staff=False) if acting else AnonymousUser()  # type: ignore[assignment]
    given = {"user": request.user, "unread_notices": 0, "demo": True, "messages": [], **context}
    with override(language):
        return render_to_string("404.html", given, request)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_page_names_its_language_and_offers_the_other(language: str) -> None:
    html = frame(language)
    assert f'<html lang="{language}"' in html
    other = {"en": "zh-hans", "zh-hans": "en"}[language]
    assert f'name="language" value="{other}"' in html
    assert '<input type="hidden" name="next" value="/somewhere/?page=2">' in html


def test_the_skip_link_leads_to_the_main_part() -> None:
    html = frame()
    assert 'href="#main"' in html
    assert len(re.findall(r'<main\b[^>]*id="main"', html)) == 1


def test_whoever_comes_may_sign_in_and_whoever_is_in_may_leave() -> None:
    assert "Sign in" in frame()
    assert "Menu" not in frame()
    inside = frame(acting=SELF)
    assert "Sign out" in inside
    assert "Sign in" not in inside
    assert "王芳" in inside


def test_unread_notices_are_counted_in_the_menu() -> None:
    assert "Unread:" not in frame(acting=SELF)
    assert re.search(r"Unread: </span>7<", frame(acting=SELF, unread_notices=7))


def test_acting_for_another_is_said_on_every_page() -> None:
    assert "You are acting for" not in frame(acting=SELF)
    assert "You are acting for your child <strong>小满</strong>" in frame(acting=CHILD)
    firm = frame(acting=FIRM)
    assert "You are acting for <strong>老刘面馆</strong>" in firm
    assert "Our policies" in firm
    assert "Our policies" not in frame(acting=CHILD)


def test_the_demo_city_says_that_it_is_invented() -> None:
    assert "A fictional city" in frame()
    assert "A fictional city" not in frame(demo=False)


def test_errors_lead_the_title() -> None:
    class Asked(forms.Form):
        name = forms.CharField()

    assert "<title>Error: There is no such page" in frame(form=Asked({}))
    assert "<title>There is no such page" in frame(form=Asked({"name": "x"}))


def test_when_all_is_broken_a_page_needs_nothing_but_itself() -> None:
    html = render_to_string("500.html", {"city": city()})
    assert "没有完成" in html
    assert "was not completed" in html
