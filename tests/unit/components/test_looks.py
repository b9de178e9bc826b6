"""What the strict content security policy and readable colours ask of every template and style."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# What becomes a PDF is never in a browser, and readers of e-mail know no style sheets.
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.html")
    if not path.stem.endswith(("_pdf", "paper")) and path.parent.name != "mail"
)
PALETTE = (ROOT / "static/src/scss/_palette.scss").read_text()

# What stands on what, with the least contrast that WCAG 2.2 AA asks for: text 4.5, borders of controls and marks 3.
PAIRS = [
    *[
        (text, ground, 4.5)
        for text in ("ink", "ink-soft", "link", "danger")
        for ground in ("paper", "surface", "muted")
    ],
    *[("link-visited", ground, 4.5) for ground in ("paper", "surface")],
    *[(tone, f"{tone}-soft", 4.5) for tone in ("success", "danger", "warning", "info")],
    *[(tone, "surface", 4.5) for tone in ("success", "danger", "warning", "info")],
    *[("ink", f"{tone}-soft", 4.5) for tone in ("success", "danger", "warning", "info", "accent")],
    ("on-accent-soft", "accent-soft", 4.5),
    ("surface", "accent", 4.5),
    ("on-action", "action", 4.5),
    ("on-action", "action-hover", 4.5),
    ("on-brand", "brand", 4.5),
    ("on-brand-soft", "brand", 4.5),
    ("on-brand-soft", "brand-deep", 4.5),
    ("on-focus", "focus", 4.5),
    *[("line-strong", ground, 3) for ground in ("paper", "surface")],
    *[("accent", ground, 3) for ground in ("paper", "surface")],
]


def colours(theme: str) -> dict[str, tuple[float, ...]]:
    block = re.search(rf"\${theme}: \((.*?)\);", PALETTE, re.DOTALL)
    assert block
    found = re.findall(r'"([\w-]+)": #([0-9a-f]{6})', block.group(1))
    return {name: tuple(int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)) for name, code in found}


def luminance(colour: tuple[float, ...]) -> float:
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_can_be_read_on_its_ground(theme: str) -> None:
    known = colours(theme)
    for text, ground, least in PAIRS:
        lighter, darker = sorted((luminance(known[text]), luminance(known[ground])), reverse=True)
        contrast = (lighter + 0.05) / (darker + 0.05)
        assert contrast >= least, f"{text} on {ground} in the {theme}: {contrast:.2f}"


def test_both_themes_name_the_same_colours() -> None:
    assert colours("light").keys() == colours("dark").keys()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_needs_an_exception_from_the_security_policy(path: Path) -> None:
    markup = path.read_text()
    assert not re.search(r"\sstyle\s*=|<style\b", markup)
    assert not re.search(r"\son[a-z]+\s*=", markup)
    assert not re.search(r"javascript:", markup, re.IGNORECASE)
    for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", markup, re.DOTALL):
        assert "src=" in attributes
        assert not body.strip()


def test_no_template_fetches_from_another_site() -> None:
    for path in TEMPLATES:
        assert not re.search(r'(?:src|srcset|<link[^>]*href)\s*=\s*"(?:https?:)?//', path.read_text()), path


def test_packages_are_locked_by_hash_and_without_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or "integrity" in package, name
