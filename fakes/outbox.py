"""What a fake received, one JSON object a line: for whoever wants to see what would have gone out."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Outbox:
    """A file that grows, or nothing where no file was named."""

    def __init__(self, path: str) -> None:
        self._path = Path(path) if path else None
        self._lock = threading.Lock()
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, entry: dict[str, Any]) -> None:
        if self._path is None:
            return
        line = json.dumps({"at": datetime.now(tz=UTC).isoformat(timespec="seconds"), **entry}, ensure_ascii=False)
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
