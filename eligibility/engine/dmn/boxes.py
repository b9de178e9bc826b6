"""Boxed expressions to IR (DMN 1.5, 10.2.2): the same nodes that FEEL's own text becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from eligibility.engine.dmn import source
from eligibility.engine.dmn.tables import lower_table
from eligibility.engine.feel import ir, syntax
from eligibility.engine.feel.lower import Lowering, Report
from eligibility.engine.feel.names import Names, nearest
from eligibility.engine.feel.parser import parse, parse_tests
from eligibility.engine.feel.scope import Scope, element_of, origin_of
from eligibility.engine.feel.types import ANY, BOOLEAN, LIST, NULL, Type, join, list_of
from eligibility.engine.findings import FeelSyntaxError
from eligibility.engine.limits import Limits
from eligibility.engine.messages import Code


class Boxes:
    """Lowers the boxes of one document: knows its types and the names that may follow a dot."""

    def __init__(
        self,
        report: Report,
        typed: Callable[[str], Type | None],
        members: Names,
        types: Names,
        limits: Limits,
        *,
        policy: bool,
    ) -> None:
        self.report = report
        self.lowering = Lowering(report, typed, policy=policy)
        self._typed = typed
        self._members = members
        self._types = types
        self._limits = limits

    def declared(self, name: str) -> Type:
        """The type that a model declares somewhere; ``Any`` where it declares none."""
        if not name:
            return ANY
        found = self._typed(name)
        if found is None:
            self.report.add(Code.UNKNOWN_TYPE, None, name=name, **nearest(name, self._types.known()))
        return found or ANY

    def fit(self, node: ir.Node, kind: Type) -> ir.Node:
        if kind is ANY or (kind is BOOLEAN and isinstance(node, _ALWAYS_BOOLEAN)):
            return node
        return ir.Fit(node.at, kind, node, kind)

    # Texts

    def expression(self, text: str, scope: Scope) -> ir.Node:
        with self.report.place(text=text):
            if not text:
                return ir.Failed(0, NULL, Code.NO_LOGIC)
            try:
                parsed = parse(text, scope.names, self._members, self._types, self._limits)
            except FeelSyntaxError as error:
                return self.lowering.failed(error.position, error.code, **error.parameters)
            return self.lowering.lower(parsed, scope)

    def tests(self, text: str, scope: Scope, value: ir.Local) -> ir.Node | None:
        """Unary tests of a value, or none where anything passes."""
        with self.report.place(text=text):
            parsed = self.parsed_tests(text, scope)
            if isinstance(parsed, ir.Node):
                return parsed
            if not parsed.tests:
                return None
            return self.lowering.tests(parsed, scope, value, value)

    def parsed_tests(self, text: str, scope: Scope) -> syntax.Tests | ir.Node:
        try:
            return parse_tests(text or "-", scope.names, self._members, self._types, self._limits)
        except FeelSyntaxError as error:
            return self.lowering.failed(error.position, error.code, **error.parameters)

    # Boxes

    def lower(self, box: source.Box | None, scope: Scope, name: str = "") -> ir.Node:
        if box is None:
            return ir.Failed(0, NULL, Code.NO_LOGIC)
        if isinstance(box, source.TableBox):
            return self.fit(lower_table(self, box, scope, name), self.declared(box.type))
        if isinstance(box, source.FunctionBox):
            return self.function(box, scope, name)
        return self.fit(_RULES[box.__class__](self, box, scope), self.declared(box.type))

    def function(self, box: source.FunctionBox, scope: Scope, name: str = "", result: Type = ANY) -> ir.Node:
        if box.kind.upper() != "FEEL":
            return self.lowering.failed(0, Code.EXTERNAL_FUNCTION)
        inner = scope.function()
        parameters = tuple((each, self.declared(kind)) for each, kind in box.parameters)
        for each, kind in parameters:
            inner.variable(each, kind)
        body = self.fit(self.lower(box.body, inner, name), result)
        return self.lowering.function(name, parameters, inner, body, result if result is not ANY else body.type, 0)

    def literal(self, box: source.LiteralBox, scope: Scope) -> ir.Node:
        return self.expression(box.text, scope)

    def context(self, box: source.ContextBox, scope: Scope) -> ir.Node:
        inner = scope.child()
        entries: list[ir.Entry] = []
        result: ir.Node | None = None
        for name, declared, cell in box.entries:
            if not name:
                result = self.lower(cell, inner)
                continue
            value = self.fit(self.lower(cell, inner, name), self.declared(declared))
            held = inner.variable(name, value.type, origin_of(value))
            entries.append(ir.Entry(name, held.slot, value))
        kind = Type("context", entries=tuple((entry.name, entry.value.type) for entry in entries))
        return ir.ContextOf(0, kind if result is None else result.type, tuple(entries), result)

    def list(self, box: source.ListBox, scope: Scope) -> ir.Node:
        items = tuple(self.lower(item, scope) for item in box.items)
        return ir.ListOf(0, LIST, items)

    def relation(self, box: source.RelationBox, scope: Scope) -> ir.Node:
        rows = []
        for row in box.rows:
            cells = tuple(
                ir.Entry(name, scope.frame.slot(), self.lower(cell, scope))
                for name, cell in zip(box.columns, row, strict=False)
            )
            kind = Type("context", entries=tuple((cell.name, cell.value.type) for cell in cells))
            rows.append(ir.ContextOf(0, kind, cells))
        kinds = {row.type for row in rows}
        return ir.ListOf(0, list_of(kinds.pop()) if len(kinds) == 1 else LIST, tuple(rows))

    def invocation(self, box: source.InvocationBox, scope: Scope) -> ir.Node:
        function = self.lower(box.function, scope)
        arguments = tuple(self.lower(value, scope) for _, value in box.bindings)
        names = tuple(name for name, _ in box.bindings)
        if isinstance(function, ir.BuiltinName):
            return self.lowering.named_builtin(function.builtin, arguments, names, 0)
        return ir.Apply(0, function.type.result or ANY, function, arguments, names)

    def conditional(self, box: source.ConditionalBox, scope: Scope) -> ir.Node:
        condition, then, otherwise = (self.lower(each, scope) for each in (box.condition, box.then, box.otherwise))
        return ir.If(0, join(then.type, otherwise.type), condition, then, otherwise)

    def filter(self, box: source.FilterBox, scope: Scope) -> ir.Node:
        base = self.lower(box.base, scope)
        item = ir.Local(0, element_of(base.type), scope.frame.slot(), "item", origin_of(base))
        inner = scope.filtered(item)
        inner.names = Names((), inner.names, self._members)
        return ir.Filter(0, base.type, base, item.slot, self.lower(box.condition, inner))

    def iteration(self, box: source.IterationBox, scope: Scope) -> ir.Node:
        domain = self.lower(box.domain, scope)
        inner = scope.child()
        held = inner.variable(box.variable, element_of(domain.type), origin_of(domain))
        iterators = (ir.Iterator(held.slot, domain, None),)
        if box.kind != "for":
            return ir.Quantified(0, BOOLEAN, box.kind == "every", iterators, self.lower(box.body, inner))
        partial = inner.variable("partial", LIST)
        body = self.lower(box.body, inner)
        return ir.For(0, list_of(body.type), iterators, partial.slot, body)


_ALWAYS_BOOLEAN: Final = (ir.Comparison, ir.And, ir.Or, ir.Between, ir.Tests, ir.Quantified, ir.InstanceOf)
_RULES: Final[dict[type, Callable[[Boxes, Any, Scope], ir.Node]]] = {
    source.LiteralBox: Boxes.literal,
    source.ContextBox: Boxes.context,
    source.ListBox: Boxes.list,
    source.RelationBox: Boxes.relation,
    source.InvocationBox: Boxes.invocation,
    source.ConditionalBox: Boxes.conditional,
    source.FilterBox: Boxes.filter,
    source.IterationBox: Boxes.iteration,
}
