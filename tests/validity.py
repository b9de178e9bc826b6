"""Whether a page is valid HTML: as html5lib's strict parser reads it, and by what the standard says of its content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as MESSAGES

_REFERENCES: Final = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")
# What may stand directly in these, beside scripts and templates.
_CHILDREN: Final = {
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "dl": frozenset({"div", "dt", "dd"}),
    "tr": frozenset({"th", "td"}),
    "select": frozenset({"option", "optgroup"}),
}
# What may not stand inside these, at any depth.
_FORBIDDEN: Final = {
    "a": frozenset({"a", "button", "input", "select", "textarea", "summary"}),
    "button": frozenset({"a", "button", "input", "select", "textarea", "summary"}),
    "form": frozenset({"form"}),
    "label": frozenset({"label"}),
    "dt": frozenset({"header", "footer", "h1", "h2", "h3", "h4"}),
}
_PHRASING_ONLY: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "span", "strong", "em", "button", "label", "legend", "bdi"}
)
_BLOCKS: Final = frozenset(
    {
        "div",
        "p",
        "ul",
        "ol",
        "dl",
        "table",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "form",
        "details",
        "pre",
        "aside",
    }
)
# What an element is nothing without; an input needs an id for its label.
_ATTRIBUTES: Final = {"img": "alt", "a": "href", "input": "id"}
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})  # which a legend may hold
_OBSOLETE: Final = frozenset({"center", "font", "big", "tt", "strike", "marquee", "frame", "frameset"})


def faults(page: str) -> list[str]:
    """Everything that is wrong; an empty list for a valid page."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root: Element = parser.parse(page)
    said = [f"line {line}: {MESSAGES[code] % values}" for (line, _column), code, values in parser.errors]
    return [*said, *_identities(root), *_content(root), *_required(root)]


def _identities(root: Element) -> Iterator[str]:
    known = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    yield from (f"the id {name!r} is there {times} times" for name, times in known.items() if times > 1)
    for element in root.iter():
        for attribute in _REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in known:
                    yield f"<{element.tag} {attribute}={name!r}> leads to nothing"


def _content(root: Element, above: tuple[str, ...] = ()) -> Iterator[str]:
    tag = root.tag if isinstance(root.tag, str) else ""
    if tag in _OBSOLETE:
        yield f"<{tag}> is obsolete"
    for outer in above:
        if tag in _FORBIDDEN.get(outer, frozenset()):
            yield f"<{tag}> inside <{outer}>"
        if outer in _PHRASING_ONLY and tag in _BLOCKS and not (outer == "legend" and tag in _HEADINGS):
            yield f"<{tag}> inside <{outer}>, which holds words alone"
    allowed = _CHILDREN.get(tag)
    for child in root:
        name = child.tag if isinstance(child.tag, str) else ""
        if allowed and name and name not in allowed | {"script", "template"}:
            yield f"<{name}> directly inside <{tag}>"
        if name != "svg":
            yield from _content(child, (*above, tag))


def _required(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style" or element.get("style") is not None:
            yield f"a style of its own: <{element.tag}>"
        wanted = _ATTRIBUTES.get(element.tag if isinstance(element.tag, str) else "")
        if wanted and element.get(wanted) is None and element.get("type") not in {"hidden", "submit"}:
            yield f"<{element.tag}> without {wanted}"
    if not (root.findtext("head/title") or "").strip():
        yield "no title"
    if root.get("lang") is None:
        yield "no language"
    yield from (
        f"not exactly one <{tag}>, but {found}" for tag in ("main", "h1") if (found := len(list(root.iter(tag)))) != 1
    )
