"""A version ready to decide: its model compiled once, what it reads, and the parameters that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Final
from uuid import UUID

from eligibility.engine import api as engine
from eligibility.facts.api import datasets_of, descriptors
from eligibility.policies.described import Path, exists, facts_part, type_problems
from eligibility.policies.errors import LibraryError
from eligibility.policies.parameters import ParameterTable
from eligibility.policies.terms import AS_OF, Terms

EVENT_DATE: Final = "event_date"
PERIOD: Final = "period"
PARAMETERS: Final = "parameters"


@dataclass(frozen=True, kw_only=True)
class CompiledPolicy:
    """One version of one policy. Immutable; shared between threads."""

    id: UUID
    code: str
    number: int
    valid_from: date
    valid_to: date | None
    terms: Terms
    model: engine.Model
    table: ParameterTable

    @cached_property
    def paths(self) -> frozenset[Path]:
        """The facts that a decision reads, from the unit on, with the date of the event and the subject."""
        found = {facts_part(path) for path in self.model.paths if path[0] == self.terms.unit}
        terms = self.terms
        texts = (terms.subject, terms.event_date, *terms.payees)
        wanted = (tuple(text.split(".")) for text in texts if text != AS_OF)
        return frozenset(path for path in found.union(wanted) if len(path) > 1)

    @cached_property
    def datasets(self) -> frozenset[str]:
        """The datasets whose rows can change a verdict: for the access log, and to know which events matter."""
        return datasets_of(self.terms.unit, self.paths)

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        return tuple(sorted({path[1] for path in self.model.paths if path[0] == PARAMETERS and len(path) > 1}))

    def parameters(self, on: date) -> engine.Record | None:
        """The values in force on a day; ParameterNotInForce where one of them has none."""
        known = self._parameters.get(on)
        if known is None and self.parameter_names:
            values = {name: self.table.in_force(name, on).value for name in self.parameter_names}
            known = self._parameters[on] = engine.Record(PARAMETERS, on.isoformat(), engine.Source(), values)
        return known

    @cached_property
    def _parameters(self) -> dict[date, engine.Record]:
        return {}


def compile_policy(
    *,
    id: UUID,  # noqa: A002 - the name that rows give it
    code: str,
    number: int,
    valid_from: date,
    valid_to: date | None,
    terms: Terms,
    model: bytes,
    table: ParameterTable,
) -> CompiledPolicy:
    """Compile and check one version; LibraryError says what its model does that a policy may not."""
    try:
        loaded = load_model(model, units_of(table))
    except engine.ModelError as error:
        raise LibraryError(code, f"version {number}", "; ".join(str(one) for one in error.findings)) from error
    compiled = CompiledPolicy(
        id=id,
        code=code,
        number=number,
        valid_from=valid_from,
        valid_to=valid_to,
        terms=terms,
        model=loaded,
        table=table,
    )
    for problem in _problems(compiled):
        raise LibraryError(code, f"version {number}", problem)
    return compiled


@lru_cache(maxsize=1024)
def load_model(xml: bytes, units: frozenset[tuple[Path, str]]) -> engine.Model:
    """Parsed once for a process: parsing never happens at evaluation time."""
    return engine.load(xml, profile=engine.Profile.POLICY, units={(path[0], path[1]): unit for path, unit in units})


def units_of(table: ParameterTable) -> frozenset[tuple[Path, str]]:
    """What the fields of datasets and the parameters are measured in, where their descriptions say so."""
    fields = {
        ((dataset, one.name), one.unit)
        for dataset, found in descriptors().items()
        for one in found.fields.values()
        if one.unit
    }
    return frozenset(fields | {((PARAMETERS, name), table.history(name)[-1].unit) for name in table.names()})


def _problems(policy: CompiledPolicy) -> Iterable[str]:
    yield from _model_problems(policy)
    if policy.terms.unit in policy.model.inputs:
        yield from type_problems(policy.model.inputs[policy.terms.unit])
    for text in (policy.terms.subject, policy.terms.event_date, *policy.terms.payees):
        if text != AS_OF and not exists(tuple(text.split("."))):
            yield f"no dataset describes {text!r}"


def _model_problems(policy: CompiledPolicy) -> Iterable[str]:
    known = {policy.terms.unit, EVENT_DATE, PERIOD, PARAMETERS}
    for name in sorted(set(policy.model.inputs) - known):
        yield f"the model has an input {name!r}; a policy has {', '.join(sorted(known))}"
    for name in ("eligible", "amount"):
        if name not in policy.model.decisions:
            yield f"the model has no decision {name!r}"
    for name in policy.parameter_names:
        if name not in policy.table.names():
            yield f"there is no parameter {name!r}"


def read_path(facts_of_unit: Mapping[str, object], path: str) -> object:
    """The value at a dotted path that begins with the unit's name; None where a step is missing."""
    value: object = facts_of_unit
    for step in path.split(".")[1:]:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value
