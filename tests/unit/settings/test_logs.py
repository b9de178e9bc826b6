"""What a server writes: ids, never numbers of people or rows of tables, and whole what is there to be compared."""

from __future__ import annotations

import json
import logging
from io import StringIO
from typing import Any

import pytest
import structlog

from tests.listening import listening

NUMBER = "6222000000001234"


def written(say: Any) -> dict[str, Any]:
    with listening() as (_records, stream):
        say()
    found: dict[str, Any] = json.loads(StringIO(stream.getvalue()).readlines()[-1])
    return found


@pytest.fixture
def log() -> Any:
    return structlog.get_logger("tests.logs")


def test_long_numbers_are_cut_out_however_deep(log: Any) -> None:
    said = written(lambda: log.info("said", text=f"to {NUMBER}", number=int(NUMBER), deep={"list": [NUMBER, 12]}))
    assert (said["text"], said["number"], said["deep"]) == ("to [number]", "[number]", {"list": ["[number]", 12]})


def test_of_an_address_only_the_path_is_written(log: Any) -> None:
    said = written(lambda: log.info("request_started", request="GET /admin/identity/subject/?q=%E6%9E%97"))
    assert said["request"] == "GET /admin/identity/subject/"


def test_an_error_of_the_database_is_written_without_its_row(log: Any) -> None:
    row = ValueError('violates check constraint "x"\nDETAIL:  Failing row contains (林晓雯,\n 1993-04-18).')
    later = KeyError("later")
    later.__cause__ = row
    said = written(lambda: logging.getLogger("tests.logs").error("failed", exc_info=later))["exception"]
    assert "林晓雯" not in said
    assert "1993-04-18" not in said
    assert "violates check constraint" in said
    assert "KeyError: 'later'" in said


def test_the_head_of_the_audit_log_is_written_whole() -> None:
    """Kept outside the database it proves the log: see services.core.audit."""
    head = "12:" + "0123456789012345" * 4
    said = written(lambda: logging.getLogger("tests.logs").info("audit.sealed", extra={"entries": 3, "head": head}))
    assert (said["entries"], said["head"]) == (3, head)


def test_what_libraries_attach_is_not_written() -> None:
    said = written(lambda: logging.getLogger("django.request").warning("Not Found", extra={"request": NUMBER}))
    assert NUMBER not in str(said)
    assert "request" not in said
