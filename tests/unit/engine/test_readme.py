"""The engine's README tells the truth: its examples run, and its table names what is there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

ENGINE = Path(__file__).parents[3] / "eligibility" / "engine"


def test_the_examples_run() -> None:
    failed, tried = doctest.testfile(str(ENGINE / "README.md"), module_relative=False, verbose=False)
    assert (failed, tried > 8) == (0, True)


def test_every_file_that_it_names_is_there() -> None:
    table = (ENGINE / "README.md").read_text("utf-8").split("## Where things are")[1]
    for name in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE):
        for place in re.findall(r"`([a-z_/]+)`", name):
            folder = "feel/" if name.startswith("`feel/") and not place.startswith("feel/") else ""
            path = ENGINE / f"{folder}{place}"
            assert path.is_dir() or path.with_suffix(".py").is_file(), place
