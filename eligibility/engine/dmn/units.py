"""Units that do not fit: money added to months, a monthly amount compared with a yearly one.

Units come from the fields of item definitions (``tb:unit``) or from whoever knows the fields better (``load(units=)``):
``CNY``, ``month``, ``CNY/month``, ``%``, and the empty text for a plain ratio. A constant fits anything, and what is
multiplied by one may have become anything (days of a month, say), unless it is a rate between 0 and 1. So only what is
certainly wrong is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

from eligibility.engine.feel import ir
from eligibility.engine.feel.lower import Report
from eligibility.engine.messages import Code

Units = Mapping[tuple[str, str], str]
"""By the name of an item definition and of its field."""

Powers = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Base units with their powers; nothing at all is a plain ratio."""

    powers: Powers = ()

    def __mul__(self, other: Unit) -> Unit:
        return _unit(Counter(dict(self.powers)), dict(other.powers), 1)

    def __truediv__(self, other: Unit) -> Unit:
        return _unit(Counter(dict(self.powers)), dict(other.powers), -1)

    def __str__(self) -> str:
        above = "·".join(_power(name, power) for name, power in self.powers if power > 0)
        below = "".join(f"/{_power(name, -power)}" for name, power in self.powers if power < 0)
        return (above or "1") + below


def _unit(powers: Counter[str], more: Mapping[str, int], sign: int) -> Unit:
    for name, power in more.items():
        powers[name] += sign * power
    return Unit(tuple(sorted((name, power) for name, power in powers.items() if power)))


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


def parse(text: str) -> Unit:
    """``CNY/month``; each further slash divides again."""
    first, *rest = (part.strip() for part in text.split("/"))
    made = Unit(((first, 1),)) if first not in ("", "1") else Unit()
    for part in rest:
        made = made / Unit(((part, 1),))
    return made


_ANYTHING: Final = None
Known = Unit | None
"""A unit, or nothing: a constant or something of which nobody said what it is measured in."""

_KEEPS: Final = frozenset({
    "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down", "abs", "sum", "mean",
    "min", "max", "median", "modulo",
})  # fmt: skip
_COMPARES: Final = frozenset({"min", "max"})
_PARTS: Final[Mapping[tuple[str, str], Unit]] = {
    ("years and months duration", "years"): parse("year"),
    ("years and months duration", "months"): parse("month"),
    ("days and time duration", "days"): parse("day"),
    ("days and time duration", "hours"): parse("hour"),
    ("days and time duration", "minutes"): parse("minute"),
    ("days and time duration", "seconds"): parse("second"),
    ("date", "year"): parse("year"),
    ("date and time", "year"): parse("year"),
}


def check(
    places: Sequence[tuple[str, ir.Node]], shared: Iterable[ir.Node | None], units: Units, report: Report
) -> None:
    """Report every operation between different units: in decisions by name, in the order of their numbers."""
    if not units:
        return
    walker = _Walker([node for _, node in places], units, report, [name for name, _ in places])
    for index in range(len(places)):
        walker.decision(index)
    for node in shared:
        if node is not None:
            walker.unit(node)


class _Walker:
    def __init__(self, decisions: Sequence[ir.Node], units: Units, report: Report, names: Sequence[str]) -> None:
        self._decisions = decisions
        self._units = {key: parse(text) for key, text in units.items()}
        self._report = report
        self._names = names
        self._decided: dict[int, Known] = {}
        self._held: dict[int, Known] = {}

    def decision(self, index: int) -> Known:
        if index not in self._decided:
            self._decided[index] = _ANYTHING
            with self._report.place(decision=self._names[index], row=None, column=None, text=""):
                self._decided[index] = self.unit(self._decisions[index])
        return self._decided[index]

    def unit(self, node: ir.Node) -> Known:
        rule = _RULES.get(node.__class__)
        if rule is not None:
            return rule(self, node)
        self._parts(node)
        return _ANYTHING

    def _parts(self, node: Any) -> None:
        for each in fields(node):
            value = getattr(node, each.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, ir.Node):
                    self.unit(part)
                elif isinstance(part, ir.Test | ir.Rule | ir.Output | ir.Input | ir.Entry | ir.Iterator):
                    self._parts(part)

    def _same(self, node: ir.Node, sign: str, left: Known, right: Known) -> Known:
        if left is not None and right is not None and left != right:
            self._report.add(Code.UNITS_DIFFER, node.at, operator=sign, left=left, right=right)
        return left if left is not None else right

    # Where units come from

    def access(self, node: ir.Access) -> Known:
        self.unit(node.base)
        base = node.base.type.element if node.base.type.name == "list" and node.base.type.element else node.base.type
        return self._units.get((base.label, node.name)) or _PARTS.get((base.name, node.name))

    def item_field(self, node: ir.ItemField) -> Known:
        return self._units.get((node.item.type.label, node.name))

    def local(self, node: ir.Local) -> Known:
        return self._held.get(node.slot)

    def required(self, node: ir.Required) -> Known:
        return self.decision(node.decision)

    # What becomes of them

    def arithmetic(self, node: ir.Arithmetic) -> Known:
        left, right = self.unit(node.left), self.unit(node.right)
        if node.operator in ("+", "-"):
            return self._same(node, node.operator, left, right)
        if node.operator == "**":
            return _ANYTHING
        if _rate(node.left):
            return right if node.operator == "*" else _ANYTHING
        if _rate(node.right):
            return left
        if left is None or right is None:
            return _ANYTHING
        return left * right if node.operator == "*" else left / right

    def negate(self, node: ir.Negate) -> Known:
        return self.unit(node.operand)

    def comparison(self, node: ir.Comparison) -> Known:
        self._same(node, node.operator, self.unit(node.left), self.unit(node.right))
        return _ANYTHING

    def between(self, node: ir.Between) -> Known:
        value = self.unit(node.value)
        for end in (node.low, node.high):
            self._same(node, "between", value, self.unit(end))
        return _ANYTHING

    def tests(self, node: ir.Tests) -> Known:
        value = self._held.get(node.slot) if isinstance(node.value, ir.Local) else self.unit(node.value)
        self._held[node.slot] = value
        for test in node.tests:
            operands = (
                (test.operand.low, test.operand.high) if isinstance(test.operand, ir.RangeOf) else (test.operand,)
            )
            for operand in operands:
                found = self.unit(operand)
                if not test.direct:
                    self._same(operand, test.operator or "in", value, found)
        return _ANYTHING

    def choice(self, node: ir.If) -> Known:
        self.unit(node.condition)
        return self._same(node, "if", self.unit(node.then), self.unit(node.otherwise))

    def fit(self, node: ir.Fit) -> Known:
        return self.unit(node.value)

    def filter(self, node: ir.Filter) -> Known:
        found = self._held[node.item] = self.unit(node.base)
        self.unit(node.condition)
        return found

    def loop(self, node: ir.For | ir.Quantified) -> Known:
        for each in node.iterators:
            self._held[each.slot] = self.unit(each.domain)
            if each.until is not None:
                self.unit(each.until)
        return self.unit(node.body if isinstance(node, ir.For) else node.condition)

    def listed(self, node: ir.ListOf) -> Known:
        found: Known = _ANYTHING
        for item in node.items:
            found = self.unit(item) if found is None else found
        return found

    def context(self, node: ir.ContextOf) -> Known:
        for entry in node.entries:
            self._held[entry.slot] = self.unit(entry.value)
        return _ANYTHING if node.result is None else self.unit(node.result)

    def call(self, node: ir.CallBuiltin) -> Known:
        found = [self.unit(argument) for argument in node.arguments]
        if node.builtin.name not in _KEEPS or not found:
            return _ANYTHING
        if node.builtin.name in _COMPARES:
            known: Known = _ANYTHING
            for each in found:
                known = self._same(node, node.builtin.name, known, each)
            return known
        return found[0]

    def table(self, node: ir.Table) -> Known:
        for column in node.inputs:
            self._held[column.slot] = self.unit(column.value)
        known: Known = _ANYTHING
        for number, rule in enumerate(node.rules, 1):
            with self._report.place(row=number):
                for test in rule.tests:
                    if test is not None:
                        self.unit(test)
                outputs = [self.unit(output) for output in rule.outputs]
                if len(outputs) == 1:
                    known = self._same(rule.outputs[0], "output", known, outputs[0])
        return known if node.aggregation != "COUNT" else _ANYTHING


def _rate(node: ir.Node) -> bool:
    """A constant share such as 0.6: what it multiplies stays what it was."""
    return isinstance(node, ir.Const) and isinstance(node.value, Decimal) and 0 < node.value <= 1


_RULES: Final[Mapping[type, Callable[[_Walker, Any], Known]]] = {
    ir.Access: _Walker.access,
    ir.ItemField: _Walker.item_field,
    ir.Local: _Walker.local,
    ir.Required: _Walker.required,
    ir.Arithmetic: _Walker.arithmetic,
    ir.Negate: _Walker.negate,
    ir.Comparison: _Walker.comparison,
    ir.Between: _Walker.between,
    ir.Tests: _Walker.tests,
    ir.If: _Walker.choice,
    ir.Fit: _Walker.fit,
    ir.Filter: _Walker.filter,
    ir.For: _Walker.loop,
    ir.Quantified: _Walker.loop,
    ir.ListOf: _Walker.listed,
    ir.ContextOf: _Walker.context,
    ir.CallBuiltin: _Walker.call,
    ir.Table: _Walker.table,
}
