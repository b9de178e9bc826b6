"""Gaps and overlaps in decision tables (DMN 1.5, 8.2.11), where the cells are constants.

Between the constants of a column nothing changes: one sample for each constant, between two of them and beyond the
outermost ones stands for all values. A table with other cells, or with too many combinations, is not judged.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from eligibility.engine.feel import ir
from eligibility.engine.feel.build import UNSET, build
from eligibility.engine.feel.builtins.conversion import text_of
from eligibility.engine.feel.lower import Report
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.values import Value
from eligibility.engine.messages import Code

_MOST_COMBINATIONS: Final = 100_000
_OTHER_TEXT: Final = "…"
_SINGLE: Final = frozenset({"UNIQUE", "FIRST", "ANY", "PRIORITY"})


@dataclass(frozen=True, slots=True)
class _Column:
    """Samples of a column, and for each the rows (as bits) whose cell it passes."""

    label: str
    samples: tuple[Value, ...]
    passing: tuple[int, ...]


def check(table: ir.Table, frame_size: int, report: Report) -> None:
    """Report the first gap, and the first overlap of a table whose rows must exclude each other."""
    columns = [_column(table, index, frame_size) for index in range(len(table.inputs))]
    judged = [column for column in columns if column is not None]
    if len(judged) != len(columns) or not judged or not table.rules:
        return
    combinations = 1
    for column in judged:
        combinations *= len(column.samples)
    if combinations > _MOST_COMBINATIONS:
        return
    _judge(table, judged, report)


def _judge(table: ir.Table, columns: Sequence[_Column], report: Report) -> None:
    needs_row = table.policy in _SINGLE and not any(output.default for output in table.outputs)
    seeking_gap, seeking_overlap = needs_row, table.policy == "UNIQUE"
    for combination in itertools.product(*(range(len(column.samples)) for column in columns)):
        rows = -1
        for column, sample in zip(columns, combination, strict=True):
            rows &= column.passing[sample]
        if seeking_gap and rows == 0:
            report.add(Code.TABLE_GAP, place=_place(columns, combination))
            seeking_gap = False
        if seeking_overlap and rows & (rows - 1):
            first, second = itertools.islice(_rows(rows), 2)
            report.add(Code.ROWS_OVERLAP, first=first, second=second, place=_place(columns, combination))
            seeking_overlap = False


def _rows(bits: int) -> Iterator[int]:
    return (index + 1 for index in range(bits.bit_length()) if bits >> index & 1)


def _place(columns: Sequence[_Column], combination: Sequence[int]) -> str:
    return ", ".join(
        f"{column.label} = {text_of(column.samples[sample])}"
        for column, sample in zip(columns, combination, strict=True)
    )


def _column(table: ir.Table, index: int, frame_size: int) -> _Column | None:
    own = table.inputs[index]
    cells = [rule.tests[index] if index < len(rule.tests) else None for rule in table.rules]
    constants: list[Value] = []
    for cell in (*cells, own.allowed):
        found = _constants(cell)
        if found is None:
            return None
        constants += found
    samples = _samples(constants, own.value)
    if samples is None:
        return None
    frame: ir.Frame = [UNSET] * frame_size
    frame[0] = Run()
    checks = [None if cell is None else build(cell) for cell in cells]
    allowed = None if own.allowed is None else build(own.allowed)
    kept: list[Value] = []
    passing: list[int] = []
    for sample in samples:
        frame[own.slot] = sample
        if allowed is None or allowed(frame) is True:
            kept.append(sample)
            passing.append(sum(1 << row for row, test in enumerate(checks) if test is None or test(frame) is True))
    return _Column(own.label, tuple(kept), tuple(passing))


def _constants(cell: ir.Node | None) -> list[Value] | None:
    """The constants that a cell compares with, or none where it does anything else."""
    if cell is None:
        return []
    if not isinstance(cell, ir.Tests):
        return None
    found: list[Value] = []
    for test in cell.tests:
        operands = (test.operand.low, test.operand.high) if isinstance(test.operand, ir.RangeOf) else (test.operand,)
        for operand in operands:
            if test.direct or not isinstance(operand, ir.Const) or operand.value is None:
                return None
            found.append(operand.value)
    return found


def _samples(constants: list[Value], column: ir.Node) -> list[Value] | None:
    classes = {constant.__class__ for constant in constants}
    if not classes:
        # Nothing in this column is tested: any one value stands for all.
        return [_OTHER_TEXT]
    if classes == {bool}:
        return [True, False]
    if classes == {str}:
        return [*dict.fromkeys(constants), _OTHER_TEXT]
    if classes == {Decimal}:
        return _around(constants) if _whole(column) else _between(sorted(set(constants)))
    if classes == {dt.date}:
        ordinals = [constant.toordinal() for constant in set(constants)]
        days = {each + shift for each in ordinals for shift in (-1, 0, 1)}
        return [dt.date.fromordinal(each) for each in sorted(days) if 1 <= each <= dt.date.max.toordinal()]
    return None


def _between(ordered: list[Decimal]) -> list[Value]:
    found = [ordered[0] - 1, ordered[0]]
    for before, after in itertools.pairwise(ordered):
        found += [(before + after) / 2, after]
    return [*found, ordered[-1] + 1]


def _around(constants: list[Decimal]) -> list[Value]:
    """Whole numbers on both sides of each constant."""
    floors = {constant.to_integral_value(rounding=ROUND_FLOOR) for constant in constants}
    return sorted({floor + shift for floor in floors for shift in (-1, 0, 1)})


def _whole(node: ir.Node) -> bool:
    """Whether a value can only be a whole number: parts of dates, counts, and what they add up to."""
    if isinstance(node, ir.Fit):
        return _whole(node.value)
    if isinstance(node, ir.Const):
        return isinstance(node.value, Decimal) and node.value == node.value.to_integral_value()
    if isinstance(node, ir.Access):
        return node.base.type.name in _WHOLE_PARTS and node.type.name == "number" and node.name != "second"
    if isinstance(node, ir.Arithmetic):
        return node.operator in ("+", "-", "*") and _whole(node.left) and _whole(node.right)
    if isinstance(node, ir.CallBuiltin):
        return node.builtin.name in _WHOLE_FUNCTIONS and (node.builtin.name == "count" or len(node.arguments) == 1)
    return False


_WHOLE_PARTS: Final = frozenset({"date", "date and time", "years and months duration"})
_WHOLE_FUNCTIONS: Final = frozenset({"count", "floor", "ceiling", "string length", "day of year", "week of year"})
