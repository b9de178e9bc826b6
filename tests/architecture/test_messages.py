"""Chinese first, English complete: no string without its Chinese, none fuzzy, none that nobody uses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
SOURCES = ("services", "eligibility", "portal", "templates", "locale")
SHOWN = 40


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue as script/messages makes it from today's sources."""
    copy = tmp_path_factory.mktemp("messages")
    for name in SOURCES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    command = [sys.executable, "-m", "django", "makemessages", "--locale=zh_Hans", "--no-obsolete", "--verbosity=0"]
    # Without settings, which makemessages doesn't need and the copy doesn't have.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return copy / CATALOGUE


def entries(path: Path, *selection: str) -> list[str]:
    """The entries that gettext selects, one text each, without the header and without comments."""
    command = ["msgattrib", *selection, "--no-obsolete", "--no-wrap", "--no-location", str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    blocks = (re.sub(r"^#.*\n", "", block, flags=re.MULTILINE).strip() for block in done.stdout.split("\n\n"))
    return [block for block in blocks if block and not block.startswith('msgid ""\nmsgstr')]


def strings(path: Path) -> set[str]:
    """What is translated, with its context and plural; not into what."""
    return {block.split("\nmsgstr")[0] for block in entries(path)}


def test_every_string_is_translated(fresh: Path) -> None:
    left = entries(fresh, "--untranslated")
    assert not left, f"{len(left)} without Chinese: run script/messages.\n" + "\n\n".join(left[:SHOWN])


def test_none_is_fuzzy(fresh: Path) -> None:
    guessed = entries(fresh, "--only-fuzzy")
    assert not guessed, f"{len(guessed)} only guessed: run script/messages.\n" + "\n\n".join(guessed[:SHOWN])


def test_placeholders_survive_translation(fresh: Path) -> None:
    done = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", str(fresh)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_catalogue_holds_what_the_sources_say(fresh: Path) -> None:
    """A string taken out of the sources leaves the catalogue: run script/messages."""
    kept, said = strings(ROOT / CATALOGUE), strings(fresh)
    assert kept == said, "\n\n".join(["Only in the catalogue:", *(kept - said), "Only in the sources:", *(said - kept)])
    assert len(said) > SHOWN
