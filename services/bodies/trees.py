"""What makes dated rows a tree on every day. Pure: rows in, flaws out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

FOREVER: Final = date.max


class Wrong(StrEnum):
    OVERLAP = "overlap"
    NO_PARENT = "no_parent"
    CYCLE = "cycle"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Node:
    """A row of either tree. `rank` orders levels from the largest; bodies have one rank for all."""

    code: str
    parent: str
    valid_from: date
    valid_to: date
    rank: int | None = None

    def overlaps(self, other: "Node") -> bool:
        return self.valid_from < other.valid_to and other.valid_from < self.valid_to


@dataclass(frozen=True, slots=True)
class Flaw:
    wrong: Wrong
    code: str
    on: date


def flaws(nodes: Iterable[Node]) -> list[Flaw]:
    """Everything that keeps these rows from being a tree on some day, in the order of codes."""
    by_code: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(nodes, key=lambda node: (node.code, node.valid_from)):
        by_code[node.code].append(node)
    found = [flaw for rows in by_code.values() for flaw in _overlaps(rows)]
    # Parents are asked for a day, so they mean something only where a day has one row.
    return found or [*_orphans(by_code), *_cycles(by_code)]


def _overlaps(rows: Sequence[Node]) -> Iterator[Flaw]:
    for before, after in pairwise(rows):
        if after.valid_from < before.valid_to:
            yield Flaw(Wrong.OVERLAP, after.code, after.valid_from)


def _orphans(by_code: Mapping[str, Sequence[Node]]) -> Iterator[Flaw]:
    for node in (node for rows in by_code.values() for node in rows if node.parent):
        parents = [row for row in by_code.get(node.parent, ()) if row.overlaps(node)]
        uncovered = _first_day_uncovered(node, parents)
        if uncovered is not None:
            yield Flaw(Wrong.NO_PARENT, node.code, uncovered)
        for row in parents:
            if node.rank is not None and row.rank is not None and row.rank >= node.rank:
                yield Flaw(Wrong.LEVEL, node.code, max(node.valid_from, row.valid_from))


def _first_day_uncovered(node: Node, parents: Sequence[Node]) -> date | None:
    day = node.valid_from
    for row in parents:  # in the order of time, without overlaps
        if row.valid_from > day:
            return day
        day = row.valid_to
    return day if day < node.valid_to else None


def _cycles(by_code: Mapping[str, Sequence[Node]]) -> Iterator[Flaw]:
    """A cycle that exists on any day exists on a day on which one of its rows begins."""
    for day in sorted({node.valid_from for rows in by_code.values() for node in rows}):
        parent_of = {
            node.code: node.parent
            for rows in by_code.values()
            for node in rows
            if node.valid_from <= day < node.valid_to
        }
        yield from (Flaw(Wrong.CYCLE, code, day) for code in _in_circles(parent_of))


def _in_circles(parent_of: Mapping[str, str]) -> Iterator[str]:
    """One code of each circle."""
    cleared: set[str] = set()
    for start in parent_of:
        trail: dict[str, None] = {}
        code = start
        while code in parent_of and code not in cleared and code not in trail:
            trail[code] = None
            code = parent_of[code]
        if code in trail:
            yield code
        cleared.update(trail)
