"""From a recorded trace to the conditions of a verdict."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from eligibility.engine.dmn.model import Decision, Model
from eligibility.engine.feel.builtins.conversion import text_of
from eligibility.engine.feel.ir import Origin
from eligibility.engine.feel.values import Unknown, Value
from eligibility.engine.record import Record, Source
from eligibility.engine.trace import FactRead, Recorder, RowTried, Step
from eligibility.engine.verdict import Condition, FactUsed, RowUsed, Scalar


def conditions(model: Model, recorder: Recorder) -> tuple[Condition, ...]:
    """One for each decision that was reached, what it stands on before it."""
    facts = _Facts()
    reached: dict[int, Condition] = {}
    for step in recorder.steps:
        if step.decision not in reached:
            reached[step.decision] = _condition(model.by_index[step.decision], step, facts)
    return tuple(reached[index] for index in model.order_by_index if index in reached)


def facts(found: Iterable[Condition]) -> tuple[FactUsed, ...]:
    """Every fact that any of the conditions read, once."""
    return tuple({id(fact): fact for condition in found for fact in condition.facts}.values())


class _Facts:
    """Each fact once, however often it was read."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[int, str, Origin | None], FactUsed] = {}

    def used(self, reads: Iterable[FactRead]) -> tuple[FactUsed, ...]:
        found: dict[int, FactUsed] = {}
        for read in reads:
            if read.value.__class__ in _ROWS and _is_relation(read.value):
                continue
            key = (id(read.record), read.field, read.origin)
            fact = self._known.get(key)
            if fact is None:
                fact = self._known[key] = _fact(read)
            found[id(fact)] = fact
        return tuple(found.values())


_UNKNOWN_INSIDE: Final = re.compile(r"Unknown\(\[[^\]]*\]\)")
_ROWS: Final[frozenset[type]] = frozenset({list, Record})


def _condition(decision: Decision, step: Step, facts: _Facts) -> Condition:
    return Condition(
        decision=decision.name,
        titles=decision.titles,
        explanations=decision.explanations,
        rule=decision.text,
        result=_result(decision, step.value),
        value=scalar(step.value),
        article=decision.article,
        facts=facts.used(step.facts) if step.facts else (),
        rows=tuple(_row(decision, each) for each in step.rows) if step.rows else (),
        columns=tuple(zip(decision.columns, map(scalar, step.columns), strict=False)) if step.columns else (),
        requires=decision.requires,
        problems=tuple(dict.fromkeys(problem.code for problem in step.problems)) if step.problems else (),
    )


def _result(decision: Decision, value: Value) -> str:
    if value.__class__ is Unknown:
        return "unknown"
    if value is True:
        return "pass"
    if value is False:
        return "fail"
    return "unknown" if decision.type.name == "boolean" else "value"


def _is_relation(value: Value) -> bool:
    """Rows reached on the way are no facts themselves; their fields are."""
    if value.__class__ is list:
        return bool(value) and all(_is_relation(item) for item in value)
    return value.__class__ is Record


def _fact(read: FactRead) -> FactUsed:
    record, source = read.record, read.record.source or Source()
    return FactUsed(
        path=_path(read),
        dataset=record.dataset,
        field=read.field,
        record_id=record.record_id,
        value=scalar(read.value),
        known=read.value.__class__ is not Unknown,
        body=source.body,
        feed=source.feed,
        recorded="" if source.recorded is None else source.recorded.isoformat(),
        valid_from="" if source.valid_from is None else source.valid_from.isoformat(),
    )


def _path(read: FactRead) -> str:
    """What a missing fact says of its own place is more exact than the path in the model."""
    own = read.value.paths if isinstance(read.value, Unknown) else ()
    if len(own) == 1:
        return next(iter(own))
    return ".".join(read.origin) if read.origin else f"{read.record.dataset}.{read.field}".lstrip(".")


def _row(decision: Decision, tried: RowTried) -> RowUsed:
    texts = decision.rows[tried.row] if tried.row < len(decision.rows) else ()
    cells = tuple((text, _said(text, value)) for text, value in zip(texts, tried.cells, strict=False))
    return RowUsed(tried.row + 1, cells, _said("", tried.verdict))


def _said(text: str, value: Value) -> str:
    if text in ("-", "") and value is None and text:
        return "any"
    if value.__class__ is Unknown:
        return "unknown"
    return "pass" if value is True else "fail"


def scalar(value: Value) -> Scalar:
    if value is None or value.__class__ is str or value.__class__ is bool:
        return value
    if value.__class__ is dt.date:
        return value.isoformat()
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Record):
        return value.record_id or None
    return _UNKNOWN_INSIDE.sub("?", text_of(value))
