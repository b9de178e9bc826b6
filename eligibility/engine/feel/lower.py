"""Syntax to IR: names become slots, types are inferred, and what cannot work is found before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import Any, Final

from eligibility.engine.feel import inference, ir, patterns
from eligibility.engine.feel import syntax as ast
from eligibility.engine.feel.arithmetic import negate
from eligibility.engine.feel.builtins.registry import BUILTINS, Builtin
from eligibility.engine.feel.names import nearest
from eligibility.engine.feel.patterns import linear
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.scope import Scope, below, element_of, origin_of
from eligibility.engine.feel.types import (
    ANY,
    BOOLEAN,
    BY_NAME,
    CONTEXT,
    FUNCTION,
    LIST,
    NULL,
    Type,
    join,
    list_of,
    range_of,
    type_of,
    unconstrained,
)
from eligibility.engine.findings import Finding, Severity
from eligibility.engine.messages import Code

CLOCK_FUNCTIONS: Final = frozenset({"today", "now"})

Typed = Callable[[str], "Type | None"]
"""The types that a model defines, by name."""


class Report:
    """Collects findings; the profile decides which of them are errors."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.findings: list[Finding] = []
        self.decision = ""
        self.row: int | None = None
        self.column: int | None = None
        self.text = ""

    def add(self, code: Code, position: int | None = None, **parameters: object) -> None:
        """A fault that the policy profile refuses and a plain load only warns of."""
        self._add(code, position, Severity.ERROR if self.strict else Severity.WARNING, parameters)

    def refuse(self, code: Code, **parameters: object) -> None:
        """A fault with which no model can be run."""
        self._add(code, None, Severity.ERROR, parameters)

    def _add(self, code: Code, position: int | None, severity: Severity, parameters: dict[str, object]) -> None:
        self.findings.append(
            Finding(code, parameters, severity, self.decision, self.row, self.column, position, self.text)
        )

    @contextmanager
    def place(self, **places: Any) -> Any:
        """Findings made inside belong to this decision, row, column or text."""
        before = {name: getattr(self, name) for name in places}
        for name, value in places.items():
            setattr(self, name, value)
        try:
            yield
        finally:
            for name, value in before.items():
                setattr(self, name, value)


class Lowering:
    """One text (or one boxed expression) at a time; the scope says what its names mean."""

    def __init__(self, report: Report, typed: Typed, *, policy: bool) -> None:
        self.report = report
        self._typed = typed
        self._policy = policy
        self._rounding = 0

    def lower(self, node: ast.Syntax, scope: Scope) -> ir.Node:
        return _RULES[node.__class__](self, node, scope)

    def lower_all(self, nodes: Iterable[ast.Syntax], scope: Scope) -> tuple[ir.Node, ...]:
        return tuple(self.lower(node, scope) for node in nodes)

    def failed(self, at: int, code: Code, **parameters: object) -> ir.Node:
        self.report.add(code, at, **parameters)
        return ir.Failed(at, NULL, code)

    # Names

    def name(self, node: ast.Name, scope: Scope) -> ir.Node:
        found = scope.find(node.name)
        if found is not None:
            return found
        if node.name in BUILTINS:
            return ir.BuiltinName(node.at, FUNCTION, BUILTINS[node.name])
        return self.failed(node.at, Code.UNKNOWN_NAME, name=node.name, **nearest(node.name, scope.names.known()))

    def path(self, node: ast.Path, scope: Scope) -> ir.Node:
        base = self.lower(node.base, scope)
        kind = inference.property_of(base.type, node.name)
        if kind is None:
            near = nearest(node.name, inference.properties_of(base.type))
            self.report.add(Code.UNKNOWN_PROPERTY, node.at, type=base.type, name=node.name, **near)
        return ir.Access(node.at, kind or ANY, base, node.name, below(origin_of(base), node.name))

    # Operators

    def literal(self, node: ast.Literal, _scope: Scope) -> ir.Node:
        return ir.Const(node.at, type_of(node.value), node.value)

    def negation(self, node: ast.Negation, scope: Scope) -> ir.Node:
        operand = self.lower(node.operand, scope)
        if isinstance(operand, ir.Const) and operand.value is not None:
            return ir.Const(node.at, operand.type, negate(operand.value))
        return ir.Negate(node.at, operand.type, operand)

    def binary(self, node: ast.Binary, scope: Scope) -> ir.Node:
        left, right = self.lower(node.left, scope), self.lower(node.right, scope)
        if node.operator not in ("+", "-", "*", "/", "**"):
            self._check_comparable(node.at, node.operator, left.type, right.type)
            return ir.Comparison(node.at, BOOLEAN, node.operator, left, right)
        kind = inference.arithmetic(node.operator, left.type, right.type)
        if kind is None:
            self.report.add(Code.TYPE_MISMATCH, node.at, operator=node.operator, left=left.type, right=right.type)
        if node.operator == "/" and self._policy and not self._rounding and (kind or ANY).name in ("number", "Any"):
            self.report.add(Code.UNROUNDED_DIVISION, node.at)
        return ir.Arithmetic(node.at, kind or NULL, node.operator, left, right)

    def _check_comparable(self, at: int, operator: str, left: Type, right: Type) -> None:
        if not inference.comparable(left, right):
            self.report.add(Code.TYPE_MISMATCH, at, operator=operator, left=left, right=right)

    def junction(self, node: ast.Junction, scope: Scope) -> ir.Node:
        operands = self.lower_all(node.operands, scope)
        for operand in operands:
            if operand.type.name not in ("boolean", "Any", "Null"):
                self.report.add(Code.NOT_BOOLEAN, operand.at, operator=node.operator, type=operand.type)
        return (ir.And if node.operator == "and" else ir.Or)(node.at, BOOLEAN, operands)

    def conditional(self, node: ast.Conditional, scope: Scope) -> ir.Node:
        condition = self.lower(node.condition, scope)
        then, otherwise = self.lower(node.then, scope), self.lower(node.otherwise, scope)
        return ir.If(node.at, join(then.type, otherwise.type), condition, then, otherwise)

    def between(self, node: ast.Between, scope: Scope) -> ir.Node:
        value, low, high = self.lower_all((node.value, node.low, node.high), scope)
        for end in (low, high):
            self._check_comparable(node.at, "between", value.type, end.type)
        return ir.Between(node.at, BOOLEAN, value, low, high)

    def instance_of(self, node: ast.InstanceOf, scope: Scope) -> ir.Node:
        value = self.lower(node.value, scope)
        expected = self.type(node.type)
        if expected is None:
            return self.failed(node.at, Code.UNKNOWN_TYPE, name=node.type.name, **nearest(node.type.name, BY_NAME))
        return ir.InstanceOf(node.at, BOOLEAN, value, unconstrained(expected))

    # Tests

    def within(self, node: ast.Within, scope: Scope) -> ir.Node:
        value = self.lower(node.value, scope)
        inner = scope.child()
        held = inner.variable("\0value", value.type, origin_of(value))
        return self.tests(node.tests, inner, value, held)

    def tests(self, node: ast.Tests, scope: Scope, value: ir.Node, held: ir.Local) -> ir.Node:
        """Unary tests of a value that is held in a slot while they look at it."""
        tests = tuple(self._test(test, scope, value.type) for test in node.tests)
        return ir.Tests(node.at, BOOLEAN, value, held.slot, tests, node.negated)

    def _test(self, node: ast.Syntax, scope: Scope, value: Type) -> ir.Test:
        if isinstance(node, ast.Compared):
            operand = self.lower(node.operand, scope)
            self._check_comparable(node.at, node.operator, value, operand.type)
            return ir.Test(node.operator, operand, direct=False, at=node.at)
        return ir.Test("", self.lower(node, scope), direct=_mentions(node, "?"), at=node.at)

    def compared(self, node: ast.Compared, scope: Scope) -> ir.Node:
        operand = self.lower(node.operand, scope)
        return ir.Compared(node.at, range_of(operand.type), node.operator, operand)

    # Collections

    def list_of(self, node: ast.ListOf, scope: Scope) -> ir.Node:
        items = self.lower_all(node.items, scope)
        kinds = {item.type for item in items}
        return ir.ListOf(node.at, list_of(kinds.pop()) if len(kinds) == 1 else LIST, items)

    def context_of(self, node: ast.ContextOf, scope: Scope) -> ir.Node:
        inner = scope.child()
        entries: list[ir.Entry] = []
        for name, value in node.entries:
            lowered = self.lower(value, inner)
            held = inner.variable(name, lowered.type, origin_of(lowered))
            entries.append(ir.Entry(name, held.slot, lowered))
        kind = Type("context", entries=tuple((entry.name, entry.value.type) for entry in entries))
        return ir.ContextOf(node.at, kind if entries else CONTEXT, tuple(entries))

    def range_of(self, node: ast.RangeOf, scope: Scope) -> ir.Node:
        low, high = self.lower(node.low, scope), self.lower(node.high, scope)
        self._check_comparable(node.at, "..", low.type, high.type)
        return ir.RangeOf(node.at, range_of(join(low.type, high.type)), low, high, node.low_closed, node.high_closed)

    def filter(self, node: ast.Filter, scope: Scope) -> ir.Node:
        base = self.lower(node.base, scope)
        element = element_of(base.type) if base.type.name != "range" else base.type
        item = ir.Local(node.at, element, scope.frame.slot(), "item", origin_of(base))
        condition = self.lower(node.condition, scope.filtered(item))
        kind = element if condition.type.name == "number" else ANY if condition.type.name == "Any" else list_of(element)
        return ir.Filter(node.at, kind, base, item.slot, condition)

    def loop(self, node: ast.Loop, scope: Scope) -> ir.Node:
        inner = scope.child()
        iterators = self._iterators(node.iterators, inner)
        partial = inner.variable("partial", LIST).slot if _mentions(node.body, "partial") else None
        body = self.lower(node.body, inner)
        return ir.For(node.at, list_of(body.type), iterators, partial, body)

    def quantified(self, node: ast.Quantified, scope: Scope) -> ir.Node:
        inner = scope.child()
        iterators = self._iterators(node.iterators, inner)
        return ir.Quantified(node.at, BOOLEAN, node.every, iterators, self.lower(node.condition, inner))

    def _iterators(self, nodes: tuple[ast.Iterator, ...], scope: Scope) -> tuple[ir.Iterator, ...]:
        found = []
        for node in nodes:
            domain = self.lower(node.domain, scope)
            until = None if node.until is None else self.lower(node.until, scope)
            element = element_of(domain.type) if until is None else domain.type
            held = scope.variable(node.name, element, origin_of(domain))
            found.append(ir.Iterator(held.slot, domain, until))
        return tuple(found)

    # Functions

    def function_of(self, node: ast.FunctionOf, scope: Scope) -> ir.Node:
        if node.external:
            return self.failed(node.at, Code.EXTERNAL_FUNCTION)
        parameters = tuple((name, self._declared(kind, node.at)) for name, kind in node.parameters)
        inner = scope.function()
        for name, kind in parameters:
            inner.variable(name, kind)
        body = self.lower(node.body, inner)
        return self.function("", parameters, inner, body, body.type, node.at)

    def function(
        self, name: str, parameters: tuple[tuple[str, Type], ...], scope: Scope, body: ir.Node, result: Type, at: int
    ) -> ir.Node:
        kind = Type("function", parameters=tuple(each for _, each in parameters), result=result)
        frame = scope.frame
        return ir.Lambda(at, kind, name, parameters, tuple(frame.captures), frame.size, body, result)

    def _declared(self, written: ast.TypeName | None, at: int) -> Type:
        if written is None:
            return ANY
        found = self.type(written)
        if found is None:
            self.report.add(Code.UNKNOWN_TYPE, at, name=written.name)
        return found or ANY

    def call(self, node: ast.Call, scope: Scope) -> ir.Node:
        called = node.function
        if isinstance(called, ast.Name) and _only_maybe(scope.find(called.name)):
            known = BUILTINS.get(called.name)
            if known is not None:
                return self._call_builtin(node, known, scope)
            if scope.find(called.name) is None:
                near = nearest(called.name, scope.names.known())
                return self.failed(node.at, Code.UNKNOWN_FUNCTION, name=called.name, **near)
        function = self.lower(called, scope)
        arguments = self.lower_all(node.arguments, scope)
        if isinstance(function, ir.BuiltinName):
            return ir.CallBuiltin(node.at, function.builtin.result, function.builtin, arguments)
        return ir.Apply(node.at, function.type.result or ANY, function, arguments, node.names)

    def _call_builtin(self, node: ast.Call, known: Builtin, scope: Scope) -> ir.Node:
        if self._policy and known.name in CLOCK_FUNCTIONS:
            return self.failed(node.at, Code.CLOCK, name=known.name)
        self._rounding += known.rounds
        arguments = self.lower_all(node.arguments, scope)
        self._rounding -= known.rounds
        self._check_pattern(known, arguments)
        if node.names:
            return self.named_builtin(known, arguments, node.names, node.at)
        if not any(overload.takes(len(arguments)) for overload in known.overloads):
            return self.failed(node.at, Code.ARGUMENT_COUNT, name=known.name, count=len(arguments))
        return _folded(ir.CallBuiltin(node.at, _result(known, arguments), known, arguments))

    def _check_pattern(self, known: Builtin, arguments: tuple[ir.Node, ...]) -> None:
        """A pattern that is written out is looked at once, not only when somebody needs it."""
        if known.name not in _PATTERN_FUNCTIONS or len(arguments) < 2:
            return
        flags = arguments[-1] if len(arguments) == _PATTERN_FUNCTIONS[known.name] else None
        pattern, chosen = _text(arguments[1]), "" if flags is None else _text(flags)
        if pattern is None or chosen is None:
            return
        if patterns.compiled(pattern, chosen) is None:
            self.report.add(Code.PATTERN, arguments[1].at, pattern=pattern)
        elif self._policy and linear.compiled(pattern, chosen) is None:
            self.report.add(Code.PATTERN_NOT_LINEAR, arguments[1].at, pattern=pattern)

    def named_builtin(self, known: Builtin, arguments: tuple[ir.Node, ...], names: tuple[str, ...], at: int) -> ir.Node:
        """A call with named arguments: put in the order of the overloads that have parameters of these names."""
        named = known.named(names)
        if named is None:
            own = " / ".join(", ".join(each.name for each in overload.parameters) for overload in known.overloads)
            return self.failed(at, Code.ARGUMENT_NAMES, name=known.name, known=own)
        chosen, positions = named
        while positions and positions[-1] is None:
            positions = positions[:-1]
        absent = ir.Const(at, NULL, None)
        ordered = tuple(absent if position is None else arguments[position] for position in positions)
        return ir.CallBuiltin(at, _result(known, ordered), chosen, ordered)

    # Types

    def type(self, written: ast.TypeName) -> Type | None:
        """The type that a text names, or none."""
        if written.result is not None:
            parameters = [self.type(each) for each in written.arguments]
            result = self.type(written.result)
            if result is None or None in parameters:
                return None
            return Type("function", parameters=tuple(each for each in parameters if each), result=result)
        if written.entries:
            entries = tuple((name, each) for name, kind in written.entries if (each := self.type(kind)) is not None)
            return Type("context", entries=entries) if len(entries) == len(written.entries) else None
        if written.arguments:
            element = self.type(written.arguments[0])
            return None if element is None else Type(written.name, element=element)
        return self._typed(written.name) or BY_NAME.get(written.name)


def _only_maybe(found: ir.Node | None) -> bool:
    """Nothing, or an entry that the items of a filter may or may not have: what is called there is a built-in."""
    return found is None or (isinstance(found, ir.ItemField) and found.outside is None)


def _folded(node: ir.CallBuiltin) -> ir.Node:
    """``date("2025-01-01")`` is made once; a text that means nothing stays, to be reported when it runs."""
    if node.builtin.name not in _CONSTANT_MAKERS or not all(isinstance(each, ir.Const) for each in node.arguments):
        return node
    made = node.builtin(Run(), [each.value for each in node.arguments if isinstance(each, ir.Const)])
    return node if made is None else ir.Const(node.at, type_of(made), made)


_PATTERN_FUNCTIONS: Final = {"matches": 3, "replace": 4, "split": 3}
"""How many arguments they have when the last one is flags."""


def _text(node: ir.Node) -> str | None:
    return node.value if isinstance(node, ir.Const) and isinstance(node.value, str) else None


_CONSTANT_MAKERS: Final = frozenset({"date", "time", "date and time", "duration"})


def _result(known: Builtin, arguments: tuple[ir.Node, ...]) -> Type:
    """What a function returns, which for some follows from what it gets."""
    if known.name in _KEEPS_ITEMS and arguments:
        return arguments[0].type if arguments[0].type.name == "list" else known.result
    if known.name in _GIVES_ITEM and arguments:
        first = arguments[0].type
        return (first.element or ANY) if first.name == "list" else ANY
    if known.name == "abs" and arguments:
        return arguments[0].type
    return known.result


_KEEPS_ITEMS: Final = frozenset({"sublist", "reverse", "remove", "distinct values", "sort"})
_GIVES_ITEM: Final = frozenset({"min", "max", "sum"})


def _mentions(node: object, name: str) -> bool:
    if isinstance(node, ast.Name):
        return node.name == name
    if isinstance(node, tuple):
        return any(_mentions(each, name) for each in node)
    if isinstance(node, ast.Syntax | ast.Iterator):
        return any(_mentions(getattr(node, each), name) for each in _slots(node))
    return False


def _slots(node: object) -> Iterable[str]:
    return getattr(node, "__dataclass_fields__", ())


_RULES: Final[dict[type, Callable[[Lowering, Any, Scope], ir.Node]]] = {
    ast.Name: Lowering.name,
    ast.Path: Lowering.path,
    ast.Literal: Lowering.literal,
    ast.Negation: Lowering.negation,
    ast.Binary: Lowering.binary,
    ast.Junction: Lowering.junction,
    ast.Conditional: Lowering.conditional,
    ast.Between: Lowering.between,
    ast.InstanceOf: Lowering.instance_of,
    ast.Within: Lowering.within,
    ast.Compared: Lowering.compared,
    ast.ListOf: Lowering.list_of,
    ast.ContextOf: Lowering.context_of,
    ast.RangeOf: Lowering.range_of,
    ast.Filter: Lowering.filter,
    ast.Loop: Lowering.loop,
    ast.Quantified: Lowering.quantified,
    ast.FunctionOf: Lowering.function_of,
    ast.Call: Lowering.call,
}
