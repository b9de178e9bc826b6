"""Gaps and overlaps in decision tables (DMN 1.5, 8.2.11), where the cells are constants.

Between the constants of a column nothing changes: one sample for each constant, between two of them and beyond the
outermost ones stands for all values. A table with other cells, or with too many combinations, is not judged.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from eligibility.engine.feel import ir
from eligibility.engine.feel.build import UNSET, build
from eligibility.engine.feel.builtins.conversion import text_of
from eligibility.engine.feel.lower import Report
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.values import DayTime, Value, YearMonth
from eligibility.engine.messages import Code

_MOST_COMBINATIONS: Final = 20_000
_MOST_FINDINGS: Final = 10
_OTHER_TEXT: Final = "…"
_SINGLE: Final = frozenset({"UNIQUE", "FIRST", "ANY", "PRIORITY"})


@dataclass(frozen=True, slots=True)
class _Column:
    """Samples of a column, and for each the rows (as bits) whose cell it passes."""

    label: str
    samples: tuple[Value, ...]
    passing: tuple[int, ...]


def check(table: ir.Table, frame_size: int, report: Report) -> None:
    """Report a gap, overlaps of rows that must exclude each other, and rows that can never answer."""
    if not table.inputs or not table.rules:
        return
    columns = []
    for index in range(len(table.inputs)):
        column = _column(table, index, frame_size)
        if column is None:
            return
        columns.append(column)
    found = _combined(columns, len(table.rules))
    if found is not None:
        _judge(table, columns, found, report)


Combinations = dict[int, tuple[int, ...]]
"""For each set of rows (as bits) that apply together, one combination of samples where they do."""


def _combined(columns: Sequence[_Column], rows: int) -> Combinations | None:
    """Column by column; samples between which no row tells a difference are one."""
    found: Combinations = {(1 << rows) - 1: ()}
    for column in columns:
        different: dict[int, int] = {}
        for sample, passing in enumerate(column.passing):
            different.setdefault(passing, sample)
        wider: Combinations = {}
        for bits, chosen in found.items():
            for passing, sample in different.items():
                wider.setdefault(bits & passing, (*chosen, sample))
        if len(wider) > _MOST_COMBINATIONS:
            return None
        found = wider
    return found


def _judge(table: ir.Table, columns: Sequence[_Column], found: Combinations, report: Report) -> None:
    needs_row = table.policy in _SINGLE and not any(output.default for output in table.outputs)
    if needs_row and 0 in found:
        report.add(Code.TABLE_GAP, place=_place(columns, found[0]))
    if table.policy == "UNIQUE":
        _overlaps(columns, found, report)
    _unreachable(table, found, report)


def _overlaps(columns: Sequence[_Column], found: Combinations, report: Report) -> None:
    """Each pair of rows once, at the first place where both apply."""
    pairs: dict[tuple[int, int], tuple[int, ...]] = {}
    for bits, combination in found.items():
        for pair in itertools.combinations(_rows(bits), 2):
            pairs.setdefault(pair, combination)
        if len(pairs) >= _MOST_FINDINGS:
            break
    for (first, second), combination in sorted(pairs.items())[:_MOST_FINDINGS]:
        with report.place(row=second):
            report.add(Code.ROWS_OVERLAP, first=first, second=second, place=_place(columns, combination))


def _unreachable(table: ir.Table, found: Combinations, report: Report) -> None:
    applying = functools.reduce(operator.or_, found, 0)
    answering = functools.reduce(operator.or_, (bits & -bits for bits in found), 0)
    for row in range(1, len(table.rules) + 1):
        bit = 1 << (row - 1)
        with report.place(row=row):
            if not applying & bit:
                report.add(Code.ROW_NEVER, row=row)
            elif table.policy == "FIRST" and not answering & bit:
                before = next(next(_rows(bits)) for bits in found if bits & bit)
                report.add(Code.ROW_UNREACHABLE, row=row, before=before)


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
    declared = own.value.type.constraint
    compared: list[Value] = list(declared.constants) if declared is not None else []
    for cell in (*cells, own.allowed):
        found = constants(cell)
        if found is None:
            return None
        compared += found
    samples = _samples(compared, own.value)
    if samples is None:
        return None
    if declared is not None:
        samples = [sample for sample in samples if sample is None or declared(sample)]
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


def constants(cell: ir.Node | None) -> list[Value] | None:
    """The constants that a cell compares with, or none where it does anything else."""
    if cell is None:
        return []
    if not isinstance(cell, ir.Tests):
        return None
    found: list[Value] = []
    for test in cell.tests:
        operands = (test.operand.low, test.operand.high) if isinstance(test.operand, ir.RangeOf) else (test.operand,)
        for operand in operands:
            if test.direct or not isinstance(operand, ir.Const):
                return None
            found.append(operand.value)
    return found


def _samples(compared: list[Value], column: ir.Node) -> list[Value] | None:
    """One value for all between which no constant tells a difference; null only where some cell asks for it."""
    values = [each for each in compared if each is not None]
    absent: list[Value] = [None] if len(values) < len(compared) else []
    classes = {value.__class__ for value in values}
    if not classes:
        # Nothing in this column is tested, or only for being there: any one value stands for all.
        return [_OTHER_TEXT, *absent]
    if len(classes) > 1:
        return None
    made = _MAKERS.get(classes.pop())
    return None if made is None else [*made(values, column), *absent]


def _truths(_values: list[Value], _column: ir.Node) -> list[Value]:
    return [True, False]


def _texts(values: list[Value], _column: ir.Node) -> list[Value]:
    return [*dict.fromkeys(values), _OTHER_TEXT]


def _numbers(values: list[Value], column: ir.Node) -> list[Value]:
    return _around(values) if _whole(column) else _between(sorted(set(values)))


def _days(values: list[Value], _column: ir.Node) -> list[Value]:
    ordinals = {value.toordinal() + shift for value in values for shift in (-1, 0, 1)}
    return [dt.date.fromordinal(each) for each in sorted(ordinals) if 1 <= each <= dt.date.max.toordinal()]


def _durations(values: list[Value], _column: ir.Node) -> list[Value]:
    return [DayTime(each) for each in sorted({value.nanos + shift for value in values for shift in (-1, 0, 1)})]


def _months(values: list[Value], _column: ir.Node) -> list[Value]:
    return [YearMonth(each) for each in sorted({value.months + shift for value in values for shift in (-1, 0, 1)})]


_MAKERS: Final[dict[type, Callable[[list[Value], ir.Node], list[Value]]]] = {
    bool: _truths,
    str: _texts,
    Decimal: _numbers,
    dt.date: _days,
    DayTime: _durations,
    YearMonth: _months,
}


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
