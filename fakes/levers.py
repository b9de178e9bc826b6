"""The levers by which a test makes a fake misbehave, the same for all of them. Kept in memory: a restart ends them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class UnknownFaultError(ValueError):
    """The lever that was pulled does not exist."""


@dataclass(slots=True)
class Levers:
    """The faults in force, each with how often it still strikes."""

    kinds: frozenset[str]
    _left: dict[str, tuple[Mapping[str, Any], int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pull(self, order: Mapping[str, Any]) -> None:
        kind = str(order.get("kind", ""))
        if kind not in self.kinds:
            message = f"There is no fault {kind!r}; there are {', '.join(sorted(self.kinds))}."
            raise UnknownFaultError(message)
        with self._lock:
            self._left[kind] = (dict(order), int(order.get("times", 1)))

    def release(self) -> None:
        with self._lock:
            self._left.clear()

    def strikes(self, kind: str) -> Mapping[str, Any] | None:
        """The order of the fault if it strikes now; one time fewer is left afterwards."""
        with self._lock:
            order, left = self._left.get(kind, ({}, 0))
            if left <= 0:
                return None
            self._left[kind] = (order, left - 1)
            return order
