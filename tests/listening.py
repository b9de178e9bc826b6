"""Hearing all that is logged, at every level."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from logging.config import DictConfigurator
from typing import Any

from django.conf import settings
from django.http import HttpRequest


class _Listener(logging.Handler):
    """Every record at every level, with its arguments, its extras and its traceback."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        traceback = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        # Django attaches the request itself, which no formatter of ours writes.
        said = {key: value for key, value in vars(record).items() if not isinstance(value, HttpRequest)}
        self._lines.append(f"{record.getMessage()} {said!r} {traceback}")


@contextmanager
def listening() -> Iterator[tuple[list[str], StringIO]]:
    """Everything that is logged meanwhile: as records, and as the stream that a server writes."""
    records: list[str] = []
    stream = StringIO()
    written = logging.StreamHandler(stream)
    configured: Any = DictConfigurator({"version": 1})
    written.setFormatter(configured.configure_formatter(dict(settings.LOGGING["formatters"]["json"])))
    handlers = [_Listener(records), written]
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield records, stream
    finally:
        root.setLevel(level)
        for handler in handlers:
            root.removeHandler(handler)
