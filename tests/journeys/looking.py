"""What is wrong with a page: for people who can't see it well, on a phone, on a desktop, in the dark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import expect

from tests.journeys.visitor import DESKTOP, PHONE, Size, Visitor

SIZES = (PHONE, DESKTOP)
_AXE = Axe()
# Without preloading: axe would copy style sheets into inline styles, which the page's policy refuses.
_EVERYTHING = {"resultTypes": ["violations"], "preload": False}
_CONTRAST = {**_EVERYTHING, "runOnly": ["color-contrast"]}


def look_at(reader: Visitor, path: str, *, sizes: Sequence[Size] = SIZES) -> None:
    """Open a page and fail with what is wrong with it."""
    reader.open(path)
    look_here(reader, sizes=sizes)


def look_here(reader: Visitor, *, sizes: Sequence[Size] = SIZES) -> None:
    """`look_at` the page that is open."""
    expect(reader.page.locator("html")).to_have_attribute("lang", reader.language)
    prepare(reader)
    found: dict[str, list[str]] = {}
    for size in sizes:
        reader.page.set_viewport_size(size)
        found[f"{size['width']} wide"] = [*violations(reader), *overhang(reader)]
    reader.page.emulate_media(color_scheme="dark")
    found["in the dark"] = list(violations(reader, _CONTRAST))
    reader.page.emulate_media(color_scheme="light")
    told = "\n".join(f"{where}: {what}" for where, everything in found.items() for what in everything)
    assert not told, f"{reader.path} ({reader.language})\n{told}"


def prepare(reader: Visitor) -> None:
    """Bring axe into the page; it comes with its package, nothing is fetched."""
    reader.page.evaluate(_AXE.axe_script)


def violations(reader: Visitor, options: Mapping[str, Any] = _EVERYTHING) -> Iterator[str]:
    found: dict[str, Any] = reader.page.evaluate("options => axe.run(document, options)", options)
    for each in found["violations"]:
        where = "\n    ".join(node["html"][:200] for node in each["nodes"][:5])
        yield f"{each['id']}: {each['help']}\n    {where}"


def overhang(reader: Visitor) -> list[str]:
    over = reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"the page is {over} pixels wider than the screen"] if over > 0 else []
