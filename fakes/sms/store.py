"""What the gateway must not forget: messages taken, and the reports about them."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, recipient TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS report (
    number INTEGER PRIMARY KEY, message TEXT NOT NULL, state TEXT NOT NULL, error TEXT NOT NULL, polls INTEGER NOT NULL
);
"""


class Store:
    """One connection and one lock: a gateway of one desk is enough here."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._lock = threading.RLock()
        self._connection.executescript(_SCHEMA)

    def take(self, identity: str, recipient: str, text: str, reports: list[tuple[str, str, str, int]]) -> str:
        """ "new", "repeated" or "conflict"; a new message and its reports are one transaction."""
        with self._lock:
            known = self._connection.execute("SELECT recipient, text FROM message WHERE id = ?", [identity]).fetchone()
            if known is not None:
                return "repeated" if known == (recipient, text) else "conflict"
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("INSERT INTO message VALUES (?, ?, ?)", [identity, recipient, text])
            self._connection.executemany(
                "INSERT INTO report (message, state, error, polls) VALUES (?, ?, ?, ?)", reports
            )
            self._connection.execute("COMMIT")
            return "new"

    def has(self, identity: str) -> bool:
        with self._lock:
            found = self._connection.execute("SELECT 1 FROM message WHERE id = ?", [identity]).fetchone()
        return found is not None

    def reports_after(self, number: int) -> list[dict[str, Any]]:
        """Those that are ready, up to the first that is not: numbers come in order. Asking brings late ones nearer."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT number, message, state, error, polls FROM report WHERE number > ? ORDER BY number", [number]
            ).fetchall()
            self._connection.execute("UPDATE report SET polls = polls - 1 WHERE polls > 0 AND number > ?", [number])
        ready: list[dict[str, Any]] = []
        for place, message, state, error, polls in rows:
            if polls > 0:
                break
            ready.append({"number": place, "id": message, "state": state, "error": error})
        return ready

    def sent(self) -> list[dict[str, str]]:
        with self._lock:
            rows = self._connection.execute("SELECT id, recipient, text FROM message ORDER BY rowid").fetchall()
        return [{"id": identity, "to": recipient, "text": text} for identity, recipient, text in rows]

    def close(self) -> None:
        with self._lock:
            self._connection.close()
