"""What the tests of published policies share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from eligibility.policies.api import Loaded, sync_library
from eligibility.policies.reading import read_library
from services.core.audit.api import Actor
from tests.unit.policies.libraries import copy_of_shipped

LOADER = Actor.system("load_policies")
Publish = Callable[..., Loaded]


@pytest.fixture
def publish(at: datetime) -> Publish:
    """Load a folder, by default the shipped library."""

    def load(folder: Path | None = None, *, at: datetime = at) -> Loaded:
        return sync_library(actor=LOADER, at=at, library=None if folder is None else read_library(folder))

    return load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped library to change."""
    return copy_of_shipped(tmp_path / "library")
