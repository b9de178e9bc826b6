"""What is kept of a failure."""

import pytest

from services.core.outbox.delivery import described


def test_an_error_is_noted_without_its_words() -> None:
    with pytest.raises(ValueError) as failed:
        int("6222021234567890123 of Wang Fang")
    note = described(failed.value)
    assert note.startswith("builtins.ValueError at test_failures.py:")
    assert "6222" not in note
