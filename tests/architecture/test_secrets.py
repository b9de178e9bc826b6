"""Outside the demo no secret has a default."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("TONGBAN_SECRET_KEY", "TONGBAN_ENCRYPTION_KEY", "TONGBAN_INDEX_KEY", "BANK_KEY")


@pytest.mark.parametrize("missing", SECRETS)
def test_production_does_not_start_without(missing: str) -> None:
    environment = {**os.environ, "TONGBAN_MODE": "production", **dict.fromkeys(SECRETS, "x" * 44)}
    environment[missing] = ""
    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr


def test_the_date_is_fixed_in_the_demo_alone() -> None:
    environment = {**os.environ, "TONGBAN_MODE": "production", "TONGBAN_TODAY": "2025-12-01"}
    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings.city"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert "TONGBAN_TODAY fixes the date of the demo only" in done.stderr
