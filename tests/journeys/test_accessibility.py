"""What the accessibility statement says was found is what axe finds: `script/accessibility` writes it from this run.

Without being asked to write, one view of every page is looked at and compared with what the statement says of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

from portal.about.statement import REPORT
from tests import story
from tests.journeys import pages
from tests.journeys.conftest import Town, Visit, sign_in_name
from tests.journeys.looking import PLAIN, SIZES, WAYS, Way, prepare, read_as
from tests.journeys.visitor import PHONE, Size, Visitor

FIRM = "老马面馆"
LANGUAGES: Final = ("zh-hans", "en")
_TARGET: Final = os.environ.get("TONGBAN_ACCESSIBILITY_REPORT", "")
Reach = Callable[[Visitor], None]


@pytest.fixture
def reached(town: Town) -> Sequence[tuple[str, Reach, tuple[str, ...]]]:
    """The listed pages by who reads them: how one comes there, and how the statement calls them."""
    household = town.move_in()
    town.report_birth(household.birth())

    def as_mother(reader: Visitor) -> None:
        reader.sign_in(sign_in_name(household.mother))
        reader.wait_for_text("¥63,200.00")

    def as_agent(reader: Visitor) -> None:
        reader.sign_in(sign_in_name(story.BOSS))
        reader.act_for(FIRM)

    return (
        ("", lambda _reader: None, pages.SIGNED_OUT),
        (" (signed in)", as_mother, pages.MOTHER),
        (" (for an enterprise)", as_agent, pages.AGENT),
    )


def mode(language: str, way: Way, size: Size) -> str:
    return f"{language}, {way.name}, {size['width']} px"


def found_on(reader: Visitor, page: str, ways: Sequence[Way], sizes: Sequence[Size]) -> Iterator[dict[str, str]]:
    """Every rule that the open page breaks, in each way of reading it."""
    prepare(reader)
    for way, size in product(ways, sizes):
        read_as(reader, way)
        reader.page.set_viewport_size(size)
        result: dict[str, Any] = reader.page.evaluate("options => axe.run(document, options)", way.options())
        for each in result["violations"]:
            yield {
                "page": page,
                "mode": mode(reader.language, way, size),
                "rule": each["id"],
                "impact": each["impact"] or "",
                "help": each["help"],
            }


def test_the_statement_says_what_axe_finds(reached: Any, visit: Visit) -> None:
    languages, ways, sizes = (LANGUAGES, WAYS, SIZES) if _TARGET else (LANGUAGES[:1], (PLAIN,), (PHONE,))
    findings, named, tool = [], [], ""
    for language, (note, reach, paths) in product(languages, reached):
        reader = visit(language=language)
        reach(reader)
        for path in paths:
            reader.open(path)
            findings += found_on(reader, path + note, ways, sizes)
            named.append(path + note)
        tool = f"axe-core {reader.page.evaluate('axe.version')}"
    report = {
        "checked_on": datetime.now(UTC).date().isoformat(),
        "tool": tool,
        "pages": list(dict.fromkeys(named)),
        "modes": [mode(*one) for one in product(languages, ways, sizes)],
        "findings": findings,
    }
    if _TARGET:
        Path(_TARGET).write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return
    kept = json.loads(REPORT.read_text(encoding="utf-8"))
    assert kept["pages"] == report["pages"], "the pages have changed: run script/accessibility"
    assert set(report["modes"]) <= set(kept["modes"])
    said = [finding for finding in kept["findings"] if finding["mode"] in report["modes"]]
    assert said == findings, "axe finds something else than the statement says: run script/accessibility"
