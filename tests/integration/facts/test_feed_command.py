"""`manage.py feed`."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from eligibility.facts.api import Feed
from tests.unit.facts.deliveries import as_csv, golden

pytestmark = pytest.mark.django_db


def run(path: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("feed", str(path), stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("name", ["birth.csv", "birth-2025-11.csv", "birth_2025-11.csv"])
def test_takes_the_dataset_from_the_name(name: str, tmp_path: Any) -> None:
    (tmp_path / name).write_bytes(as_csv("birth", [golden("birth")]))
    with translation.override("en"):
        assert "applied 1" in run(tmp_path / name)
        assert "nothing changed" in run(tmp_path / name)


def test_longest_name_wins(tmp_path: Any) -> None:
    (tmp_path / "employer_wage-2024.csv").write_bytes(as_csv("employer_wage", [golden("employer_wage")]))
    run(tmp_path / "employer_wage-2024.csv")
    assert Feed.objects.get().dataset == "employer_wage"


def test_lists_what_was_held_back(tmp_path: Any) -> None:
    (tmp_path / "x.csv").write_bytes(as_csv("birth", [golden("birth", kind="twins")]))
    with translation.override("en"):
        said = run(tmp_path / "x.csv", dataset="birth")
    assert "Line 2, kind “twins”: The value is not in the list of codes: live_birth, loss." in said


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("facts.csv", b"x", "begin with the name of a dataset"),
        ("birth.csv", "出生".encode("gb18030"), "GBK"),
        ("birth.xlsx", b"PK", "neither CSV nor JSON"),
        ("birth.csv", None, "can’t be read"),
    ],
)
def test_fails_with_a_message(name: str, content: bytes | None, message: str, tmp_path: Any) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with translation.override("en"), pytest.raises(CommandError, match=message):
        run(tmp_path / name)
