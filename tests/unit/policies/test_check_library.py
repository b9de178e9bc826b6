from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from eligibility.policies.reading import SHIPPED
from tests.unit.policies.libraries import copy_of_shipped, edit

CODE = "elderly-allowance"


def test_the_shipped_library() -> None:
    out, progress = StringIO(), StringIO()
    call_command("check_library", stdout=out, stderr=progress)
    policies = len(list(SHIPPED.glob("*/policy.yaml")))
    assert str(policies) in out.getvalue()
    assert progress.getvalue().count("\n") == policies


def test_a_failing_case_names_itself_and_exits_with_1(tmp_path: Path) -> None:
    folder = copy_of_shipped(tmp_path / "library", CODE)
    edit(folder / CODE / "model.dmn", ("<text>600</text>", "<text>610</text>"))
    with pytest.raises(CommandError) as caught:
        call_command("check_library", str(folder), stdout=StringIO(), stderr=StringIO())
    assert caught.value.returncode == 1
    assert "100 on the first day of the month" in str(caught.value)
    assert "610.00" in str(caught.value)


def test_a_wrong_file_exits_with_2(tmp_path: Path) -> None:
    folder = copy_of_shipped(tmp_path / "library", CODE)
    edit(folder / CODE / "policy.yaml", ("unit: person\n", ""))
    with pytest.raises(CommandError) as caught:
        call_command("check_library", str(folder), stdout=StringIO(), stderr=StringIO())
    assert caught.value.returncode == 2
    assert f"{CODE}/policy.yaml" in str(caught.value)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("check_library", str(tmp_path / "nowhere"), stdout=StringIO(), stderr=StringIO())
