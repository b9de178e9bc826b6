"""A private copy of a case's facts in which each fact has its place, so that facts can be tried out and forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from eligibility.engine import api as engine
from eligibility.facts.api import Descriptor, Field, Missing, Relation, descriptors
from eligibility.policies.assess import Facts, as_record
from eligibility.policies.described import Path


@dataclass(slots=True)
class Cell:
    """One fact: the row that it is in, what describes it, and its value as given."""

    path: str
    record: engine.Record
    name: str
    owner: Descriptor
    described: Field | Relation
    given: Any

    @property
    def known(self) -> bool:
        return not isinstance(self.given, engine.Unknown)

    @property
    def origin(self) -> Path:
        """The path as a model writes it: without the places of rows in their lists."""
        return tuple(step for step in self.path.split(".") if not step.isdecimal())


class Worksheet:
    """The facts of one case by award unit.

    A fact that is missing is unknown under its own path, the place of its row in a list included
    (`person.children.0.birth_date`). A single row that must exist but of which nothing is known is spread out, so that
    its facts are missing one by one.
    """

    def __init__(self, facts: Mapping[str, Facts], paths: Mapping[str, Collection[Path]]) -> None:
        self.cells: dict[str, Cell] = {}
        self.roots: dict[str, engine.Record] = {}
        for unit, wanted in paths.items():
            given = facts.get(unit, {})
            record = given if isinstance(given, engine.Record) else as_record(unit, given)
            self.roots[unit] = self._row(record, unit, _tree(wanted), unit)

    def put(self, path: str, value: object) -> None:
        cell = self.cells[path]
        cell.record.cells[cell.name] = value

    def forget(self, path: str) -> None:
        """Back to what was given."""
        cell = self.cells[path]
        cell.record.cells[cell.name] = cell.given

    def _row(self, given: engine.Record, dataset: str, wanted: Mapping[str, Any], path: str) -> engine.Record:
        row = copy(given)
        row.cells, row.unknown = dict(given.cells), frozenset()
        here = descriptors()[dataset]
        for name, below in wanted.items():
            described = here.relations.get(name) or here.fields[name]
            place = f"{path}.{name}"
            value = engine.Unknown() if name in given.unknown else given.cells.get(name, engine.Unknown())
            if isinstance(described, Relation):
                value = self._related(described, value, below, place)
            elif isinstance(value, engine.Unknown):
                value = engine.Unknown((place,))
            row.cells[name] = value
            self.cells[place] = Cell(place, row, name, here, described, value)
        return row

    def _related(self, relation: Relation, value: Any, wanted: Mapping[str, Any], path: str) -> Any:
        if isinstance(value, list):
            return [self._row(one, relation.to, wanted, f"{path}.{place}") for place, one in enumerate(value)]
        if isinstance(value, engine.Record):
            return self._row(value, relation.to, wanted, path)
        if isinstance(value, engine.Unknown):
            if relation.many or relation.none is Missing.ABSENT:
                return engine.Unknown((path,))
            return self._row(engine.Record(relation.to, "", None, {}), relation.to, wanted, path)
        return value

    def leaves(self) -> Iterator[Cell]:
        """Everything that is a fact itself, known or not."""
        return (cell for cell in self.cells.values() if isinstance(cell.described, Field))


def _tree(paths: Collection[Path]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(paths):
        branch = found
        for step in path[1:]:
            branch = branch.setdefault(step, {})
    return found
