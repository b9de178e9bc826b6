"""The part of the descriptors that some paths reach: what to load, level by level."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eligibility.facts.descriptors import Descriptor, Field, Relation, descriptor

Path = tuple[str, ...]


class UnknownPath(LookupError):
    """A path takes a step that its dataset does not have, or that rules may not read."""


@dataclass(frozen=True, slots=True)
class Node:
    """A dataset as reached by a path, with the fields and further relations that are needed of it."""

    descriptor: Descriptor
    relation: Relation | None
    path: str
    fields: tuple[Field, ...]
    children: tuple[Node, ...]

    @property
    def is_subject(self) -> bool:
        """Whether the relation leads to subjects, who are there even where no row describes them.

        Where it looks rows up instead (`match`), a row that is not there is the answer.
        """
        reference = self.relation is not None and not self.relation.match
        return reference and self.descriptor.key == (self.descriptor.subject,)

    @property
    def match(self) -> str:
        return (self.relation.match if self.relation else "") or self.descriptor.subject

    def walk(self) -> Iterator[tuple[Node, ...]]:
        """Every node with its way from the root."""
        yield (self,)
        for child in self.children:
            yield from ((self, *way) for way in child.walk())


@lru_cache(maxsize=256)
def build(unit: str, paths: frozenset[Path]) -> Node:
    """The tree of a unit's paths. Paths of other inputs (event_date, parameters) are left aside."""
    wanted: dict[str, Any] = {}
    for path in paths:
        if path[0] == unit:
            branch = wanted
            for step in path[1:]:
                branch = branch.setdefault(step, {})
    return _node(descriptor(unit), None, unit, wanted)


def tree_of(unit: str, paths: Collection[Path]) -> Node:
    return build(unit, frozenset(paths))


def everything(unit: str, *, depth: int = 4) -> frozenset[Path]:
    """All relations of a unit, no dataset twice on a way: for asking who could be affected by a change."""
    return frozenset(_ways(descriptor(unit), (unit,), frozenset({unit}), depth))


def datasets_of(unit: str, paths: Collection[Path]) -> frozenset[str]:
    """The datasets that gathering these paths reads: what a reading has to declare."""
    found: set[str] = set()
    for way in tree_of(unit, paths).walk():
        relation = way[-1].relation
        found.add(way[-1].descriptor.name)
        found.update(link.dataset for link in relation.via) if relation else None
    return frozenset(found)


def _node(here: Descriptor, relation: Relation | None, path: str, wanted: Mapping[str, Any]) -> Node:
    fields: list[Field] = []
    children: list[Node] = []
    for step in sorted(wanted):
        onward = here.relations.get(step)
        field = here.fields.get(step)
        if onward is not None:
            children.append(_node(descriptor(onward.to), onward, f"{path}.{step}", wanted[step]))
        elif field is not None and field.feel is not None:
            fields.append(field)
        else:
            message = f"{path}.{step}: {here.name} has neither a relation nor a field for rules of this name"
            raise UnknownPath(message)
    if not wanted:  # the record as a whole
        fields = [field for field in here.fields.values() if field.feel is not None]
    return Node(here, relation, path, tuple(fields), tuple(children))


def _ways(here: Descriptor, path: Path, seen: frozenset[str], depth: int) -> Iterable[Path]:
    for relation in here.relations.values():
        yield (*path, relation.name)
        if depth > 1 and relation.to not in seen:
            yield from _ways(descriptor(relation.to), (*path, relation.name), seen | {relation.to}, depth - 1)
