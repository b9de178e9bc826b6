"""The sink that an explanation is made from: which decisions were reached, what they read, which rows were tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from eligibility.engine.feel.ir import Origin
from eligibility.engine.feel.run import Problem
from eligibility.engine.feel.values import Value
from eligibility.engine.record import Record


@dataclass(frozen=True, slots=True)
class FactRead:
    record: Record
    field: str
    origin: Origin | None
    value: Value


@dataclass(frozen=True, slots=True)
class RowTried:
    """One row of a table: what each cell said (none for ``-``), and what that makes of the row."""

    row: int
    cells: tuple[Value, ...]
    verdict: Value


@dataclass(slots=True)
class Step:
    """One decision while it was made."""

    decision: int
    value: Value = None
    facts: list[FactRead] = field(default_factory=list)
    columns: tuple[Value, ...] = ()
    rows: list[RowTried] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Recorder:
    """Keeps everything, by decision, in the order in which the decisions were finished."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.loose = Step(-1)
        """What happened outside of any decision."""
        self._open: list[Step] = []

    @property
    def _current(self) -> Step:
        return self._open[-1] if self._open else self.loose

    def enter(self, decision: int) -> None:
        self._open.append(Step(decision))

    def leave(self, _decision: int, value: Value) -> None:
        step = self._open.pop()
        step.value = value
        self.steps.append(step)

    def fact(self, record: Record, field: str, origin: Origin | None, value: Value) -> None:
        self._current.facts.append(FactRead(record, field, origin, value))

    def columns(self, values: Sequence[Value]) -> None:
        """One decision has one table, unless boxed expressions nest: then the rows of all follow the first one's."""
        self._current.columns = self._current.columns or tuple(values)

    def row(self, _table: str, row: int, cells: Sequence[Value], result: Value) -> None:
        self._current.rows.append(RowTried(row, tuple(cells), result))

    def problem(self, problem: Problem) -> None:
        self._current.problems.append(problem)
