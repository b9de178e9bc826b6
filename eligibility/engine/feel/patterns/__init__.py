"""Patterns of FEEL's ``matches``, ``replace`` and ``split`` (XPath and XQuery Functions 3.1, 5.6): flags s m i x q.

In strict mode a machine of our own runs them, back-references, class subtraction and all, under a budget. In policies
they run on RE2, whose time grows with the text whatever the pattern; what RE2 does not know is refused at loading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from eligibility.engine.feel.patterns import tree
from eligibility.engine.feel.patterns.machine import Machine, Program, Registers, Spend, TooLarge, program
from eligibility.engine.feel.patterns.parser import PatternError, parse, without_space

_FLAGS: Final = frozenset("smixq")


@dataclass(frozen=True, slots=True)
class Pattern:
    program: Program

    @property
    def groups(self) -> int:
        return self.program.groups

    def search(self, text: str, spend: Spend) -> Registers | None:
        return Machine(self.program, text, spend).search(0)

    def matches_nothing(self, spend: Spend) -> bool:
        """Whether it matches the empty text, which ``replace`` and ``split`` do not allow."""
        return self.search("", spend) is not None

    def every(self, text: str, spend: Spend) -> Iterator[Registers]:
        """All matches, left to right, none overlapping; an empty one takes no character."""
        machine, start = Machine(self.program, text, spend), 0
        while start <= len(text):
            found = machine.search(start)
            if found is None:
                return
            yield found
            start = found[1] if found[1] > found[0] else found[1] + 1


@lru_cache(maxsize=512)
def read(pattern: str, flags: str) -> tuple[tree.Tree, int] | None:
    """The tree and its number of groups; none for a pattern or a flag that does not exist."""
    if not set(flags) <= _FLAGS:
        return None
    if "q" in flags:
        return tree.Sequence(tuple(tree.Char(char) for char in pattern)), 0
    try:
        return parse(without_space(pattern) if "x" in flags else pattern)
    except PatternError:
        return None


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> Pattern | None:
    found = read(pattern, flags)
    if found is None:
        return None
    literal = "q" in flags
    try:
        return Pattern(
            program(
                *found,
                dot_all="s" in flags and not literal,
                caseless="i" in flags,
                multiline="m" in flags and not literal,
            )
        )
    except TooLarge:
        return None
