"""Structured logs without personal data: ids only, and what looks like an identity number is cut out."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from portal.settings.environment import MODE, Mode

_LONG_NUMBER = re.compile(r"\d{11,}[0-9Xx]?")
_LEAST_LONG = 10**10
# What PostgreSQL adds to a violated constraint: the row, or the key, with its values.
_ROW_OF_ERROR = re.compile(r"(?<=DETAIL:).*?(?=\n\n|\Z)", re.DOTALL)
# Made by us, and worth nothing with a part cut out: the head of the audit's chain is there to be compared.
_KEPT_WHOLE = frozenset({"head", "request_id", "user_id"})
# What our own calls say beside the event; what libraries attach (a request, a connection) stays out.
_EXTRAS = ("attempt", "delivery", "entries", "error", "head", "pause", "tick")
# An address is personal, and whoever sends X-Forwarded-For chooses what would be written. The proxy knows it.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut numbers as long as a phone's, an identity's or an account's out of a log entry, however deep they lie.

    Of addresses only the path is kept: people type names and numbers into searches.
    """
    return {key: _entry(key, value) for key, value in event.items()}


def _entry(key: str, value: Any) -> Any:
    if key.startswith("_") or key in _KEPT_WHOLE:  # structlog's own keys begin with an underscore
        return value
    return _clean(value.partition("?")[0] if key == "request" and isinstance(value, str) else value)


def _clean(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _LEAST_LONG else "[number]"
    if isinstance(value, Mapping):
        return {_clean(str(key)): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item) for item in value]
    return _LONG_NUMBER.sub("[number]", _ROW_OF_ERROR.sub(" [row]", str(value)))


_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.ExtraAdder(allow=_EXTRAS),
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
    redact,
]
structlog.configure(
    processors=[*_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

_LEVEL = {Mode.PRODUCTION: "INFO", Mode.DEMO: "WARNING", Mode.TEST: "CRITICAL"}[MODE]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": _PROCESSORS,
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools")},  # they tell every step
    "root": {"handlers": ["stderr"], "level": _LEVEL},
}
