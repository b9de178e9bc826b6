"""One evaluation: its mode, its budget, and the sink to which it tells what it did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from eligibility.engine.feel.ir import Frame, Origin
from eligibility.engine.feel.values import Function, Value
from eligibility.engine.findings import LimitExceeded
from eligibility.engine.limits import DEFAULT, Limits
from eligibility.engine.messages import Code
from eligibility.engine.record import Record


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an expression gave null: what the standard calls an error without making it visible."""

    code: Code
    position: int
    detail: str = ""


class Trace(Protocol):
    """What an evaluation reports. The evaluator is the same with and without one."""

    def enter(self, decision: int) -> None:
        """A decision begins; what follows belongs to it until it is left."""

    def leave(self, decision: int, value: Value, /) -> None: ...

    def fact(self, record: Record, field: str, origin: Origin | None, value: Value) -> None: ...

    def columns(self, values: Sequence[Value], /) -> None:
        """The values that the rows of a table are tested against."""

    def row(self, table: str, row: int, cells: Sequence[Value], result: Value, /) -> None: ...

    def problem(self, problem: Problem) -> None: ...


class Run:
    """The first slot of every frame."""

    __slots__ = ("calls", "clock", "decisions", "limits", "policy", "shared", "steps", "trace")

    def __init__(
        self,
        *,
        policy: bool = False,
        trace: Trace | None = None,
        limits: Limits = DEFAULT,
        clock: Any = None,
        decisions: Sequence[Callable[[Frame], Value]] = (),
        shared: Sequence[Function] = (),
    ) -> None:
        self.policy = policy
        self.trace = trace
        self.limits = limits
        self.steps = limits.steps
        self.calls = limits.calls
        self.clock = clock
        self.decisions = decisions
        self.shared = shared

    def step(self, count: int = 1) -> None:
        self.steps -= count
        if self.steps < 0:
            raise LimitExceeded(Code.MANY_STEPS)

    def problem(self, code: Code, position: int, detail: str = "") -> Value:
        """Tell the trace why something has no value, and give null."""
        if self.trace is not None:
            self.trace.problem(Problem(code, position, detail))
        return None


class CalmRun(Run):
    """A run that nothing can use up: it counts nothing, and any number of evaluations may share it."""

    __slots__ = ()

    def step(self, count: int = 1) -> None:
        """What it costs is bounded by the size of the model."""
