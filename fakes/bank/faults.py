"""How the bank misbehaves when it is told to. Kept in memory: a restart is a fault of its own and ends the others.

`times` counts messages received (for `forged`: polls answered); it defaults to 1.

| kind                   | what happens                                                                  |
|------------------------|-------------------------------------------------------------------------------|
| `timeout_after_accept` | the message is booked, the reply never comes (`seconds`, default 30)          |
| `error_after`          | the message is booked, the reply is 500                                       |
| `error_before`         | 500 and nothing is booked                                                     |
| `drop_before`          | the connection is closed and nothing is booked                                |
| `refuse`               | 422: the bank does not take the message at all                                |
| `staged`               | RCVD, ACTC, ACCP, ACSP and only then the final answer                         |
| `duplicate`            | every answer is published `copies` times (default 2)                          |
| `late`                 | answers appear only after `polls` more polls (default 2)                      |
| `reorder`              | the answers to one message are published in reverse                           |
| `contradict`           | a last answer says the opposite of the final one                              |
| `partial`              | every `every`-th transfer (default 2) is refused with `reason` (default AC04) |
| `returned`             | every `every`-th credit (default 1) comes back as camt.054                    |
| `unknown`              | an answer also names a payment that nobody sent                               |
| `garbled`              | an answer that is no XML at all comes first                                   |
| `forged`               | the answer to a poll carries a wrong signature                                |
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = frozenset(
    {
        "timeout_after_accept",
        "error_after",
        "error_before",
        "drop_before",
        "refuse",
        "staged",
        "duplicate",
        "late",
        "reorder",
        "contradict",
        "partial",
        "returned",
        "unknown",
        "garbled",
        "forged",
    }
)


class UnknownFaultError(ValueError):
    """The lever that was pulled does not exist."""


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    options: Mapping[str, Any]

    def number(self, name: str, default: int) -> int:
        return int(self.options.get(name, default))

    def text(self, name: str, default: str) -> str:
        return str(self.options.get(name, default))


@dataclass(slots=True)
class Faults:
    """The faults in force, each with how often it still strikes."""

    _left: dict[str, tuple[Fault, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, order: Mapping[str, Any]) -> None:
        kind = str(order.get("kind", ""))
        if kind not in KINDS:
            message = f"There is no fault {kind!r}; there are {', '.join(sorted(KINDS))}."
            raise UnknownFaultError(message)
        times = int(order.get("times", 1))
        with self._lock:
            self._left[kind] = (Fault(kind, dict(order)), times)

    def clear(self) -> None:
        with self._lock:
            self._left.clear()

    def take(self, kind: str) -> Fault | None:
        """The fault if it strikes now; one time fewer is left afterwards."""
        with self._lock:
            fault, left = self._left.get(kind, (None, 0))
            if fault is None or left <= 0:
                return None
            self._left[kind] = (fault, left - 1)
            return fault
