"""Which facts a model reads: the input paths that its IR can reach, followed through functions, lists and decisions.

What is not in this set is not fetched, so the analysis may only err towards too much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from eligibility.engine.feel import ir

_SCALARS: Final = frozenset(
    {"number", "string", "boolean", "date", "time", "date and time", "days and time duration"}
    | {"years and months duration"}
)
_DEEPEST: Final = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be made of: rows found under these paths, or a context that the model built."""

    origins: frozenset[ir.Origin] = frozenset()
    entries: frozenset[tuple[str, Shape]] = frozenset()

    def __or__(self, other: Shape) -> Shape:
        return Shape(self.origins | other.origins, self.entries | other.entries)


Held = dict[int, Shape]
_NOTHING: Final = Shape()


def paths_read(decisions: Sequence[ir.Node], shared: Sequence[ir.Node | None]) -> frozenset[ir.Origin]:
    """All paths that evaluating the decisions can read."""
    reader = _Reader(decisions, shared)
    for index in range(len(decisions)):
        reader.decision(index)
    return frozenset(reader.found)


class _Reader:
    def __init__(self, decisions: Sequence[ir.Node], shared: Sequence[ir.Node | None]) -> None:
        self.found: set[ir.Origin] = set()
        self._decisions = decisions
        self._shared = shared
        self._decided: dict[int, Shape] = {}
        self._applied: dict[tuple[int, frozenset[tuple[int, Shape]]], Shape] = {}
        self._depth = 0

    def decision(self, index: int) -> Shape:
        if index not in self._decided:
            self._decided[index] = _NOTHING
            self._decided[index] = self.shape(self._decisions[index], {})
        return self._decided[index]

    def shape(self, node: ir.Node, held: Held) -> Shape:
        """What a node may give; every entry that is read on the way is recorded."""
        rule = _RULES.get(node.__class__)
        found = self.parts(node, held) if rule is None else rule(self, node, held)
        return _NOTHING if node.type.name in _SCALARS else found

    def parts(self, node: Any, held: Held) -> Shape:
        """Any other node: whatever its parts may give."""
        found = _NOTHING
        for part in _parts(node):
            found |= self.shape(part, held) if isinstance(part, ir.Node) else self.parts(part, held)
        return found

    def local(self, node: ir.Local, held: Held) -> Shape:
        if node.slot in held:
            return held[node.slot]
        if node.origin is None:
            return _NOTHING
        self.found.add(node.origin)
        return Shape(frozenset((node.origin,)))

    def access(self, node: ir.Access, held: Held) -> Shape:
        return self._entry(self.shape(node.base, held), node.name)

    def item_field(self, node: ir.ItemField, held: Held) -> Shape:
        found = self._entry(self.shape(node.item, held), node.name)
        return found if node.outside is None else found | self.shape(node.outside, held)

    def _entry(self, base: Shape, name: str) -> Shape:
        origins = frozenset((*origin, name) for origin in base.origins)
        self.found |= origins
        return _union(entry for key, entry in base.entries if key == name) | Shape(origins)

    def required(self, node: ir.Required, _held: Held) -> Shape:
        return self.decision(node.decision)

    def context(self, node: ir.ContextOf, held: Held) -> Shape:
        for entry in node.entries:
            held[entry.slot] = self.shape(entry.value, held)
        if node.result is not None:
            return self.shape(node.result, held)
        return Shape(entries=frozenset((entry.name, held[entry.slot]) for entry in node.entries))

    def filter(self, node: ir.Filter, held: Held) -> Shape:
        held[node.item] = self.shape(node.base, held)
        self.shape(node.condition, held)
        return held[node.item]

    def loop(self, node: ir.For | ir.Quantified, held: Held) -> Shape:
        for each in node.iterators:
            held[each.slot] = self.shape(each.domain, held)
            if each.until is not None:
                self.shape(each.until, held)
        return self.shape(node.body if isinstance(node, ir.For) else node.condition, held)

    def tests(self, node: ir.Tests, held: Held) -> Shape:
        held[node.slot] = self.shape(node.value, held)
        self.parts(node, held)
        return _NOTHING

    def table(self, node: ir.Table, held: Held) -> Shape:
        for each in node.inputs:
            held[each.slot] = self.shape(each.value, held)
            if each.allowed is not None:
                self.shape(each.allowed, held)
        return self.parts(node, held)

    def call_builtin(self, node: ir.CallBuiltin, held: Held) -> Shape:
        """A function that is given a function applies it to what else it is given."""
        given = [self.shape(argument, held) for argument in node.arguments]
        together = _union(given)
        for argument in node.arguments:
            if isinstance(argument, ir.Lambda):
                self._apply(argument, dict.fromkeys(range(1, len(argument.parameters) + 1), together), held)
        # ``get value`` and its like read entries whose names are known only later.
        return together

    def apply(self, node: ir.Apply, held: Held) -> Shape:
        arguments = [self.shape(argument, held) for argument in node.arguments]
        function = self._shared[node.function.index] if isinstance(node.function, ir.Shared) else node.function
        if not isinstance(function, ir.Lambda):
            return self.shape(node.function, held) | _union(arguments)
        names = [name for name, _ in function.parameters]
        places = [names.index(each) for each in node.names if each in names] if node.names else range(len(arguments))
        return self._apply(function, {place + 1: each for place, each in zip(places, arguments, strict=False)}, held)

    def _apply(self, function: ir.Lambda, arguments: Held, held: Held) -> Shape:
        """Once for the same function and arguments; recursion along relations is followed to a depth."""
        inner = arguments | {slot: self.shape(captured, held) for captured, slot in function.captures}
        key = (id(function), frozenset(inner.items()))
        if key not in self._applied and self._depth < _DEEPEST:
            self._applied[key] = _NOTHING
            self._depth += 1
            self._applied[key] = self.shape(function.body, inner)
            self._depth -= 1
        return self._applied.get(key, _NOTHING)

    def function(self, node: ir.Lambda, held: Held) -> Shape:
        return self._apply(node, {}, held)

    def nothing(self, _node: ir.Node, _held: Held) -> Shape:
        return _NOTHING


def _union(shapes: Iterable[Shape]) -> Shape:
    found = _NOTHING
    for each in shapes:
        found |= each
    return found


def _parts(node: Any) -> Iterable[Any]:
    for each in fields(node):
        value = getattr(node, each.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, ir.Node | ir.Test | ir.Rule | ir.Output):
                yield part


_RULES: Final[dict[type, Callable[[_Reader, Any, Held], Shape]]] = {
    ir.Const: _Reader.nothing,
    ir.Failed: _Reader.nothing,
    ir.BuiltinName: _Reader.nothing,
    ir.Shared: _Reader.nothing,
    ir.Local: _Reader.local,
    ir.Access: _Reader.access,
    ir.ItemField: _Reader.item_field,
    ir.Required: _Reader.required,
    ir.ContextOf: _Reader.context,
    ir.Filter: _Reader.filter,
    ir.For: _Reader.loop,
    ir.Quantified: _Reader.loop,
    ir.Tests: _Reader.tests,
    ir.Table: _Reader.table,
    ir.CallBuiltin: _Reader.call_builtin,
    ir.Apply: _Reader.apply,
    ir.Lambda: _Reader.function,
}
