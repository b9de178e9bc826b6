"""A pattern as a small program, and the machine that runs it: first match wins, in bounded time.

Without back-references no place of the program is tried twice at the same place of the text, so that time grows with
the product of both. With them that cannot be had (matching is NP-hard), and the budget ends what does not end itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from eligibility.engine.feel.patterns import tree
from eligibility.engine.feel.patterns.classes import fold

_MOST_CODE: Final = 20_000

CHAR, ANY, LINE, ONE, START, END, SAVE, SPLIT, JUMP, BACK, MARK, MOVED, DONE = range(13)
Instruction = tuple[int, Any, Any]


class TooLarge(ValueError):
    """A pattern whose program would be too long."""


@dataclass(frozen=True, slots=True)
class Program:
    code: tuple[Instruction, ...]
    groups: int
    registers: int
    has_back: bool
    caseless: bool
    multiline: bool


class _Writer:
    def __init__(self, groups: int, *, dot_all: bool, caseless: bool) -> None:
        self.code: list[Instruction] = []
        self.registers = 2 * (groups + 1)
        self.has_back = False
        self._dot_all = dot_all
        self._caseless = caseless

    def add(self, kind: int, first: Any = None, second: Any = None) -> int:
        if len(self.code) >= _MOST_CODE:
            raise TooLarge
        self.code.append((kind, first, second))
        return len(self.code) - 1

    def write(self, node: tree.Tree) -> None:
        _WRITERS[node.__class__](self, node)

    def char(self, node: tree.Char) -> None:
        self.add(CHAR, fold(node.char) if self._caseless else node.char)

    def any(self, _node: tree.Dot) -> None:
        self.add(ANY if self._dot_all else LINE)

    def one(self, node: tree.One) -> None:
        self.add(ONE, node.of)

    def start(self, _node: tree.Start) -> None:
        self.add(START)

    def end(self, _node: tree.End) -> None:
        self.add(END)

    def back(self, node: tree.Back) -> None:
        self.has_back = True
        self.add(BACK, node.group)

    def group(self, node: tree.Group) -> None:
        if node.number is None:
            self.write(node.inner)
            return
        self.add(SAVE, 2 * node.number)
        self.write(node.inner)
        self.add(SAVE, 2 * node.number + 1)

    def sequence(self, node: tree.Sequence) -> None:
        for part in node.parts:
            self.write(part)

    def choice(self, node: tree.Choice) -> None:
        ends = []
        for branch in node.branches[:-1]:
            split = self.add(SPLIT)
            self.write(branch)
            ends.append(self.add(JUMP))
            self.code[split] = (SPLIT, split + 1, len(self.code))
        self.write(node.branches[-1])
        for at in ends:
            self.code[at] = (JUMP, len(self.code), None)

    def repeat(self, node: tree.Repeat) -> None:
        for _ in range(node.least):
            self.write(node.inner)
        if node.most is None:
            self._loop(node)
            return
        splits = []
        for _ in range(node.most - node.least):
            splits.append(self.add(SPLIT))
            self.write(node.inner)
        for at in splits:
            self._branch(at, at + 1, len(self.code), greedy=node.greedy)

    def _loop(self, node: tree.Repeat) -> None:
        """Round again only if something was taken, otherwise on: ``(a*)*`` must end."""
        register = self.registers
        self.registers += 1
        split = self.add(SPLIT)
        self.add(MARK, register)
        self.write(node.inner)
        moved = self.add(MOVED, register)
        self.add(JUMP, split)
        self.code[moved] = (MOVED, register, len(self.code))
        self._branch(split, split + 1, len(self.code), greedy=node.greedy)

    def _branch(self, at: int, inside: int, after: int, *, greedy: bool) -> None:
        self.code[at] = (SPLIT, inside, after) if greedy else (SPLIT, after, inside)


_WRITERS: Final[dict[type, Callable[[_Writer, Any], None]]] = {
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


def program(found: tree.Tree, groups: int, *, dot_all: bool, caseless: bool, multiline: bool) -> Program:
    writer = _Writer(groups, dot_all=dot_all, caseless=caseless)
    writer.write(found)
    writer.add(DONE)
    return Program(tuple(writer.code), groups, writer.registers, writer.has_back, caseless, multiline)


Spend = Callable[[int], None]
"""Told of every so many steps; it raises when there were too many."""

Registers = tuple[int, ...]
_EVERY: Final = 1024


class Machine:
    """One program on one text."""

    def __init__(self, running: Program, text: str, spend: Spend) -> None:
        self._program = running
        self._text = text
        self._folded = "".join(map(fold, text)) if running.caseless else text
        self._spend = spend
        self._steps = 0
        self._tried: set[tuple[int, int]] = set()

    def search(self, start: int) -> Registers | None:
        """The registers of the first match at or after a place: begin and end of the whole, then of each group."""
        self._tried.clear()
        for at in range(start, len(self._text) + 1):
            found = self._match(at)
            if found is not None:
                return found
        return None

    def _match(self, start: int) -> Registers | None:
        registers = [-1] * self._program.registers
        registers[0] = start
        waiting: list[tuple[int, int, Registers]] = [(0, start, tuple(registers))]
        while waiting:
            pc, at, held = waiting.pop()
            found = self._run(pc, at, held, waiting)
            if found is not None:
                return found
        return None

    def _run(self, pc: int, at: int, held: Registers, waiting: list[tuple[int, int, Registers]]) -> Registers | None:
        """One thread, until it matches or fails; the other side of each choice waits."""
        code, once = self._program.code, not self._program.has_back
        while True:
            self._count()
            kind, first, second = code[pc]
            if kind == SPLIT:
                if once and self._seen(pc, at):
                    return None
                waiting.append((second, at, held))
                pc = first
            elif kind in _JUMPING:
                pc = _target(code[pc], pc, at, held)
            elif kind == DONE:
                return (held[0], at, *held[2:])
            else:
                moved = self._step(kind, first, at, held)
                if moved is None:
                    return None
                if kind in _HOLDING:
                    held = (*held[:first], at, *held[first + 1 :])
                pc, at = pc + 1, moved

    def _seen(self, pc: int, at: int) -> bool:
        place = (pc, at)
        if place in self._tried:
            return True
        self._tried.add(place)
        return False

    def _count(self) -> None:
        self._steps += 1
        if self._steps == _EVERY:
            self._steps = 0
            self._spend(_EVERY)

    def _step(self, kind: int, wanted: Any, at: int, held: Registers) -> int | None:
        """Where the text goes on after an instruction that looks at it, or none."""
        if kind in _STANDING:
            return at if self._stands(kind, at) else None
        if kind == BACK:
            return self._back(held[2 * wanted], held[2 * wanted + 1], at)
        if at >= len(self._text):
            return None
        return at + 1 if self._takes(kind, wanted, at) else None

    def _stands(self, kind: int, at: int) -> bool:
        """Whether an instruction that takes no character holds here."""
        if kind == START:
            return self._at_start(at)
        return kind != END or self._at_end(at)

    def _takes(self, kind: int, wanted: Any, at: int) -> bool:
        if kind == CHAR:
            return bool(self._folded[at] == wanted)
        if kind == ONE:
            return bool(wanted.holds(self._text[at], caseless=self._program.caseless))
        return kind == ANY or self._text[at] not in "\n\r"

    def _at_start(self, at: int) -> bool:
        if at == 0:
            return True
        return self._program.multiline and at < len(self._text) and self._text[at - 1] == "\n"

    def _at_end(self, at: int) -> bool:
        if at == len(self._text):
            return True
        return self._program.multiline and self._text[at] == "\n"

    def _back(self, begin: int, end: int, at: int) -> int | None:
        """A group that matched nothing yet stands for the empty text."""
        if end < 0:
            return at
        size = end - begin
        same = self._folded[begin:end] == self._folded[at : at + size]
        return at + size if same else None


def _target(instruction: Instruction, pc: int, at: int, held: Registers) -> int:
    """Where a jump leads; ``MOVED`` leaves its loop when the last round took nothing."""
    kind, first, second = instruction
    if kind == JUMP:
        return int(first)
    return int(second) if held[first] == at else pc + 1


_JUMPING: Final = frozenset({JUMP, MOVED})
_HOLDING: Final = frozenset({SAVE, MARK})
_STANDING: Final = frozenset({SAVE, MARK, START, END})
