"""The syntax tree of a pattern."""

from __future__ import annotations

from dataclasses import dataclass

from eligibility.engine.feel.patterns.classes import CharClass


@dataclass(frozen=True, slots=True)
class Char:
    char: str


@dataclass(frozen=True, slots=True)
class Dot:
    """``.``: with the ``s`` flag really anything, otherwise not the end of a line."""


@dataclass(frozen=True, slots=True)
class One:
    """One character of a class."""

    of: CharClass


@dataclass(frozen=True, slots=True)
class Start:
    """``^``."""


@dataclass(frozen=True, slots=True)
class End:
    """``$``."""


@dataclass(frozen=True, slots=True)
class Back:
    """``\\1``: what the group has matched."""

    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """``(...)`` with its number, ``(?:...)`` without."""

    number: int | None
    inner: Tree


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    branches: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    inner: Tree
    least: int
    most: int | None
    greedy: bool


Tree = Char | Dot | One | Start | End | Back | Group | Sequence | Choice | Repeat
