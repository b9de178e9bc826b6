"""Where a feed's good rows wait until all of them are known: a temporary table, then a few set-based statements.

Duplicates, unchanged rows and successions concern the whole feed; sets in the database decide them in constant memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from eligibility.facts.ddl import SYSTEM_COLUMNS_IN_ORDER, table
from eligibility.facts.descriptors import Descriptor

_ANALYZE_FROM: Final = 10_000  # rows: below this the planner's guess for a fresh table is good enough
_LINES_SHOWN: Final = 5
_FETCH: Final = 2000


class Duplicate(NamedTuple):
    line: int
    shown: str
    lines: list[int]
    same: bool


class Stage:
    """The staging table of one feed, for one transaction."""

    def __init__(self, cursor: CursorWrapper, descriptor: Descriptor) -> None:
        self.cursor = cursor
        self.columns = [*SYSTEM_COLUMNS_IN_ORDER, *(field.name for field in descriptor.stored)]
        self._names = {
            "stage": sql.Identifier(f"stage_{descriptor.name}"),
            "facts": table(descriptor.name),
            "columns": sql.SQL(", ").join(map(sql.Identifier, self.columns)),
            "key": sql.SQL(", ").join(map(sql.Identifier, descriptor.key)),
            "same_key": sql.SQL(" AND ").join(
                sql.SQL("current.{0} = staged.{0}").format(sql.Identifier(name)) for name in descriptor.key
            ),
            "twin_key": sql.SQL(" AND ").join(
                sql.SQL("twins.{0} = staged.{0}").format(sql.Identifier(name)) for name in descriptor.key
            ),
        }

    def open(self) -> None:
        self._run(
            "CREATE TEMPORARY TABLE {stage} (LIKE {facts}, line integer NOT NULL, shown text NOT NULL) ON COMMIT DROP"
        )

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Rows in the order of `columns`, then line and the key as a clerk may see it."""
        statement = sql.SQL("COPY {stage} ({columns}, line, shown) FROM STDIN").format(**self._names)
        with self.cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def analyze(self, rows: int) -> None:
        if rows >= _ANALYZE_FROM:
            self._run("ANALYZE {stage}")

    def take_duplicates(self) -> Iterator[Duplicate]:
        """Remove the rows whose key appears more than once: all of them, or all but the first if they are the same."""
        self._run(
            "DELETE FROM {stage} AS staged USING ("
            " SELECT {key}, array_agg(line ORDER BY line) AS lines, count(DISTINCT content) = 1 AS same"
            " FROM {stage} GROUP BY {key} HAVING count(*) > 1"
            ") AS twins WHERE {twin_key} AND NOT (twins.same AND staged.line = twins.lines[1])"
            " RETURNING staged.line, staged.shown, twins.lines[1:%s], twins.same",
            [_LINES_SHOWN + 1],
        )
        while rows := self.cursor.fetchmany(_FETCH):
            for line, shown, lines, same in rows:
                yield Duplicate(line, shown, lines, same)

    def drop_unchanged(self) -> int:
        """Forget the rows that say what the current rows say already."""
        self._run(
            "DELETE FROM {stage} AS staged USING {facts} AS current"
            " WHERE {same_key} AND current.superseded_at IS NULL AND current.content = staged.content"
        )
        return self._affected()

    def apply(self) -> int:
        """Close the current rows that the staged ones follow, and append these. Nothing is ever overwritten."""
        # A clock that went back must not make a successor older than what it replaces.
        self._run(
            "UPDATE {stage} AS staged SET recorded_at = current.recorded_at FROM {facts} AS current"
            " WHERE {same_key} AND current.superseded_at IS NULL AND current.recorded_at > staged.recorded_at"
        )
        self._run(
            "UPDATE {facts} AS current SET superseded_at = staged.recorded_at FROM {stage} AS staged"
            " WHERE {same_key} AND current.superseded_at IS NULL"
        )
        self._run("INSERT INTO {facts} ({columns}) SELECT {columns} FROM {stage} ORDER BY line")
        return self._affected()

    def close(self) -> None:
        self._run("DROP TABLE {stage}")

    def _affected(self) -> int:
        return int(self.cursor.rowcount)

    def _run(self, statement: str, params: Sequence[Any] | None = None) -> None:
        self.cursor.execute(sql.SQL(statement).format(**self._names), params)


def system_values(
    *, fact_id: UUID, valid_from: Any, valid_to: Any, recorded_at: datetime, feed_id: UUID, content: bytes
) -> tuple[Any, ...]:
    """The values of SYSTEM_COLUMNS_IN_ORDER for a new row."""
    return (fact_id, valid_from, valid_to, recorded_at, None, feed_id, content)
