"""What takes long shows that it moves: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

Advance = Callable[[int], None]
_LINE_EVERY_SECONDS: Final = 10.0


class Steps:
    """The steps of a preparation, one after the other."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def step(self, title: str, *, total: int | None = None) -> Iterator[Advance]:
        """A step of `total` things; what it yields is told how many are done."""
        started = time.monotonic()
        with self._bar(title, total) if self._console.is_terminal else self._lines(title, total) as advance:
            yield advance
        self._console.print(f"[green]✓[/] {title} ({time.monotonic() - started:.1f} s)", highlight=False)

    def note(self, text: str) -> None:
        self._console.print(text, highlight=False)

    @contextmanager
    def _bar(self, title: str, total: int | None) -> Iterator[Advance]:
        columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()]
        with Progress(*columns, TimeElapsedColumn(), console=self._console, transient=True) as bar:
            task = bar.add_task(title, total=total)
            yield lambda done: bar.update(task, completed=done)

    @contextmanager
    def _lines(self, title: str, total: int | None) -> Iterator[Advance]:
        said = time.monotonic()

        def advance(done: int) -> None:
            nonlocal said
            if time.monotonic() - said >= _LINE_EVERY_SECONDS:
                said = time.monotonic()
                of_total = f" of {total:,}" if total else ""
                self._console.print(f"  {title}: {done:,}{of_total}", highlight=False)

        yield advance
