"""The same pattern in the syntax of RE2, for policies: the meaning stays, what RE2 lacks has no translation."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import re2

from eligibility.engine.feel.patterns import read, tree
from eligibility.engine.feel.patterns.blocks import BLOCKS, NAME_PART, NAME_START, Ranges
from eligibility.engine.feel.patterns.classes import CharClass, Escape

_QUIET: Final = re2.Options()
_QUIET.log_errors = False
_SHORT: Final = {"s": r" \t\n\r", "d": r"\p{Nd}"}


class NotLinear(ValueError):
    """A pattern with back-references or class subtraction."""


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> Any:
    """The pattern compiled by RE2; none where it is no pattern or RE2 does not know what it asks for."""
    found = read(pattern, flags)
    if found is None:
        return None
    literal = "q" in flags
    writer = _Writer(dot_all="s" in flags and not literal, multiline="m" in flags and not literal)
    try:
        text = writer.write(found[0])
        return re2.compile(f"(?i:{text})" if "i" in flags else text, _QUIET)
    except (NotLinear, re2.error):
        return None


class _Writer:
    def __init__(self, *, dot_all: bool, multiline: bool) -> None:
        self._dot = r"[\x{0}-\x{10ffff}]" if dot_all else r"[^\n\r]"
        self._multiline = multiline

    def write(self, node: tree.Tree) -> str:
        written: str = _WRITERS[node.__class__](self, node)
        return written

    def char(self, node: tree.Char) -> str:
        return _code(ord(node.char))

    def any(self, _node: tree.Dot) -> str:
        return self._dot

    def one(self, node: tree.One) -> str:
        return _class(node.of)

    def start(self, _node: tree.Start) -> str:
        return "(?m:^)" if self._multiline else r"\A"

    def end(self, _node: tree.End) -> str:
        return "(?m:$)" if self._multiline else r"\z"

    def back(self, _node: tree.Back) -> str:
        raise NotLinear

    def group(self, node: tree.Group) -> str:
        return f"({self.write(node.inner)})" if node.number is not None else f"(?:{self.write(node.inner)})"

    def sequence(self, node: tree.Sequence) -> str:
        return "".join(
            f"(?:{self.write(part)})" if isinstance(part, tree.Choice) else self.write(part) for part in node.parts
        )

    def choice(self, node: tree.Choice) -> str:
        return "|".join(map(self.write, node.branches))

    def repeat(self, node: tree.Repeat) -> str:
        most = "" if node.most is None else node.most
        return f"(?:{self.write(node.inner)}){{{node.least},{most}}}{'' if node.greedy else '?'}"


_WRITERS: Final[dict[type, Callable[[_Writer, Any], str]]] = {
    tree.Char: _Writer.char,
    tree.Dot: _Writer.any,
    tree.One: _Writer.one,
    tree.Start: _Writer.start,
    tree.End: _Writer.end,
    tree.Back: _Writer.back,
    tree.Group: _Writer.group,
    tree.Sequence: _Writer.sequence,
    tree.Choice: _Writer.choice,
    tree.Repeat: _Writer.repeat,
}


def _code(code: int) -> str:
    return f"\\x{{{code:x}}}"


def _ranges(ranges: Ranges) -> str:
    return "".join(_code(first) if first == last else f"{_code(first)}-{_code(last)}" for first, last in ranges)


def _class(node: CharClass) -> str:
    if node.minus is not None:
        raise NotLinear
    inner = _ranges(node.ranges) + "".join(map(_escape, node.escapes))
    return f"[{'^' if node.negated else ''}{inner}]"


def _escape(node: Escape) -> str:
    """An escape inside of a class. RE2 has no negation there but of categories, so others are turned around."""
    if node.name in _SHORT and not node.negated:
        return _SHORT[node.name]
    if node.name == "w":
        return r"\p{P}\p{Z}\p{C}" if node.negated else r"\p{L}\p{M}\p{N}\p{S}"
    ranges = _named(node.name)
    if ranges is None:
        name = "Nd" if node.name == "d" else node.name
        return f"\\{'P' if node.negated else 'p'}{{{name}}}"
    return _ranges(_outside(ranges) if node.negated else ranges)


def _named(name: str) -> Ranges | None:
    if name == "s":
        return ((0x9, 0xA), (0xD, 0xD), (0x20, 0x20))
    if name in ("i", "c"):
        return tuple(sorted(NAME_START if name == "i" else NAME_PART))
    return BLOCKS.get(name.removeprefix("Is")) if name.startswith("Is") else None


def _outside(ranges: Ranges) -> Ranges:
    found, following = [], 0
    for first, last in ranges:
        if first > following:
            found.append((following, first - 1))
        following = last + 1
    return (*found, (following, 0x10FFFF))
