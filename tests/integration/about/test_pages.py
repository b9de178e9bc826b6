"""The pages about the site: no cookie, both languages, and what machines ask for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from portal.about.site import sections
from services.core.routes.api import Audience
from tests.integration.test_routes import OURS
from tests.pages import CHINESE, ENGLISH, Visitor, query_budget

pytestmark = pytest.mark.django_db
PAGES = ["/about/privacy/", "/about/accessibility/", "/about/site-map/"]
# Public, but nobody's reading matter: machines' doors, steps of something, and what only a form leads to.
NOT_ON_THE_MAP = {
    "about:sitemap_xml",
    "access:schema",
    "about:robots",
    "about:security",
    "about:city_css",
    "about:mark",
    "account_logout",
    "account_inactive",
    "api-schema",
    "health:live",
    "health:ready",
    "identity:reading",
    "openid_connect_callback",
    "openid_connect_login",
    "reach:manifest",
    "reach:offline",
    "reach:service_worker",
}


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_asks_nothing_of_the_database(path: str, language: str) -> None:
    with query_budget(0):
        Visitor(Client(), language).opens(path)


@pytest.mark.parametrize("path", PAGES)
def test_reading_leaves_no_cookie(path: str) -> None:
    client = Client()
    for language in ("zh-hans", "en"):
        response = client.get(path, {"language": language})
        assert not response.cookies
        assert f'lang="{language}"' in response.content.decode()


def test_an_unknown_language_is_the_readers_own() -> None:
    page = Client().get("/about/privacy/", {"language": "'><script>"}, headers={"accept-language": "en"})
    assert 'lang="en"' in page.content.decode()
    assert "<script>" not in page.content.decode().replace('<script type="module"', "")


def test_every_public_page_is_on_the_map() -> None:
    """A page that nobody put on the map, nor left off on purpose, fails here."""
    on_the_map = {page.route for section in sections() for page in section.pages}
    plain = {route.name for route in OURS if route.audience is Audience.PUBLIC and "<" not in route.pattern}
    assert plain - on_the_map - NOT_ON_THE_MAP == set()


def test_the_map_leads_somewhere() -> None:
    client = Client()
    for section in sections():
        for page in section.pages:
            assert client.get(page.address).status_code in {200, 302}, page.route


def test_search_engines_get_the_public_pages_only() -> None:
    response = Client().get("/sitemap.xml")
    tree = etree.fromstring(response.content)
    found = [element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"http://testserver{reverse('about:privacy')}" in found
    assert not any("/benefits/" in str(address) for address in found)
    assert "Disallow: /\n" in Client().get("/robots.txt").content.decode()


def test_security_txt_follows_its_standard(settings: Any) -> None:
    """RFC 9116: Contact and Expires are required, Expires lies less than a year ahead."""
    settings.TONGBAN_TODAY = date(2025, 12, 1)
    lines = Client().get("/.well-known/security.txt").content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"] == "mailto:security@qingdu.example"
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert 30 < (expires.date() - date(2025, 12, 1)).days < 365


class TestACityWithColours:
    @pytest.fixture(autouse=True)
    def _city(self, settings: Any, tmp_path: Path) -> None:
        text = Path("portal/demo/city.yaml").read_text(encoding="utf-8")
        mark = tmp_path / "mark.svg"
        mark.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8"/></svg>')
        added = 'portal:\n  mark: mark.svg\n  colours: {brand: "#7a1020", accent: "#0a7a50"}\n'
        file = tmp_path / "city.yaml"
        file.write_text(text.replace("portal:\n", added), encoding="utf-8")
        settings.TONGBAN_CITY = file

    def test_its_pages_wear_them(self) -> None:
        page = Client().get("/about/privacy/").content.decode()
        assert "/city.css?" in page
        css = Client().get("/city.css")
        assert css["Content-Type"] == "text/css; charset=utf-8"
        assert "--tb-brand: #7a1020" in css.content.decode()

    def test_its_mark_can_do_nothing(self) -> None:
        image = Client().get("/mark.svg")
        assert image["Content-Type"] == "image/svg+xml"
        assert image["Content-Security-Policy"] == "default-src 'none'"


def test_without_a_mark_there_is_none() -> None:
    assert Client().get("/mark.svg").status_code == 404
