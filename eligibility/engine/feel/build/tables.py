"""Decision tables (DMN 1.5, chapter 8).

Each row is *certain* when all its cells pass and *possible* while none fails. With everything known the two are the
same and the table does what the standard says; with something unknown the table is decided only if every completion
would decide it alike: a missing fact never lets a later row answer for an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from eligibility.engine.feel import ir, logic
from eligibility.engine.feel.build.choices import agree
from eligibility.engine.feel.build.core import Closure, build, builds
from eligibility.engine.feel.builtins.registry import BUILTINS
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.types import coerce
from eligibility.engine.feel.values import Unknown, Value, unite
from eligibility.engine.messages import Code


@dataclass(frozen=True, slots=True)
class Match:
    """A row that may apply: true, or unknown and why."""

    row: int
    verdict: Value

    @property
    def certain(self) -> bool:
        return self.verdict is True


class _Table:
    """A table whose cells are closures."""

    def __init__(self, node: ir.Table) -> None:
        self.node = node
        self.at = node.at
        self.inputs = tuple((each.slot, build(each.value)) for each in node.inputs)
        self.allowed = tuple(None if each.allowed is None else build(each.allowed) for each in node.inputs)
        self.rows = tuple(tuple(None if test is None else build(test) for test in rule.tests) for rule in node.rules)
        self.results = tuple(tuple(build(output) for output in rule.outputs) for rule in node.rules)
        self.checks = tuple(None if each.allowed is None else build(each.allowed) for each in node.outputs)
        self.priorities = tuple(tuple(build(value) for value in each.priorities) for each in node.outputs)
        self.defaults = tuple(None if each.default is None else build(each.default) for each in node.outputs)
        self.first_only = node.policy == "FIRST"

    def matches(self, frame: ir.Frame) -> list[Match] | None:
        """The rows that may apply, in order; none where an input is outside what the table allows."""
        for slot, value in self.inputs:
            frame[slot] = value(frame)
        if frame[0].trace is not None:
            frame[0].trace.columns([frame[slot] for slot, _ in self.inputs])
        for check in self.allowed:
            if check is not None and check(frame) is False:
                frame[0].problem(Code.INPUT_NOT_ALLOWED, self.at)
                return None
        found: list[Match] = []
        trace = frame[0].trace
        for index, cells in enumerate(self.rows):
            verdict = _verdict(frame, cells) if trace is None else self._traced(frame, index, cells)
            if verdict is True or verdict.__class__ is Unknown:
                found.append(Match(index, verdict))
                if verdict is True and self.first_only:
                    break
        return found

    def _traced(self, frame: ir.Frame, index: int, cells: Sequence[Closure | None]) -> Value:
        """Every cell is evaluated, so that the explanation can show each of them."""
        values = [None if cell is None else cell(frame) for cell in cells]
        passed = (value for cell, value in zip(cells, values, strict=True) if cell is not None)
        verdict = logic.conjunction(value if value.__class__ is Unknown else value is True for value in passed)
        frame[0].trace.row(self.node.name, index, values, verdict)
        return verdict

    def output(self, frame: ir.Frame, row: int) -> Value:
        values = [self._cell(frame, index, result(frame)) for index, result in enumerate(self.results[row])]
        return self._shape(values)

    def _cell(self, frame: ir.Frame, index: int, value: Value) -> Value:
        kind = self.node.outputs[index].type
        if value.__class__ is not Unknown:
            value, fits = coerce(value, kind)
            if not fits:
                return frame[0].problem(Code.WRONG_TYPE, self.at, str(kind))
        return value

    def _shape(self, values: list[Value]) -> Value:
        outputs = self.node.outputs
        if len(outputs) == 1:
            return values[0]
        return {output.name: value for output, value in zip(outputs, values, strict=True)}

    def default(self, frame: ir.Frame) -> Value:
        """What is said when no row applies; null where the table leaves that open."""
        if all(each is None for each in self.defaults):
            if self.node.policy != "COLLECT":
                frame[0].problem(Code.NO_ROW, self.at)
            return None
        return self._shape([None if each is None else each(frame) for each in self.defaults])

    def rank(self, frame: ir.Frame, row: int) -> tuple[int, ...]:
        """The place of a row's outputs in the lists of output values, sorted by priority (8.2.11)."""
        found = []
        for index, result in enumerate(self.results[row]):
            value = result(frame)
            ranked = [each(frame) for each in self.priorities[index]]
            place = next((at for at, each in enumerate(ranked) if logic.equal(each, value) is True), len(ranked))
            found.append(place)
        return tuple(found)


def _verdict(frame: ir.Frame, cells: Sequence[Closure | None]) -> Value:
    """All cells of a row; the first that fails settles it."""
    undecided: list[Value] = []
    for cell in cells:
        if cell is None:
            continue
        value = cell(frame)
        if value is not True:
            if value.__class__ is not Unknown:
                return False
            undecided.append(value)
    return unite(undecided) if undecided else True


def _reason(matches: Sequence[Match]) -> Unknown:
    return unite(match.verdict for match in matches)


def _unique(table: _Table, frame: ir.Frame, matches: list[Match]) -> Value:
    if len(matches) == 1 and matches[0].certain:
        return table.output(frame, matches[0].row)
    if sum(match.certain for match in matches) > 1:
        return frame[0].problem(Code.SEVERAL_ROWS, table.at)
    return _reason(matches)


def _first(table: _Table, frame: ir.Frame, matches: list[Match]) -> Value:
    if matches[0].certain:
        return table.output(frame, matches[0].row)
    outcomes = [table.output(frame, match.row) for match in matches]
    if not matches[-1].certain:
        outcomes.append(table.default(frame))
    return agree(_reason(matches), outcomes)


def _any(table: _Table, frame: ir.Frame, matches: list[Match]) -> Value:
    outcomes = [table.output(frame, match.row) for match in matches]
    if all(match.certain for match in matches):
        different = [each for each in outcomes[1:] if logic.equal(outcomes[0], each) is False]
        if different:
            return frame[0].problem(Code.SEVERAL_ROWS, table.at)
        return outcomes[0]
    if not any(match.certain for match in matches):
        outcomes.append(table.default(frame))
    return agree(_reason(matches), outcomes)


def _priority(table: _Table, frame: ir.Frame, matches: list[Match]) -> Value:
    ranked = sorted(matches, key=lambda match: table.rank(frame, match.row))
    return _first(table, frame, ranked[: 1 + next((at for at, each in enumerate(ranked) if each.certain), len(ranked))])


def _rule_order(table: _Table, frame: ir.Frame, matches: list[Match]) -> Value:
    if not all(match.certain for match in matches):
        return _reason(matches)
    return [table.output(frame, match.row) for match in matches]


def _output_order(table: _Table, frame: ir.Frame, matches: list[Match]) -> Value:
    return _rule_order(table, frame, sorted(matches, key=lambda match: table.rank(frame, match.row)))


def _collect(table: _Table, frame: ir.Frame, matches: list[Match]) -> Value:
    values = _rule_order(table, frame, matches)
    aggregation = table.node.aggregation
    if not aggregation or values.__class__ is Unknown:
        return values
    if aggregation == "COUNT":
        # Equal outputs count once (DMN 1.5, 8.2.11: the number of distinct outputs).
        return Decimal(len(BUILTINS["distinct values"](frame[0], [values])))
    return BUILTINS[aggregation.lower()](frame[0], [values])


AGGREGATIONS: Final = frozenset({"", "SUM", "MIN", "MAX", "COUNT"})
_POLICIES: Final[dict[str, Callable[[_Table, ir.Frame, list[Match]], Value]]] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}
HIT_POLICIES: Final = frozenset(_POLICIES)


@builds(ir.Table)
def _table(node: ir.Table) -> Closure:
    table, decide = _Table(node), _POLICIES[node.policy]

    def evaluate(frame: ir.Frame) -> Value:
        run: Run = frame[0]
        run.step(len(table.rows))
        matches = table.matches(frame)
        if not matches:
            return None if matches is None else table.default(frame)
        return decide(table, frame, matches)

    return evaluate
