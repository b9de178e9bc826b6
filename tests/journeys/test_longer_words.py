"""With every string two fifths longer no word is cut, on a phone and on a desktop, plain and in the elder mode."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from portal.database.roles import APP
from tests import databases, processes, story
from tests.journeys import pages
from tests.journeys.conftest import Town, sign_in_name
from tests.journeys.looking import ELDER, PLAIN, SIZES, misfits, prepare, read_as
from tests.journeys.visitor import DESKTOP, PASSWORD, Visitor, visitor
from tests.pseudo import longer, write_catalogue

CHINESE = Path(__file__).parents[2] / "locale/zh_Hans/LC_MESSAGES/django.mo"


@pytest.fixture(scope="module")
def address(town_as_built: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    locale = write_catalogue(CHINESE, tmp_path_factory.mktemp("locale"))
    folder = tmp_path_factory.mktemp("longer")
    with databases.server() as server:
        url = server.url(APP, town_as_built.database)
        with processes.web_alone(url, folder, "tests.pseudo_settings", TONGBAN_PSEUDO_LOCALE=str(locale)) as started:
            yield started


@pytest.fixture
def reader(address: str, browser: Browser) -> Iterator[Visitor]:
    one = visitor(browser, address, language="en", size=DESKTOP, scripts=True)
    yield one
    one.context.close()
    assert not one.problems


def sign_in(reader: Visitor, username: str) -> None:
    reader.open("/account/sign-in/")
    reader.page.locator("#id_login").fill(username)
    reader.page.locator("#id_password").fill(PASSWORD)
    reader.main.locator("button[type=submit]").first.click()
    reader.page.wait_for_url(reader.address + "/")


def look(reader: Visitor, path: str) -> list[str]:
    reader.open(path)
    assert "⟦" in reader.page.locator("h1").inner_text() + reader.page.locator("footer").inner_text(), path
    prepare(reader)
    found = []
    for way in (PLAIN, ELDER):
        read_as(reader, way)
        for size in SIZES:
            reader.page.set_viewport_size(size)
            cut = [one for one in misfits(reader, way) if not one.startswith("too small")]
            found += [f"{path}, {way.name}, {size['width']} wide: {one}" for one in cut]
    return found


def test_what_everybody_sees(reader: Visitor) -> None:
    found = [one for path in (*pages.SIGNED_OUT, *pages.DESIGN) for one in look(reader, path)]
    assert not found, "\n".join(found)


def test_what_a_mother_sees(town: Town, reader: Visitor) -> None:
    household = town.move_in()
    town.report_birth(household.birth())
    sign_in(reader, sign_in_name(household.mother))
    reader.wait_for_text("¥63,200.00")
    found = [one for path in pages.MOTHER for one in look(reader, path)]
    assert not found, "\n".join(found)


def test_what_an_agent_sees(town: Town, reader: Visitor) -> None:
    sign_in(reader, sign_in_name(story.BOSS))
    found = [one for path in ("/", "/acting/") for one in look(reader, path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text", ["Sign in", "%(offers)s offers for <strong>%(name)s</strong>", "100%% of {name}\n"])
def test_what_is_put_in_stays_as_it_is(text: str) -> None:
    made = longer(text)
    kept = re.compile(r"%\(\w+\)s|%%|\{name\}|<[^>]+>|\n")
    assert kept.findall(made) == kept.findall(text)
    assert len(made) >= 1.4 * len(kept.sub("", text))


def test_what_has_no_letters_is_left_alone() -> None:
    assert longer("%(day)s – %(number)s") == "%(day)s – %(number)s"
