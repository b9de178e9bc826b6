"""What is wrong with a page: for people who can't see it well, on a phone and a desktop, in every way of reading it.

One look opens a page once and then reads it in six ways: plain, elder mode and dark, each 390 and 1280 pixels wide.
The ways differ by a class and an attribute of <html> alone, so the page that the server sends need not be asked again.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import expect

from tests.journeys.visitor import DESKTOP, PHONE, Size, Visitor
from tests.validity import faults

_AXE = Axe()
_MEASURE: Final = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
# Own styles and scripts of a page, compressed, with what is shared by all pages counted too.
BUDGET: Final = 60_000
# More than nothing, because a chart's last pixel may be rounded; far below what anybody could see.
_SHIFT: Final = 0.001
_DESK: Final = "/admin/"
_TAGS: Final = (
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
    *("best-practice", "section508", "EN-301-549", "TTv5", "RGAAv4", "ACT"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody reads: `target` is the least height and width of what they press, in pixels."""

    name: str
    elder: bool = False
    theme: str = "light"
    target: int = 44

    def options(self) -> dict[str, Any]:
        """Every rule of axe, whatever its severity; of the two on contrast the stricter one in the elder mode.

        Without preloading: axe would copy style sheets into inline styles, which the page's policy refuses.
        """
        return {
            "resultTypes": ["violations"],
            "preload": False,
            "runOnly": {"type": "tag", "values": list(_TAGS)},
            "rules": {"color-contrast-enhanced": {"enabled": self.elder}, "target-size": {"enabled": True}},
        }


PLAIN: Final = Way("plain")
ELDER: Final = Way("elder", elder=True, target=60)
DARK: Final = Way("dark", theme="dark")
WAYS: Final = (PLAIN, ELDER, DARK)
SIZES: Final = (PHONE, DESKTOP)


def look_at(reader: Visitor, path: str, *, sizes: Sequence[Size] = SIZES, ways: Sequence[Way] = WAYS) -> None:
    """Open a page and fail with what is wrong with it."""
    reader.open(path)
    look_here(reader, sizes=sizes, ways=ways)


def look_here(reader: Visitor, *, sizes: Sequence[Size] = SIZES, ways: Sequence[Way] = WAYS) -> None:
    """`look_at` the page that is open."""
    expect(reader.page.locator("html")).to_have_attribute("lang", reader.language)
    found = {"as sent": [*shifts(reader), *weight(reader), *invalid(reader)]}
    prepare(reader)
    for way in ways if not on_the_desk(reader) else [way for way in ways if not way.elder]:
        read_as(reader, way)
        for size in sizes:
            reader.page.set_viewport_size(size)
            found[f"{way.name}, {size['width']} wide"] = [*violations(reader, way), *misfits(reader, way)]
    read_as(reader, PLAIN)
    told = "\n".join(f"{where}: {what}" for where, everything in found.items() for what in everything)
    assert not told, f"{reader.path} ({reader.language})\n{told}"


def prepare(reader: Visitor) -> None:
    """Bring axe and our own measures into the page; they come with their packages, nothing is fetched."""
    reader.page.evaluate(_AXE.axe_script)
    reader.page.evaluate(_MEASURE)


def read_as(reader: Visitor, way: Way) -> None:
    reader.page.evaluate(
        """way => {
            document.documentElement.classList.toggle("tb-elder", way.elder);
            document.documentElement.dataset.theme = way.theme;
        }""",
        {"elder": way.elder, "theme": way.theme},
    )


def violations(reader: Visitor, way: Way = PLAIN) -> Iterator[str]:
    found: dict[str, Any] = reader.page.evaluate("options => axe.run(document, options)", way.options())
    for each in found["violations"]:
        where = "\n    ".join(node["html"][:200] for node in each["nodes"][:5])
        yield f"{each['id']}: {each['help']}\n    {where}"


def misfits(reader: Visitor, way: Way = PLAIN) -> list[str]:
    """Words that are cut or hang over, a page wider than its screen, things too small to press."""
    target = 0 if on_the_desk(reader) else way.target
    found: list[str] = reader.page.evaluate("target => tongbanMeasure(target)", target)
    return found


def shifts(reader: Visitor) -> list[str]:
    """What moved while the page came, however soon after a press. The desk swaps nothing, and is not measured."""
    if on_the_desk(reader):
        return []
    moved: float = reader.page.evaluate(
        """() => new Promise(resolve => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => resolve(sum), 60);
        })"""
    )
    return [f"the page moved by {moved:.4f} while it came"] if moved > _SHIFT else []


def weight(reader: Visitor) -> list[str]:
    """Styles and scripts, compressed as they travel."""
    if on_the_desk(reader):
        return []
    addresses: list[str] = reader.page.evaluate(
        """() => performance.getEntriesByType("resource").map(one => one.name)
            .filter(name => /\\.(css|js)(\\?|$)/.test(name))"""
    )
    total = sum(_compressed(reader, urlsplit(address).path) for address in addresses)
    return [f"styles and scripts weigh {total:,} bytes"] if total > BUDGET else []


def invalid(reader: Visitor) -> list[str]:
    if on_the_desk(reader) or reader.document is None:
        return []
    return [f"not valid: {fault}" for fault in faults(reader.document.text())]


def on_the_desk(reader: Visitor) -> bool:
    """Django's own admin: its markup and its small targets are not ours."""
    return reader.path.startswith(_DESK)


_weights: dict[str, int] = {}


def _compressed(reader: Visitor, path: str) -> int:
    if path not in _weights:
        _weights[path] = len(gzip.compress(reader.context.request.get(reader.address + path).body(), 6))
    return _weights[path]
