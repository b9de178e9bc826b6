"""What the bank must not forget: messages received, its account book, credits booked, answers published.

One SQLite file. A message, its credits and its answers are one transaction: after a kill the bank either never saw the
message or has booked all of it, as a real bank would.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from fakes.bank.documents import Outcome
from fakes.bank.judge import Entry

_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (msg_id TEXT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS account (number TEXT PRIMARY KEY, holder TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS credit (
    id INTEGER PRIMARY KEY, msg_id TEXT NOT NULL REFERENCES message, end_to_end_id TEXT NOT NULL,
    number TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS answer (
    id INTEGER PRIMARY KEY, number INTEGER UNIQUE, polls_to_wait INTEGER NOT NULL, msg_id TEXT NOT NULL,
    document TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A document for the customer; its number is given when it is published."""

    message_id: str
    document: str


class Store:
    """All access goes through one connection and one lock: a bank of one desk is enough here."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._lock = threading.RLock()
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written together and durably, or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def sha256_of(self, message_id: str) -> str | None:
        row = self._one("SELECT sha256 FROM message WHERE msg_id = ?", message_id)
        return None if row is None else str(row[0])

    def add_message(self, message_id: str, name: str, sha256: str) -> None:
        self._run("INSERT INTO message VALUES (?, ?, ?)", message_id, name, sha256)

    def set_account(self, entry: Entry) -> None:
        self._run("INSERT OR REPLACE INTO account VALUES (?, ?, ?)", entry.number, entry.holder, entry.state)

    def book(self, numbers: Sequence[str]) -> dict[str, Entry]:
        rows = (self._one("SELECT number, holder, state FROM account WHERE number = ?", number) for number in numbers)
        return {row[0]: Entry(*row) for row in rows if row is not None}

    def add_credit(self, message_id: str, outcome: Outcome) -> None:
        transfer = outcome.transfer
        self._run(
            "INSERT INTO credit (msg_id, end_to_end_id, number, amount, currency) VALUES (?, ?, ?, ?, ?)",
            message_id,
            transfer.end_to_end_id,
            transfer.number,
            f"{transfer.amount:.2f}",
            transfer.currency,
        )

    def credits(self) -> list[dict[str, str]]:
        names = ("message", "end_to_end_id", "number", "amount", "currency")
        rows = self._all("SELECT msg_id, end_to_end_id, number, amount, currency FROM credit ORDER BY id")
        return [dict(zip(names, map(str, row), strict=True)) for row in rows]

    def add_answer(self, answer: Answer, polls_to_wait: int) -> None:
        """Publish now, or after so many polls."""
        self._run(
            "INSERT INTO answer (number, polls_to_wait, msg_id, document) VALUES (NULL, ?, ?, ?)",
            polls_to_wait,
            answer.message_id,
            answer.document,
        )
        self._publish()

    def answers_after(self, number: int) -> list[dict[str, str | int]]:
        """The answers above that number; asking brings late ones nearer."""
        with self.transaction():
            self._run("UPDATE answer SET polls_to_wait = polls_to_wait - 1 WHERE number IS NULL")
            self._publish()
        rows = self._all("SELECT number, document FROM answer WHERE number > ? ORDER BY number LIMIT 100", number)
        return [{"number": row[0], "document": row[1]} for row in rows]

    def _publish(self) -> None:
        next_number = "(SELECT coalesce(max(number), 0) + 1 FROM answer)"
        for (row_id,) in self._all("SELECT id FROM answer WHERE number IS NULL AND polls_to_wait <= 0 ORDER BY id"):
            self._run(f"UPDATE answer SET number = {next_number} WHERE id = ?", row_id)  # noqa: S608 - a constant

    def _run(self, sql: str, *values: object) -> None:
        with self._lock:
            self._connection.execute(sql, values)

    def _one(self, sql: str, *values: object) -> tuple[str, ...] | None:
        with self._lock:
            row: tuple[str, ...] | None = self._connection.execute(sql, values).fetchone()
            return row

    def _all(self, sql: str, *values: object) -> list[tuple[str | int, ...]]:
        with self._lock:
            return list(self._connection.execute(sql, values))
