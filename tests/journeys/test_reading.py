"""How one reads: larger, darker, aloud, with a finger, a keyboard or no script, on paper, in colours of one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import expect

from services.identity import timeout
from tests import story
from tests.journeys.conftest import Town, Visit, sign_in_name
from tests.journeys.looking import ELDER, misfits, prepare, shifts, violations
from tests.journeys.visitor import PHONE, Visitor

_TOKENS = """() => Object.fromEntries([...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
    .filter(rule => rule.selectorText === ":root").flatMap(rule => [...rule.style])
    .filter(name => name.startsWith("--tb-"))
    .map(name => [name, getComputedStyle(document.documentElement).getPropertyValue(name)]))"""


@pytest.mark.parametrize("scripts", [True, False])
def test_elder_mode_and_darkness_are_one_press_each(visit: Visit, scripts: bool) -> None:
    reader = visit(size=PHONE, scripts=scripts)
    reader.open("/design/type/")
    page = reader.page.locator("html")
    reader.press("Easy view")
    expect(page).to_have_class("govuk-template tb-elder")
    expect(reader.page.get_by_role("button", name=reader.say("Easy view"))).to_have_attribute("aria-pressed", "true")
    reader.page.locator("summary", has_text=reader.say("Appearance")).click()
    if scripts:
        prepare(reader)
        assert not misfits(reader)
    reader.page.locator("button[value=dark]").click()
    expect(page).to_have_attribute("data-theme", "dark")
    expect(page).to_have_class("govuk-template tb-elder")
    reader.open("/")
    expect(page).to_have_attribute("data-theme", "dark")


def test_what_the_device_asks_for_is_what_the_reader_can_choose(visit: Visit) -> None:
    reader = visit()
    found: list[Any] = []
    for scheme, address in (("dark", "/design/type/"), ("light", "/design/type/?mode=dark")):
        reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
        reader.open(address)
        found.append(reader.page.evaluate(_TOKENS))
    assert found[0] == found[1]
    assert found[0]["--tb-paper"].strip() == "#11191b"
    reader.open("/design/type/?mode=normal")
    reader.page.emulate_media(color_scheme="dark")
    assert reader.page.evaluate(_TOKENS)["--tb-paper"].strip() == "#faf7f2"


def test_a_choice_made_in_one_browser_follows_the_person_to_another(town: Town, visit: Visit) -> None:
    name = sign_in_name(town.move_in().mother)
    at_home, at_the_counter, neighbour = visit(), visit(size=PHONE), visit()
    at_home.sign_in(name)
    plain, elder = "govuk-template", "govuk-template tb-elder"
    at_home.page.locator(".tb-header__reading").get_by_role("button", name=at_home.say("Easy view")).click()
    expect(at_home.page.locator("html")).to_have_class(elder)
    neighbour.open("/")
    at_the_counter.open("/")
    expect(at_the_counter.page.locator("html")).to_have_class(plain)
    at_the_counter.sign_in(name)
    expect(at_the_counter.page.locator("html")).to_have_class(elder)
    at_the_counter.open("/benefits/all/")
    prepare(at_the_counter)
    assert not misfits(at_the_counter, ELDER)
    assert not list(violations(at_the_counter, ELDER))
    at_the_counter.page.locator("button[name=elder][value=off]").first.click()
    at_home.page.reload()
    for one in (at_home, neighbour):
        expect(one.page.locator("html")).to_have_class(plain)


class TestReadingAloud:
    spoken = """
        window.said = [];
        speechSynthesis.speak = one => window.said.push([one.lang, one.text]);
        speechSynthesis.cancel = () => {};
    """

    def test_the_matter_is_read_in_its_language_and_can_be_stopped(self, visit: Visit) -> None:
        reader = visit()
        reader.page.add_init_script(self.spoken)
        reader.open("/design/type/?mode=elder")
        button = reader.page.get_by_role("button", name=reader.say("Read this page aloud"))
        button.click()
        said = reader.page.evaluate("window.said")
        assert said[0] == ["zh-CN", reader.say("Show this page as")] or said[0][1] == reader.say("Type and measure")
        assert {language for language, _text in said} == {"zh-CN"}
        assert not [text for _language, text in said if reader.say("Read this page aloud") in text]
        stop = reader.page.get_by_role("button", name=reader.say("Stop reading"))
        expect(stop).to_have_attribute("aria-pressed", "true")
        stop.click()
        expect(button).to_be_visible()

    def test_where_nothing_can_speak_there_is_no_button_and_nothing_moves(self, visit: Visit) -> None:
        silent = visit()
        silent.page.add_init_script(
            "delete window.speechSynthesis; Object.defineProperty(window, 'speechSynthesis', {});"
        )
        silent.open("/design/type/?mode=elder")
        expect(silent.page.locator(".tb-aloud__button")).to_be_hidden()
        assert not shifts(silent)
        speaking = visit()
        speaking.open("/design/type/?mode=elder")
        expect(speaking.page.locator(".tb-aloud__button")).to_be_visible()
        assert not shifts(speaking)


class TestSessionEnd:
    @pytest.fixture
    def reader(self, town: Town, visit: Visit) -> Visitor:
        household = town.move_in()
        reader = visit()
        reader.sign_in(sign_in_name(household.mother))
        return reader

    @staticmethod
    def leave(reader: Visitor, left: timedelta) -> None:
        key = next(one["value"] for one in reader.context.cookies() if one.get("name") == "session")
        session = SessionStore(session_key=key)
        session[timeout._UNTIL] = (timezone.now() + left).isoformat()
        session.save()

    def test_who_is_still_there_stays(self, reader: Visitor) -> None:
        self.leave(reader, timedelta(minutes=4))
        reader.open("/notices/")
        dialog = reader.page.get_by_role("dialog", name=reader.say("Are you still there?"))
        expect(dialog).to_be_visible()
        prepare(reader)
        assert not list(violations(reader))
        assert not misfits(reader)
        reader.press("Stay signed in", within=dialog)
        expect(dialog).to_be_hidden()
        reader.open("/notices/")
        assert int(reader.page.locator("#timeout").get_attribute("data-seconds") or 0) > 40_000

    def test_who_is_gone_finds_out_where_to_go_on(self, reader: Visitor) -> None:
        self.leave(reader, timedelta(seconds=3))
        reader.open("/notices/")
        reader.page.get_by_role("dialog").get_by_role("link", name=reader.say("Sign in")).click()
        assert "next=%2Fnotices%2F" in reader.page.url

    def test_without_a_script_the_page_itself_says_it(self, reader: Visitor, visit: Visit) -> None:
        self.leave(reader, timedelta(minutes=20))
        plain = visit(scripts=False)
        plain.context.add_cookies(reader.context.cookies())
        plain.open("/notices/")
        plain.press("Stay signed in")
        assert plain.path == "/notices/"
        expect(plain.page.get_by_role("button", name=plain.say("Stay signed in"))).to_have_count(0)


class TestExchange:
    path = "/design/exchange/"

    @staticmethod
    def search(reader: Visitor, word: str) -> None:
        reader.page.get_by_role("searchbox").fill(word)
        reader.page.get_by_role("button", name=reader.say("Search"), exact=True).click()

    def test_the_part_that_came_has_the_focus_and_is_announced(self, visit: Visit) -> None:
        reader = visit(language="en")
        reader.open(self.path)
        reader.page.evaluate("window.same = true")
        self.search(reader, "receipt")
        expect(reader.page.get_by_role("heading", name="1 word found")).to_be_focused()
        expect(reader.page.get_by_role("status")).to_have_text("1 word found")
        assert reader.page.evaluate("window.same")
        assert reader.page.url.endswith("?q=receipt")

    def test_nothing_moves_however_slow_the_answer_is(self, visit: Visit) -> None:
        """Counted with every shift, those soon after a press too, which browsers leave out of their own score."""
        reader = visit(language="en")
        reader.page.route(
            "**/design/exchange/?q=*", lambda route: (reader.page.wait_for_timeout(700), route.continue_())
        )
        reader.open(self.path)
        for word in ("receipt", "zzz", ""):
            self.search(reader, word)
            expect(reader.page.get_by_role("status")).to_contain_text("found")
            expect(reader.page.locator("#found-title")).to_be_focused()
        reader.page.wait_for_timeout(300)
        assert not shifts(reader)

    def test_where_an_exchange_fails_the_page_is_loaded(self, visit: Visit) -> None:
        reader = visit(language="en")
        reader.page.route(
            "**/design/exchange/?q=*",
            lambda route: route.abort() if route.request.headers.get("hx-request") else route.continue_(),
        )
        reader.open(self.path)
        self.search(reader, "receipt")
        expect(reader.page.get_by_role("heading", name="1 word found")).to_be_visible()
        reader.problems.clear()  # the browser notes the answer that we took away

    def test_without_a_script_the_form_loads_the_page(self, visit: Visit) -> None:
        reader = visit(language="en", scripts=False)
        reader.open(self.path)
        self.search(reader, "receipt")
        expect(reader.page.get_by_role("heading", name="1 word found")).to_be_visible()


def test_with_the_keyboard_alone_one_gets_past_the_header(visit: Visit) -> None:
    reader = visit(language="en")
    reader.open("/account/sign-in/")
    reader.page.keyboard.press("Tab")
    expect(reader.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#main")).to_be_focused()
    reader.page.keyboard.press("Tab")
    expect(reader.page.get_by_label("Username")).to_be_focused()
    ring = reader.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"


def test_on_paper_there_is_only_the_matter(visit: Visit) -> None:
    reader = visit()
    reader.open("/design/charts/")
    reader.page.emulate_media(media="print")
    for gone in (".tb-header__reading", ".td-menu", ".td-modes"):
        expect(reader.page.locator(gone).first).to_be_hidden()
    expect(reader.page.locator(".tb-chart__drawing").first).to_be_visible()
    expect(reader.page.locator(".tb-chart table").first).to_be_visible()
    assert reader.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("path", ["/", "/design/matters/", "/design/charts/", "/design/forms/"])
def test_in_the_colours_of_the_readers_own_system(visit: Visit, path: str) -> None:
    reader = visit()
    reader.page.emulate_media(forced_colors="active")
    reader.open(path)
    prepare(reader)
    # Contrast is then the system's business, and axe knows only the colours that we asked for.
    assert not [one for one in violations(reader) if not one.startswith("color-contrast")]
    assert not misfits(reader)
    for selector in (".tb-chart__bar", ".govuk-button", ".govuk-tag"):
        for one in reader.page.locator(selector).all()[:1]:
            drawn = one.evaluate("one => [getComputedStyle(one).fill, getComputedStyle(one).borderTopStyle]")
            assert "solid" in drawn or drawn[0] == "rgb(0, 0, 0)"


def test_an_agent_with_a_long_name_is_named_whole(town: Town, visit: Visit) -> None:
    reader = visit(size=PHONE)
    reader.sign_in(sign_in_name(story.BOSS))
    reader.page.evaluate(
        "name => document.querySelectorAll('bdi').forEach(one => one.textContent = name)", "ئايگۈل مەمەتجان" * 4
    )
    prepare(reader)
    assert not misfits(reader)
