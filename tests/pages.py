"""Pages as a browser without scripts has them: parsed, checked, their forms filled in and sent; and what they cost.

Whatever page a `Visitor` comes to is checked at once (`problems_of`): nobody needs to remember to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

import html5lib  # type: ignore[import-untyped]  # its stubs are no dependency
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from services.bodies.api import city

ENGLISH, CHINESE = "en", "zh-hans"
ERROR_MARKS = {ENGLISH: "Error: ", CHINESE: "错误："}
_CONTROLS = ("input", "select", "textarea")
_UNSEEN = {"hidden", "submit", "button"}
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
_LIST = re.compile(r"\((?:\?(?:::\w+)?(?:, )?)+\)")


@contextmanager
def query_budget(most: int) -> Iterator[None]:
    """Fail where the block asks the database more than `most` times, and say what it asked, the most frequent first."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"] for query in captured.captured_queries]
    if len(asked) > most:
        pytest.fail(f"{len(asked)} statements, {most} are allowed:\n{grouped(asked)}", pytrace=False)


def grouped(statements: list[str]) -> str:
    """Each shape of statement once, with how often it was asked: what is repeated for each row leads the list."""
    shapes = Counter(_LIST.sub("(…)", _LITERAL.sub("?", statement)) for statement in statements)
    return "\n".join(f"{count:4} x {shape[:400]}" for shape, count in shapes.most_common())


def words_of(element: etree._Element) -> str:
    """Its text as a reader sees it, with single spaces."""
    return " ".join("".join(map(str, element.itertext())).split())


@dataclass(frozen=True)
class Form:
    """A form as it stands on the page."""

    element: etree._Element
    address: str

    @property
    def posts(self) -> bool:
        return self.element.get("method", "get").lower() == "post"

    @property
    def buttons(self) -> list[etree._Element]:
        return list(self.element.iter("button"))

    def filled(self) -> dict[str, str]:
        """What is sent when nothing is touched."""
        values = {}
        for control in self.element.iter(*_CONTROLS):
            name, value = control.get("name"), _value(control)
            if name and value is not None:
                values[name] = value
        return values

    def options(self, name: str) -> dict[str, str]:
        """The value of each radio button or option of a select, by its words."""
        ids = {label.get("for"): words_of(label) for label in self.element.iter("label")}
        radios = {
            ids[control.get("id")]: str(control.get("value"))
            for control in self.element.iter("input")
            if control.get("name") == name and control.get("type") == "radio"
        }
        for select in self.element.iter("select"):
            if select.get("name") == name:
                radios |= {words_of(option): str(option.get("value")) for option in select.iter("option")}
        return radios


def _value(control: etree._Element) -> str | None:
    if control.tag == "textarea":
        return control.text or ""
    if control.tag == "select":
        chosen = [option for option in control.iter("option") if option.get("selected") is not None]
        first = next(control.iter("option"))
        return (chosen[0] if chosen else first).get("value")
    if control.get("type") in {"radio", "checkbox"}:
        return control.get("value", "on") if control.get("checked") is not None else None
    return control.get("value", "")


class Page:
    """A page that came back, whatever its status."""

    def __init__(self, response: Any, address: str) -> None:
        self.status: int = response.status_code
        self.address = address
        self.html: str = response.content.decode()
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
        self.tree: etree._Element = parser.parse(self.html).getroot()
        self.parse_errors = [
            f"{where}: {html5lib.constants.E[code] % details}" for where, code, details in parser.errors
        ]

    @cached_property
    def main(self) -> etree._Element:
        return next(self.tree.iter("main"))

    @cached_property
    def words(self) -> str:
        """What the page says between header and footer."""
        return words_of(self.main)

    @property
    def language(self) -> str:
        return self.tree.get("lang", "")

    @property
    def title(self) -> str:
        return words_of(next(self.tree.iter("title")))

    @property
    def heading(self) -> str:
        return words_of(next(self.tree.iter("h1")))

    @cached_property
    def summary(self) -> list[tuple[str, str]]:
        """The error summary: each message and the field that it leads to ("" where it is about no field)."""
        found = []
        for box in with_class(self.tree, "govuk-error-summary"):
            for item in box.iter("li"):
                link = item.find("a")
                found.append((words_of(item), "" if link is None else str(link.get("href", "")).removeprefix("#")))
        return found

    @property
    def errors(self) -> list[str]:
        return [message for message, _field in self.summary]

    @cached_property
    def messages(self) -> list[str]:
        """What the portal says once, at the top."""
        return [words_of(box) for box in with_class(self.tree, "govuk-notification-banner__content")]

    @cached_property
    def links(self) -> dict[str, str]:
        """The addresses that the page leads to, by their words."""
        return {words_of(link): str(link.get("href")) for link in self.main.iter("a")}

    @cached_property
    def forms(self) -> list[Form]:
        return [Form(form, urljoin(self.address, form.get("action") or "")) for form in self.tree.iter("form")]

    def form(self, button: str) -> Form:
        """The form with a button whose words begin like this."""
        for form in self.forms:
            if any(words_of(one).startswith(button) for one in form.buttons):
                return form
        offered = [words_of(one) for form in self.forms for one in form.buttons]
        message = f"no button {button!r} among {offered}"
        raise AssertionError(message)

    def cards(self) -> dict[str, str]:
        """What each card says, by the benefit's title."""
        return {words_of(next(card.iter("h2", "h3"))): words_of(card) for card in with_class(self.main, "tb-card")}

    def verdicts(self) -> dict[str, str]:
        """What each verdict row says, by the benefit's title."""
        return {words_of(next(row.iter("h3"))): words_of(row) for row in with_class(self.main, "tb-verdict")}

    def steps(self) -> list[str]:
        return [words_of(step) for box in with_class(self.main, "tb-timeline") for step in box.iter("li")]

    def rows(self) -> dict[str, str]:
        """Lines of summary lists: what stands beside each key."""
        found = {}
        for row in with_class(self.main, "govuk-summary-list__row"):
            key, value = next(row.iter("dt")), next(row.iter("dd"))
            found[words_of(key)] = words_of(value)
        return found


def with_class(root: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in root.iter(etree.Element) if name in (element.get("class") or "").split()]


@dataclass
class Visitor:
    """Somebody at a browser without scripts, in one language."""

    client: Client
    language: str = CHINESE
    checked: bool = field(default=True, repr=False)

    def opens(self, path: str, *, status: int = 200) -> Page:
        """Go there, and on to wherever that leads."""
        return self._arrive(self.client.get(path, follow=True, headers=self._headers), path, status)

    def sends(self, path: str, given: dict[str, str], *, status: int = 200) -> Page:
        """Send a form, and follow."""
        return self._arrive(self.client.post(path, given, follow=True, headers=self._headers), path, status)

    def presses(
        self, page: Page, button: str, *, status: int = 200, typed: Mapping[str, str] | None = None, **given: str
    ) -> Page:
        """Fill the button's form in and press it; what is neither typed nor given is sent as it stands on the page."""
        form = page.form(button)
        pressed = next(one for one in form.buttons if words_of(one).startswith(button))
        named = {str(pressed.get("name")): str(pressed.get("value"))} if pressed.get("name") else {}
        assert form.posts
        return self.sends(form.address, {**form.filled(), **(typed or {}), **given, **named}, status=status)

    @property
    def _headers(self) -> dict[str, str]:
        return {"accept-language": self.language}

    def _arrive(self, response: Any, path: str, status: int) -> Page:
        chain = getattr(response, "redirect_chain", [])
        page = Page(response, chain[-1][0] if chain else path)
        assert page.status == status, f"{page.address}: {page.status}\n{page.words}"
        problems = problems_of(page, self.language) if self.checked else []
        assert not problems, f"{page.address}:\n" + "\n".join(problems)
        return page


def problems_of(page: Page, language: str) -> list[str]:
    """Everything that is wrong with a page as a page, whatever it is about."""
    found = [f"not valid: {error}" for error in page.parse_errors]
    headings = [words_of(one) for one in page.tree.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        found.append(f"the first headings are {headings}, not one")
    if page.language != language:
        found.append(f"is marked as {page.language!r}, not as {language!r}")
    return [*found, *_title(page, language), *_names(page), *_labels(page), *_summary(page), *_texts(page)]


def _title(page: Page, language: str) -> Iterator[str]:
    site = city().portal_names[language]
    if not re.fullmatch(rf".+ – {site}", page.title):
        yield f"its title is {page.title!r}"
    if page.title.startswith(ERROR_MARKS[language]) != bool(page.summary):
        yield f"its title is {page.title!r}, its errors are {page.errors}"


def _names(page: Page) -> Iterator[str]:
    """Ids are unique, and whatever refers to one finds it."""
    counted = Counter(element.get("id") for element in page.tree.iter(etree.Element) if element.get("id"))
    yield from (f"the id {name!r} occurs {count} times" for name, count in counted.items() if count > 1)
    for element in page.tree.iter(etree.Element):
        wanted = [*str(element.get("aria-labelledby", "")).split(), *str(element.get("aria-describedby", "")).split()]
        if element.tag == "label" and element.get("for"):
            wanted.append(str(element.get("for")))
        if element.tag == "a" and str(element.get("href", "")).startswith("#"):
            wanted.append(str(element.get("href"))[1:])
        yield from (f"<{element.tag}> refers to {name!r}, which is not there" for name in wanted if name not in counted)


def _labels(page: Page) -> Iterator[str]:
    """Every control says what it is for; buttons among which one is chosen stand under a question."""
    labelled = {label.get("for") for label in page.tree.iter("label") if words_of(label)}
    for control in page.tree.iter(*_CONTROLS):
        if control.get("type") in _UNSEEN:
            continue
        named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
        if not named:
            yield f"the control {control.get('name')!r} has no label"
        if control.get("type") == "radio" and not _question_of(control):
            yield f"the choice {control.get('name')!r} has no question"
    for element in page.tree.iter("a", "button"):
        if not (words_of(element) or element.get("aria-label") or element.get("title")):
            yield f"a <{element.tag}> says nothing"


def _question_of(control: etree._Element) -> str:
    groups = (group for group in control.iterancestors("fieldset"))
    return next((words_of(legend) for group in groups for legend in group.iter("legend")), "")


def _summary(page: Page) -> Iterator[str]:
    """Each message of the error summary leads to its field, which repeats it."""
    by_id = {element.get("id"): element for element in page.tree.iter(*_CONTROLS)}
    for message, target in page.summary:
        if target and target not in by_id:
            yield f"the error {message!r} leads to {target!r}, which is no field"
        elif target and page.words.count(message) < 2:
            yield f"the error {message!r} does not stand at its field"


def _texts(page: Page) -> Iterator[str]:
    """Nothing of the machine shows: dates as in files, names of parameters, tags of templates."""
    for pattern, what in (
        (r"\b\d{4}-\d{2}-\d{2}\b", "a date as in a file"),
        (r"%\(\w+\)s|{{|{%|}}", "a gap that was not filled"),
        (r"\b(?:None|True|False)\b(?! on record)", "a value of the machine's"),
    ):
        yield from (f"shows {what}: {found}" for found in re.findall(pattern, _read_aloud(page.main)))


def _read_aloud(element: etree._Element) -> str:
    """The text without the wording of rules, which is quoted as it stands in the model."""
    parts = [element.text or ""]
    for child in element.iterchildren():
        parts += ["" if child.tag in {"code", "pre"} else _read_aloud(child), child.tail or ""]
    return " ".join(parts)
