"""The one pure door to a verdict: matching, confirmation, calculator, pre-check and forms all decide here.

It knows no database and no clock: facts, assumptions and dates come in, a verdict goes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.engine import api as engine
from eligibility.facts.api import descriptors
from eligibility.policies.compiled import EVENT_DATE, PARAMETERS, PERIOD, CompiledPolicy, read_path
from eligibility.policies.periods import Period, first_period
from eligibility.policies.terms import AS_OF, Terms

Facts = Mapping[str, object]
_NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When: `as_of` stands for today; the event's date and the period follow from the facts unless they are given."""

    as_of: date
    event_date: date | None = None
    period: Period | None = None


def assess(
    policy: CompiledPolicy,
    facts: Facts,
    overlay: Mapping[str, object] = _NOTHING,
    *,
    dates: Dates,
    explained: bool = True,
) -> engine.Verdict:
    """What the policy says of these facts, were the overlay true.

    Args:
        facts: the award unit, as a Record or as a plain mapping. None says: known not to be; a fact that a mapping
            does not mention is not known, and never counts as zero or false.
        overlay: assumed facts by path (`birth.mother.employments.0.insured`); `engine.Unknown()` forgets one.
    """
    unit = with_overlay(policy.terms.unit, facts, overlay) if overlay else facts
    event_date = dates.event_date or event_date_of(policy.terms, unit, as_of=dates.as_of)
    if event_date is None:
        return undated(policy.terms)
    return decide_compiled(policy, unit, event_date=event_date, period=dates.period, explained=explained)


def decide_compiled(
    policy: CompiledPolicy, facts: Facts, *, event_date: date, period: Period | None, explained: bool = True
) -> engine.Verdict:
    """The verdict of one version for one row of its unit; without a period, for the first one."""
    period = period or first_period(policy.terms, event_date)
    inputs = {**inputs_of(policy, event_date, period), policy.terms.unit: facts}
    return engine.decide(policy.model, inputs, explained=explained)


def failing(policy: CompiledPolicy, facts: Facts, *, event_date: date, period: Period | None) -> tuple[str, ...]:
    """The conditions that fail, by name: what a count of refusals needs of an explanation, at little cost."""
    inputs = inputs_of(policy, event_date, period or first_period(policy.terms, event_date))
    return engine.failing(policy.model, {**inputs, policy.terms.unit: facts})


def inputs_of(policy: CompiledPolicy, event_date: date, period: Period | None) -> dict[str, object]:
    """What a version's model is given besides facts, as far as it asks for it."""
    given: dict[str, object] = {
        EVENT_DATE: event_date,
        PERIOD: {"start": period.start, "end": period.end} if period else None,
        PARAMETERS: policy.parameters(event_date),
    }
    return {name: given[name] for name in policy.model.inputs if name in given}


def event_date_of(terms: Terms, facts: Facts, *, as_of: date) -> date | None:
    """The date that picks version, parameters and first period; None where the facts don't say it."""
    found = as_of if terms.event_date == AS_OF else read_path(facts, terms.event_date)
    if not isinstance(found, date):
        return None
    return max(found, terms.not_before) if terms.not_before else found


def undated(terms: Terms) -> engine.Verdict:
    """Without the event's date not even the version is known."""
    return engine.Verdict.undecided(missing=(terms.event_date,))


def with_overlay(unit: str, facts: Facts, overlay: Mapping[str, object]) -> Facts:
    """The facts with others in their place. Nothing that was given is changed."""
    changed: Any = facts
    for path, value in overlay.items():
        head, *steps = path.split(".")
        if head != unit or not steps:
            message = f"{path!r} is no fact of {unit!r}"
            raise ValueError(message)
        changed = _with(changed, steps, value, path)
    return changed  # type: ignore[no-any-return]  # a mapping stays one


def _with(here: Any, steps: list[str], value: object, path: str) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if isinstance(here, list | tuple):
        return _with_item(here, step, rest, value, path)
    if isinstance(here, engine.Record):
        below = _with(here.cells.get(step), rest, value, path)
        return _with_cell(here, step, below)
    if here is None or isinstance(here, engine.Unknown):
        here = {}
    if not isinstance(here, Mapping):
        message = f"{path!r} goes through a plain value"
        raise ValueError(message)  # noqa: TRY004 - the path is wrong, not the type of an argument
    return {**here, step: _with(here.get(step), rest, value, path)}


def _with_item(here: list[Any] | tuple[Any, ...], step: str, rest: list[str], value: object, path: str) -> list[Any]:
    if not step.isdecimal() or int(step) >= len(here):
        message = f"{path!r} names no item of a list of {len(here)}"
        raise ValueError(message)
    place = int(step)
    return [_with(one, rest, value, path) if at == place else one for at, one in enumerate(here)]


def _with_cell(record: engine.Record, name: str, value: object) -> engine.Record:
    """The same row, whoever's it is, with one other cell."""
    described = descriptors().get(record.dataset)
    if described is not None:
        if name not in described.fields and name not in described.relations:
            message = f"{record.dataset} has neither a field nor a relation {name!r}"
            raise ValueError(message)
        value = _related(described.relations[name].to, value) if name in described.relations else value
    cells = {**record.cells, name: value}
    unknown = record.unknown | {name} if isinstance(value, engine.Unknown) else record.unknown - {name}
    plain = engine.Record(record.dataset, record.record_id, record.source, cells, unknown)
    changed = copy(record)
    changed.cells, changed.unknown = plain.cells, plain.unknown
    return changed


def as_record(unit: str, facts: Mapping[str, object]) -> engine.Record:
    """Plain facts as a row of their dataset, so that reasons can name what was read.

    LookupError names a fact that no dataset describes.
    """
    described = descriptors()[unit]
    values: dict[str, object] = {}
    for name, value in facts.items():
        relation = described.relations.get(name)
        if relation is not None:
            values[name] = _related(relation.to, value)
        elif name in described.fields:
            values[name] = value
        else:
            message = f"{unit} has neither a field nor a relation {name!r}"
            raise LookupError(message)
    return engine.Record(unit, "", engine.Source(), values)


def _related(dataset: str, value: object) -> object:
    if isinstance(value, list | tuple):
        return [_related(dataset, one) for one in value]
    return as_record(dataset, value) if isinstance(value, Mapping) else value
