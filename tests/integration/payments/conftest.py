"""What the tests of payments share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from tests.integration.payments.bank_process import KEY, BankProcess


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """These tests read refusals in the language of the sources."""
    with translation.override("en"):
        yield


@pytest.fixture
def bank(tmp_path: Path, settings: Settings) -> Iterator[BankProcess]:
    """A bank of this test's own, which the settings name."""
    process = BankProcess(tmp_path / "bank.sqlite3")
    process.start()
    settings.BANK_URL, settings.BANK_KEY, settings.BANK_TIMEOUT_SECONDS = process.url, KEY, 0.5
    try:
        yield process
    finally:
        process.stop()
