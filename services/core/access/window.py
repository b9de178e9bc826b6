"""What may be read right now, in this thread of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Window:
    """The datasets that an open reading declared; `writing` is a feed's, which may touch them all."""

    datasets: frozenset[str] = frozenset()
    writing: bool = False

    def covers(self, tables: frozenset[str]) -> bool:
        return self.writing or tables <= self.datasets


_CLOSED: Final = Window()
_window: ContextVar[Window] = ContextVar("access_window", default=_CLOSED)


def current() -> Window:
    return _window.get()


def active() -> bool:
    """Whether facts may be read here."""
    return bool(_window.get().datasets)


@contextmanager
def opened(window: Window) -> Iterator[None]:
    """Inside, this window and the ones around it are open."""
    around = _window.get()
    token = _window.set(Window(around.datasets | window.datasets, around.writing or window.writing))
    try:
        yield
    finally:
        _window.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """For feeds and the making of tables, which write facts rather than look at somebody's."""
    with opened(Window(writing=True)):
        yield
