"""The living pages of the design system: every part in its states, as the tag beside it makes it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http import HttpRequest
from django.template import TemplateSyntaxError
from django.test import Client
from django.utils.translation import override

from portal.design import examples, palette
from portal.design.catalogue import GROUPS
from portal.design.exhibit import State
from services.core.components.templatetags import charts, components
from tests.validity import faults

PAGES = ["", "colours/", "type/", "exchange/", *(f"{group.slug}/" for group in GROUPS)]
LANGUAGES = ["zh-hans", "en"]


def opened(path: str, language: str = "en", **headers: str) -> str:
    answer = Client(headers={"accept-language": language, **headers}).get(f"/design/{path}")
    assert answer.status_code == 200, path
    page: str = answer.content.decode()
    return page


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("mode", ["", "elder", "dark"])
def test_every_page_is_valid(path: str, language: str, mode: str) -> None:
    page = opened(f"{path}?mode={mode}", language)
    assert not faults(page)
    assert f'<html lang="{language}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "attributes"),
    [
        ("", 'class="govuk-template">'),
        ("normal", 'class="govuk-template" data-theme="light">'),
        ("elder", 'class="govuk-template tb-elder" data-theme="light">'),
        ("dark", 'class="govuk-template" data-theme="dark">'),
        ("elder-dark", 'class="govuk-template tb-elder" data-theme="dark">'),
        ("<script>", 'class="govuk-template">'),
    ],
)
def test_the_address_chooses_the_mode(mode: str, attributes: str) -> None:
    assert f'<html lang="en" {attributes}' in opened(f"matters/?mode={mode}")


@pytest.mark.django_db
def test_the_elder_mode_can_be_read_aloud() -> None:
    assert 'data-module="tb-read-aloud" data-target="main"' in opened("type/?mode=elder")
    assert "tb-read-aloud" not in opened("type/")


@pytest.mark.django_db
def test_what_is_shown_was_made_by_the_tag_beside_it() -> None:
    page = opened("figures/")
    tag = '{% money amount "xl" %}'
    assert tag in unescape(page)
    with override("en"):
        made = State("", tag).render({"amount": examples.ALLOWANCE}, HttpRequest())
    assert made in page


@pytest.mark.django_db
def test_a_group_that_does_not_exist() -> None:
    assert Client().get("/design/unicorns/").status_code == 404


def test_every_tag_has_its_exhibit() -> None:
    shown = " ".join(state.markup for group in GROUPS for exhibit in group.exhibits for state in exhibit.states)
    used = set(re.findall(r"{% (\w+)", shown))
    # An icon and an action are parts of parts; a form's fields are shown one by one.
    made = set(components.register.tags) | set(charts.register.tags)
    assert made - used == {"icon", "action", "fields"}


def test_a_tag_with_a_mistake_is_no_empty_exhibit() -> None:
    with pytest.raises(TemplateSyntaxError):
        State("", "{% unicorn %}").render({}, HttpRequest())


@pytest.mark.parametrize("theme", palette.THEMES)
def test_every_measured_pair_holds(theme: str) -> None:
    short = [f"{pair.front} on {pair.ground}: {pair.ratio:.2f}" for pair in palette.pairs(theme) if not pair.holds]
    assert not short, theme


def test_a_ratio_is_rounded_down() -> None:
    assert palette.Pair("ink", "paper", 4.499, 4.5).shown == "4.4"


@pytest.mark.django_db
class TestExchange:
    def test_without_a_script_the_form_loads_the_page(self) -> None:
        page = opened("exchange/?q=fact")
        assert "<html" in page
        assert 'value="fact"' in page

    def test_htmx_gets_the_part_alone(self) -> None:
        part = opened("exchange/?q=fact", **{"hx-request": "true"})
        assert part.lstrip().startswith('<section class="tb-swap')
        assert "<html" not in part
        assert "data-announce" in part

    def test_nothing_found_is_an_answer(self) -> None:
        assert "No word fits" in opened("exchange/?q=zzz")

    def test_what_was_asked_is_escaped(self) -> None:
        assert "<script>alert" not in opened("exchange/?q=<script>alert(1)</script>")


def test_the_hard_names_are_as_hard_as_they_claim() -> None:
    assert len(examples.LONG_NAME) == 60
    for character in "䶮𬱖":
        with pytest.raises(UnicodeEncodeError):
            character.encode("gb2312")
