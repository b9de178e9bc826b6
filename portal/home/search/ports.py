"""Who has something to be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.core.components.api import Words


@dataclass(frozen=True, slots=True)
class Document:
    """`words`: what people call it besides its title, in any language; `text`: told, and searched last."""

    kind: Words
    title: str
    href: str
    text: str = ""
    words: Sequence[str] = ()


Source = Callable[[], Iterable[Document]]
"""The documents in the language that is active."""

_sources: Final[list[Source]] = []


def register_source(source: Source) -> None:
    _sources.append(source)


def sources() -> tuple[Source, ...]:
    return tuple(_sources)
