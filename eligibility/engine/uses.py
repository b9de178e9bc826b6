"""With which constants a model compares each fact: where a change of the fact can change what the model says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from eligibility.engine.feel import ir
from eligibility.engine.feel.types import kind
from eligibility.engine.feel.values import Range, Value


@dataclass(slots=True)
class Uses:
    """By input path: the constants that a fact is compared with, and whether nothing else is done with it.

    A fact in ``mixed`` also goes into arithmetic, functions or other facts' comparisons, so that its constants alone
    do not say where its answers part.
    """

    constants: dict[ir.Origin, set[Value]] = field(default_factory=dict)
    mixed: set[ir.Origin] = field(default_factory=set)
    anywhere: dict[str, set[Value]] = field(default_factory=dict)
    """All constants of the model by the name of their type."""
    frozen: dict[ir.Origin, list[ir.Node]] = field(default_factory=dict)
    """What a fact is compared with that follows from the context alone: constants as soon as that is given."""
    untraced: set[str] = field(default_factory=set)
    """Entries that are read of something whose path is not known before it is evaluated."""

    def only_compared(self, origin: ir.Origin) -> bool:
        """Whether the constants of a fact are all that its answers part at."""
        return origin not in self.mixed and origin[-1] not in self.untraced and "*" not in self.untraced


def uses_of(decisions: Sequence[ir.Node], bodies: Iterable[ir.Node | None], context: frozenset[str]) -> Uses:
    """What the logic of a model does with its facts; inputs named in `context` are given and no facts."""
    walk = _Walk(decisions, context)
    for node in (*decisions, *bodies):
        if node is not None:
            walk.visit(node)
    return walk.found


class _Walk:
    def __init__(self, decisions: Sequence[ir.Node], context: frozenset[str]) -> None:
        self.found = Uses()
        self._decisions = decisions
        self._context = context
        self._held: dict[int, ir.Origin | None] = {}
        self._in_function = 0

    def visit(self, node: ir.Node) -> None:
        self._hold(node)
        self._note_read(node)
        if isinstance(node, ir.Const):
            self._note_constant(node.value)
        pairs, rest = _COMPARING.get(node.__class__, _nothing)(node)
        for value, against in pairs:
            self._note(value, against)
        inside = isinstance(node, ir.Lambda)
        self._in_function += inside
        for each in rest:
            self.visit(each)
        self._in_function -= inside

    def _note_read(self, node: ir.Node) -> None:
        origin = self.origin(node)
        if origin is not None:
            self.found.mixed.add(origin)
        elif isinstance(node, ir.Access | ir.ItemField):
            self.found.untraced.add(node.name)
        if isinstance(node, ir.CallBuiltin | ir.BuiltinName) and node.builtin.name in _READING_ANYTHING:
            self.found.untraced.add("*")

    def _hold(self, node: ir.Node) -> None:
        """What the variables of filters and loops run over."""
        if self._in_function:
            return
        if isinstance(node, ir.Filter):
            self._held[node.item] = self.origin(node.base)
        elif isinstance(node, ir.For | ir.Quantified):
            for each in node.iterators:
                self._held[each.slot] = self.origin(each.domain)
        elif isinstance(node, ir.Table):
            self._held.update((each.slot, self.origin(each.value)) for each in node.inputs)
        elif isinstance(node, ir.Tests):
            self._held.setdefault(node.slot, self.origin(node.value))

    def origin(self, node: ir.Node) -> ir.Origin | None:
        """The path that a node reads, through decisions that only pick rows out of it."""
        if isinstance(node, ir.Local):
            return node.origin or (None if self._in_function else self._held.get(node.slot))
        if isinstance(node, ir.Fit):
            return self.origin(node.value)
        if isinstance(node, ir.Filter):
            return self.origin(node.base)
        if isinstance(node, ir.Required):
            return self.origin(self._decisions[node.decision])
        if isinstance(node, ir.Access | ir.ItemField):
            base = self.origin(node.base if isinstance(node, ir.Access) else node.item)
            return node.origin or (None if base is None else (*base, node.name))
        return None

    def _note(self, value: ir.Node, against: Sequence[ir.Node]) -> None:
        """One value compared with some others: exact only where it is a fact and none of them is."""
        ends = [end for each in against for end in _ends_of(each)]
        origin = self.origin(value)
        if origin is not None and origin[0] in self._context and len(ends) == 1 and self.origin(ends[0]) is not None:
            value, ends = ends[0], [value]
            origin = self.origin(value)
        if origin is None or not all(self.frozen(each) for each in ends):
            for each in (value, *against):
                self.visit(each)
            return
        for each in ends:
            if isinstance(each, ir.Const):
                self._note_constant(each.value)
                self.found.constants.setdefault(origin, set()).update(plain(each.value))
            else:
                self.found.frozen.setdefault(origin, []).append(each)
                self.visit(each)
        while isinstance(value, ir.Fit):
            value = value.value
        if isinstance(value, ir.Access):
            self.visit(value.base)

    def _note_constant(self, value: Value) -> None:
        for each in plain(value):
            self.found.anywhere.setdefault(kind(each), set()).add(each)

    def frozen(self, node: ir.Node) -> bool:
        """Whether a value follows from constants and the context."""
        if isinstance(node, ir.Const):
            return True
        if isinstance(node, ir.Required):
            return self.frozen(self._decisions[node.decision])
        if isinstance(node, ir.Local):
            return node.origin is not None and node.origin[0] in self._context
        if isinstance(node, ir.Access):
            return self.frozen(node.base)
        if isinstance(node, ir.Arithmetic | ir.Negate | ir.CallBuiltin | ir.Fit):
            return all(self.frozen(each) for each in children(node))
        return False


_READING_ANYTHING: Final = frozenset({"get value", "get entries", "context merge", "context put", "string"})


def _ends_of(node: ir.Node) -> tuple[ir.Node, ...]:
    """A range is as good as its two ends."""
    return (node.low, node.high) if isinstance(node, ir.RangeOf) else (node,)


def plain(value: Value) -> Iterator[Value]:
    """The values that a constant compares with: the ends of a range, the items of a list."""
    if isinstance(value, Range):
        yield from plain(value.low)
        yield from plain(value.high)
    elif isinstance(value, list):
        for item in value:
            yield from plain(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from plain(item)
    elif value is not None and value.__hash__ is not None:
        yield value


Parts = tuple[list[tuple[ir.Node, Sequence[ir.Node]]], list[ir.Node]]


def _nothing(node: Any) -> Parts:
    return [], list(children(node))


def _comparison(node: ir.Comparison) -> Parts:
    if isinstance(node.left, ir.Const):
        return [(node.right, [node.left])], []
    return [(node.left, [node.right])], []


def _between(node: ir.Between) -> Parts:
    return [(node.value, [node.low, node.high])], []


def _tests(node: ir.Tests) -> Parts:
    plain = [test.operand for test in node.tests if not test.direct]
    return [(node.value, plain)], [test.operand for test in node.tests if test.direct]


def _table(node: ir.Table) -> Parts:
    """A cell tests the value of its column, which it finds in a slot."""
    pairs: list[tuple[ir.Node, Sequence[ir.Node]]] = []
    rest = [each.allowed for each in node.inputs if each.allowed is not None]
    for column, each in enumerate(node.inputs):
        plain: list[ir.Node] = []
        for rule in node.rules:
            cell = rule.tests[column] if column < len(rule.tests) else None
            if isinstance(cell, ir.Tests):
                plain += [test.operand for test in cell.tests if not test.direct]
                rest += [test.operand for test in cell.tests if test.direct]
            elif cell is not None:
                rest.append(cell)
        pairs.append((each.value, plain))
    for rule in node.rules:
        rest += rule.outputs
    for output in node.outputs:
        rest += [each for each in (output.allowed, output.default, *output.priorities) if each is not None]
    return pairs, rest


def _access(node: ir.Access) -> Parts:
    return [], [node.base]


_COMPARING: Final[dict[type, Any]] = {
    ir.Comparison: _comparison,
    ir.Between: _between,
    ir.Tests: _tests,
    ir.Table: _table,
    ir.Access: _access,
}


def children(node: Any) -> Iterator[ir.Node]:
    for each in fields(node):
        yield from _nodes(getattr(node, each.name))


def _nodes(value: Any) -> Iterator[ir.Node]:
    if isinstance(value, ir.Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)
    elif isinstance(value, ir.Iterator | ir.Entry | ir.Test | ir.Rule | ir.Output | ir.Input):
        yield from children(value)
