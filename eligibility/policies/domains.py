"""Which values a fact can have, by its descriptor, told apart as far as the given policies tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from eligibility.engine import api as engine
from eligibility.facts.api import Field, FieldType, Missing, Relation
from eligibility.policies.compiled import CompiledPolicy
from eligibility.policies.worksheet import Cell, Worksheet

OTHER: Final = "\N{HORIZONTAL ELLIPSIS}"
"""A text that no rule names."""

Context = Mapping[str, object]


class Domains:
    """The domains of a worksheet's facts for some policies, each with the inputs that it has besides facts."""

    def __init__(self, sheet: Worksheet, policies: Iterable[tuple[CompiledPolicy, Context]], as_of: date) -> None:
        self._sheet = sheet
        self._as_of = as_of
        self._policies = list(policies)
        self._known: dict[str, engine.Domain] = {}

    def __call__(self, path: str) -> engine.Domain:
        if path not in self._known:
            self._known[path] = self._domain(self._sheet.cells[path])
        return self._known[path]

    def _domain(self, cell: Cell) -> engine.Domain:
        described = cell.described
        if isinstance(described, Relation):
            return engine.Domain(([],) if described.many else (None,))
        absent = described.missing is Missing.ABSENT and not described.required
        if described.type is FieldType.BOOLEAN:
            return engine.finite((True, False), absent=absent)
        if described.enum:
            return engine.finite(described.enum, absent=absent)
        thresholds, exact = self.thresholds(cell)
        measure = measure_of(described, self._as_of)
        if measure is not None:
            return engine.measured(measure, thresholds, exact=exact, absent=absent)
        texts = sorted(each for each in thresholds if isinstance(each, str))
        return engine.Domain((*texts, OTHER, *((None,) if absent else ())), exact)

    def thresholds(self, cell: Cell) -> tuple[set[Any], bool]:
        """What the policies compare a fact with, and whether that is all they do with it."""
        found: set[Any] = set()
        exact = True
        for policy, context in self._policies:
            if cell.path.split(".")[0] != policy.terms.unit:
                continue
            values, only_compared = engine.thresholds(policy.model, cell.origin, context)
            found |= values
            exact = exact and only_compared and cell.origin != tuple(policy.terms.event_date.split("."))
        return found, exact


def measure_of(field: Field, as_of: date) -> engine.Measure | None:
    """How a number or a date is counted; none for what has no order."""
    if field.type is FieldType.DATE:
        return engine.Measure("date", highest=as_of.toordinal() if field.past else None)
    if field.type not in (FieldType.NUMBER, FieldType.INTEGER):
        return None
    scale = field.scale if field.type is FieldType.NUMBER else 0
    return engine.Measure("number", scale, _bound(field.minimum, scale), _bound(field.maximum, scale))


def _bound(given: float | None, scale: int) -> int | None:
    return None if given is None else int(Decimal(str(given)).scaleb(scale))
