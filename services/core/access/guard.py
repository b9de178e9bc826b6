"""The cursor's guard: no facts without an entry in the access log.

A net under the code, not a wall against an attacker: it reads the text of SQL. It relies on facts being addressed with
their schema ("facts"."birth"), never by search_path, and it does not see COPY.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from psycopg.sql import Composable

from services.core.access.window import current

_FACTS_TABLE: Final = re.compile(r"""(?<![\w."])(?:"facts"|facts)\s*\.\s*"?(\w+)""", re.IGNORECASE)


class AccessNotRecorded(Exception):
    """SQL touches facts outside `reading()`, or a dataset that the reading did not declare."""

    def __init__(self, tables: frozenset[str]) -> None:
        super().__init__(
            f"Facts of {', '.join(sorted(tables))} are read without an entry in the access log: "
            f"wrap the reading in services.core.access.api.reading() and declare these datasets."
        )
        self.tables = tables


def guard_facts_reads(
    execute: Callable[..., Any],
    sql: Any,
    params: Any,
    many: bool,  # noqa: FBT001 - Django's signature
    context: dict[str, Any],
) -> Any:
    tables = facts_tables(_text(sql))
    if tables and not current().covers(tables):
        raise AccessNotRecorded(tables - current().datasets)
    return execute(sql, params, many, context)


def facts_tables(text: str) -> frozenset[str]:
    """The tables of the schema `facts` that a statement names."""
    if "facts" not in text.lower():
        return frozenset()
    return frozenset(name.lower() for name in _FACTS_TABLE.findall(text))


def _text(sql: Any) -> str:
    if isinstance(sql, Composable):
        return sql.as_string()
    return sql.decode() if isinstance(sql, bytes) else str(sql)
