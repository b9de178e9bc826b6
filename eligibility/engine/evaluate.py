"""Asking a model: one decision, or the verdict of a policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from eligibility.engine import explain
from eligibility.engine.dmn.model import Decision, InputData, Model
from eligibility.engine.feel import ir
from eligibility.engine.feel.build import UNSET
from eligibility.engine.feel.run import Run, Trace
from eligibility.engine.feel.types import coerce
from eligibility.engine.feel.values import Unknown, Value
from eligibility.engine.findings import EvaluationError, LimitExceeded
from eligibility.engine.limits import Limits
from eligibility.engine.messages import Code
from eligibility.engine.record import Record, feel_value
from eligibility.engine.trace import Recorder
from eligibility.engine.verdict import Condition, FactUsed, Verdict, VerdictState

Clock = Callable[[], dt.datetime]

OUTCOMES: Final = ("offer", "notice", "task")
_NOT_GIVEN: Final = object()
_READY: Final = frozenset({Record, Unknown, dt.date, Decimal, str, bool})


class Mode(StrEnum):
    """``STRICT`` is the standard; ``POLICY`` keeps apart what is absent and what is not known."""

    STRICT = "strict"
    POLICY = "policy"


def evaluate(
    model: Model,
    decision: str,
    inputs: Mapping[str, object],
    *,
    mode: Mode = Mode.STRICT,
    trace: Trace | None = None,
    clock: Clock | None = None,
    limits: Limits | None = None,
) -> Value:
    """The FEEL value of one decision. Without a clock ``today()`` and ``now()`` are null; policy mode never has one."""
    found = model.decisions.get(decision)
    if found is None:
        raise EvaluationError(Code.NO_DECISION, model=model.name, name=decision)
    frame = frame_of(model, inputs, mode, trace, clock, limits)
    return _guarded(lambda: _decided(frame, found))


def call(model: Model, function: str, arguments: Mapping[str, object], *, clock: Clock | None = None) -> Value:
    """The value of a business knowledge model or of a decision service."""
    index = model.functions.get(function)
    if index is None:
        raise EvaluationError(Code.NO_FUNCTION, model=model.name, name=function)
    run = _run(model, Mode.STRICT, None, clock, None)
    called = model.program.shared[index]
    values = [feel_value(arguments.get(each.name), known_only=True) for each in called.parameters]
    return _guarded(lambda: called.call(run, values))


def decide(
    model: Model, inputs: Mapping[str, object], *, explained: bool = True, limits: Limits | None = None
) -> Verdict:
    """The verdict of a policy model, in policy mode. Without an explanation it is many times faster."""
    if not explained and limits is None:
        return _decided_unwatched(model, inputs)
    recorder = Recorder() if explained else None
    frame = frame_of(model, inputs, Mode.POLICY, recorder, None, limits)
    try:
        said = _decided_policy(model, frame)
    except RecursionError:
        raise LimitExceeded(Code.DEEP_EVALUATION) from None
    reached = explain.conditions(model, recorder) if recorder is not None else ()
    return said.verdict(reached, explain.facts(reached))


def failing(model: Model, inputs: Mapping[str, object]) -> tuple[str, ...]:
    """The conditions under which *eligible* fails, by name, and nothing else of the explanation: enough to count."""
    frame = frame_of(model, inputs, Mode.POLICY)
    names = [*model.standing.get("eligible", ()), "eligible"]
    return tuple(name for name in names if _decided(frame, model.decisions[name]) is False)


def _decided_unwatched(model: Model, inputs: Mapping[str, object]) -> Verdict:
    """The same with nobody watching; most cases are refused, and one refusal without reasons is like another."""
    try:
        frame = frame_of(model, inputs, Mode.POLICY)
        first = model.first
        if first is not None:
            value = frame[first.slot] = model.program.quick[first.index](frame)
            if value is False:
                return _REFUSED
        said = _decided_policy(model, frame)
    except RecursionError:
        raise LimitExceeded(Code.DEEP_EVALUATION) from None
    return said.verdict((), ())


class _Said:
    """A verdict in the making."""

    __slots__ = ("amount", "missing", "outcome", "problems", "reasons", "state", "total")

    def __init__(self) -> None:
        self.state = VerdictState.UNKNOWN
        self.amount: Decimal | None = None
        self.total: Decimal | None = None
        self.outcome = OUTCOMES[0]
        self.missing: frozenset[str] = frozenset()
        self.reasons: tuple[str, ...] = ()
        self.problems: list[str] = []

    def verdict(self, conditions: tuple[Condition, ...], facts: tuple[FactUsed, ...]) -> Verdict:
        return Verdict(
            state=self.state,
            amount=self.amount,
            total=self.total,
            outcome=self.outcome,
            missing=tuple(sorted(self.missing)) if self.missing else (),
            reasons=self.reasons,
            conditions=conditions,
            facts=facts,
            problems=tuple(self.problems),
        )

    def undecided(self, name: str, value: Value) -> None:
        """Something has no value: because facts are missing, or through a fault of the model."""
        self.state = VerdictState.UNKNOWN
        if value.__class__ is Unknown:
            self.missing |= value.paths
        else:
            self.problems.append(f"{name}: {Code.NULL_RESULT}")


_REFUSED: Final = replace(Verdict.undecided(()), state=VerdictState.NOT_ELIGIBLE)


def _decided_policy(model: Model, frame: ir.Frame) -> _Said:
    said = _Said()
    eligible = _reached(model, frame, "eligible")
    if eligible is True:
        said.state = VerdictState.ELIGIBLE
        said.amount = _number(model, frame, "amount", said)
        said.total = _number(model, frame, "total", said)
    elif eligible is False:
        said.state = VerdictState.NOT_ELIGIBLE
    else:
        said.undecided("eligible", eligible)
    if "outcome" in model.decisions:
        said.outcome = _outcome(_reached(model, frame, "outcome"))
    if "reasons" in model.decisions:
        said.reasons = _texts(_reached(model, frame, "reasons"))
    return said


def _number(model: Model, frame: ir.Frame, name: str, said: _Said) -> Decimal | None:
    if name not in model.decisions:
        return None
    value = _reached(model, frame, name)
    if isinstance(value, Decimal):
        return value
    said.undecided(name, value)
    return None


def _reached(model: Model, frame: ir.Frame, name: str) -> Value:
    """A decision; when explained, everything that it stands on as well, even where a condition before it failed."""
    found = model.decisions.get(name)
    if found is None:
        raise EvaluationError(Code.NO_DECISION, model=model.name, name=name)
    if frame[0].trace is not None:
        for each in model.standing[name]:
            _decided(frame, model.decisions[each])
    return _decided(frame, found)


def _outcome(value: Value) -> str:
    return value if value in OUTCOMES else OUTCOMES[0]


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))


def _decided(frame: ir.Frame, decision: Decision) -> Value:
    value = frame[decision.slot]
    if value is UNSET:
        value = frame[decision.slot] = frame[0].decisions[decision.index](frame)
    return value


def _guarded(evaluation: Callable[[], Value]) -> Value:
    try:
        return evaluation()
    except RecursionError:
        raise LimitExceeded(Code.DEEP_EVALUATION) from None


def _run(model: Model, mode: Mode, trace: Trace | None, clock: Clock | None, limits: Limits | None) -> Run:
    policy = mode is Mode.POLICY
    program = model.program
    if policy and program.calm_run is not None and trace is None and limits is None:
        return program.calm_run
    return Run(
        policy=policy,
        trace=trace,
        limits=limits or model.limits,
        clock=None if policy else clock,
        decisions=program.quick if trace is None else program.decisions,
        shared=program.shared,
    )


def frame_of(
    model: Model,
    inputs: Mapping[str, object],
    mode: Mode,
    trace: Trace | None = None,
    clock: Clock | None = None,
    limits: Limits | None = None,
) -> ir.Frame:
    """A frame with the inputs in their slots, in which decisions can be made."""
    frame = [*model.program.frame]
    run = frame[0] = _run(model, mode, trace, clock, limits)
    for name, slot, plain in model.program.inputs:
        given = inputs.get(name, _NOT_GIVEN)
        own = given.__class__
        if own is plain or (own is Record and run.policy):
            frame[slot] = given
        elif given is _NOT_GIVEN:
            frame[slot] = Unknown((name,)) if run.policy else None
        else:
            frame[slot] = _input(run, model.inputs[name], given)
    return frame


def _input(run: Run, declared: InputData, given: object) -> Value:
    """A value as its input declares it. In policy mode a wrong one is an error: it must not turn into *absent*."""
    value = given if run.policy and given.__class__ in _READY else _converted(run, declared, given)
    if value.__class__ is Record or value.__class__ is Unknown:
        return value
    fitted, fits = coerce(value, declared.type)
    if not fits:
        if run.policy:
            raise EvaluationError(Code.INPUT_TYPE, name=declared.name, type=declared.type)
        run.problem(Code.WRONG_TYPE, 0, str(declared.type))
    return fitted


def _converted(run: Run, declared: InputData, given: object) -> Value:
    try:
        return feel_value(given, known_only=not run.policy)
    except (ValueError, ArithmeticError):
        raise EvaluationError(Code.INPUT_TYPE, name=declared.name, type=declared.type) from None
