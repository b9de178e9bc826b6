"""IR to Python source, for evaluations that nobody watches: the common case inline, everything else in the closures.

The closures of the other modules of this package say what an expression means. What is generated here only answers
where every operand is a plain, known value of the class that is expected: there the operators of Python and of FEEL
agree. In any other case (an unknown, a null, a list, an overflow) it hands the same node to its closure, so that there
is one meaning and no second evaluator. A watched evaluation runs in the closures alone, since they tell the sink what
they do.

All that a model's text contributes to the source are names of slots: texts, numbers and field names are bound as
constants, so no text of a model is ever compiled as Python.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from eligibility.engine.feel import ir, logic, temporal
from eligibility.engine.feel.build.calls import call_builtin
from eligibility.engine.feel.build.core import UNSET, Closure, build
from eligibility.engine.feel.types import plain_class
from eligibility.engine.feel.values import NUMBERS, Unknown, Value, YearMonth
from eligibility.engine.record import Record

_PLAIN: Final = (Decimal, dt.date, str, bool)
_ORDERED: Final = frozenset({Decimal, dt.date, str})
_CLASS: Final = {Decimal: "_D", dt.date: "_date", str: "_str", bool: "_bool"}
_SMALL: Final = frozenset({"number", "date", "boolean"})
"""Types of results that no limit on length is about."""
_DEEPEST: Final = 40
"""Levels of nesting after which a part is left to its closure; Python's own limit is 100."""


class Later:
    """A closure that is built when it is first needed: most fallbacks never are."""

    __slots__ = ("_closure", "_node")

    def __init__(self, node: ir.Node) -> None:
        self._node = node
        self._closure: Closure | None = None

    def __call__(self, frame: ir.Frame) -> Value:
        if self._closure is None:
            self._closure = build(self._node)
        return self._closure(frame)


def _rest(connect: Callable[..., Value], nodes: Sequence[ir.Node]) -> Callable[[ir.Frame, Value], Value]:
    """What remains of a junction after an operand that does not settle it."""
    later = tuple(Later(node) for node in nodes)
    return lambda frame, value: connect(itertools.chain((value,), (each(frame) for each in later)))


@lru_cache(maxsize=65536)
def _plus_months(date: dt.date, months: int) -> Value:
    try:
        return temporal.add_months(date, months)
    except ValueError:
        return None


def generate(decisions: Sequence[ir.Node]) -> tuple[Closure, ...]:
    """One function for each decision, all compiled together."""
    return _Generator(decisions).functions()


def is_calm(decisions: Sequence[ir.Node]) -> bool:
    """Whether nothing in a model repeats or calls: then what it costs is bounded by its size and needs no counting."""
    return not any(part.__class__ in _REPEATING for part in _parts(decisions))


_REPEATING: Final = frozenset(
    {ir.Filter, ir.For, ir.Quantified, ir.Lambda, ir.Apply, ir.Shared, ir.BuiltinName, ir.ListOf, ir.ItemField}
)


class _Generator:
    def __init__(self, decisions: Sequence[ir.Node]) -> None:
        self._decisions = decisions
        self._calm = is_calm(decisions)
        self._lines: list[str] = []
        self._depth = 0
        self._count = 0
        self._once = _required_once(decisions)
        self._bound: dict[str, Any] = {
            "_U": Unknown,
            "_M": Unknown(),
            "_R": Record,
            "_UNSET": UNSET,
            "_D": Decimal,
            "_date": dt.date,
            "_str": str,
            "_bool": bool,
            "_ORDERED": _ORDERED,
            "_PLAIN": frozenset(_PLAIN),
            "_add": NUMBERS.add,
            "_subtract": NUMBERS.subtract,
            "_multiply": NUMBERS.multiply,
            "_divide": NUMBERS.divide,
            "_plus_months": _plus_months,
            "_call": call_builtin,
            "ArithmeticError": ArithmeticError,
            "__builtins__": {},
        }

    def functions(self) -> tuple[Closure, ...]:
        for index, node in enumerate(self._decisions):
            self._function(index, node)
        source = "\n".join(self._lines)
        exec(compile(source, "<model>", "exec"), self._bound)  # noqa: S102 - no text of the model is in the source
        return tuple(self._bound[f"decision_{index}"] for index in range(len(self._decisions)))

    def _function(self, index: int, node: ir.Node) -> None:
        self._depth = 0
        self._emit(f"def decision_{index}(frame):")
        with self._block():
            self._emit("try:")
            with self._block():
                self._emit(f"return {self.full(node)}")
            self._emit("except ArithmeticError:")
            with self._block():
                self._emit(f"return {self._later(node)}(frame)")

    # Writing

    def _emit(self, line: str) -> None:
        self._lines.append(" " * self._depth + line)

    @contextmanager
    def _block(self) -> Iterator[None]:
        self._depth += 1
        yield
        self._depth -= 1

    def _fresh(self) -> str:
        self._count += 1
        return f"v{self._count}"

    def _bind(self, value: Any) -> str:
        self._count += 1
        name = f"k{self._count}"
        self._bound[name] = value
        return name

    def _later(self, node: ir.Node) -> str:
        return self._bind(Later(node))

    def _by_closure(self, node: ir.Node) -> str:
        name = self._fresh()
        self._emit(f"{name} = {self._bind(build(node))}(frame)")
        return name

    # Nodes

    def full(self, node: ir.Node) -> str:
        """Write what computes a node; the name under which its value is found then."""
        rule = _RULES.get(node.__class__)
        if rule is None or self._depth > _DEEPEST:
            return self._by_closure(node)
        found: str | None = rule(self, node)
        return self._by_closure(node) if found is None else found

    def raw(self, node: ir.Node) -> str:
        """As ``full``, but right only where the value is of a plain class: for one who looks at the class anyway."""
        return self._chain(node) or self.full(node) if isinstance(node, ir.Access) else self.full(node)

    def constant(self, node: ir.Const) -> str:
        return self._bind(node.value)

    def local(self, node: ir.Local) -> str:
        return f"frame[{node.slot}]"

    def required(self, node: ir.Required) -> str:
        """Another decision: written here if nobody else needs it, otherwise called, and kept in its slot."""
        name = self._fresh()
        self._emit(f"{name} = frame[{node.slot}]")
        self._emit(f"if {name} is _UNSET:")
        with self._block():
            if node.decision in self._once and self._depth < _DEEPEST // 2:
                found = self.full(self._decisions[node.decision])
                self._emit(f"{name} = frame[{node.slot}] = {found}")
            else:
                self._emit(f"{name} = frame[{node.slot}] = decision_{node.decision}(frame)")
        return name

    def access(self, node: ir.Access) -> str | None:
        name = self._chain(node)
        if name is not None:
            self._emit(f"if {name}.__class__ is _U: {name} = {self._later(node)}(frame)")
        return name

    def _chain(self, node: ir.Access) -> str | None:
        """``unit.relation.field``, as long as every step is a row."""
        names: list[str] = []
        start: ir.Node = node
        while isinstance(start, ir.Access):
            names.append(start.name)
            start = start.base
        if not isinstance(start, ir.Local):
            return None
        name = self._fresh()
        self._emit(f"{name} = frame[{start.slot}]")
        for step in reversed(names[1:]):
            self._emit(f"{name} = {name}.cells.get({self._bind(step)}) if {name}.__class__ is _R else None")
        otherwise = f"{self._later(node)}(frame)"
        self._emit(f"{name} = {name}.cells.get({self._bind(names[0])}, _M) if {name}.__class__ is _R else {otherwise}")
        return name

    def comparison(self, node: ir.Comparison) -> str:
        sign = "==" if node.operator == "=" else node.operator
        left, right = self.raw(node.left), self.raw(node.right)
        if isinstance(node.right, ir.Const) and node.right.value.__class__ in _PLAIN:
            guard = f"{left}.__class__ is {_CLASS[node.right.value.__class__]}"
        else:
            among = "_PLAIN" if sign in ("==", "!=") else "_ORDERED"
            guard = f"{left}.__class__ is {right}.__class__ and {left}.__class__ in {among}"
        if sign in ("==", "!="):
            return self._guarded(node, guard, f"{left} {sign} {right}")
        if isinstance(node.right, ir.Const) and node.right.value.__class__ is bool:
            return self._by_closure(node)
        return self._guarded(node, guard, f"{left} {sign} {right}")

    def _guarded(self, node: ir.Node, guard: str, value: str) -> str:
        name = self._fresh()
        self._emit(f"{name} = ({value}) if {guard} else {self._later(node)}(frame)")
        return name

    def between(self, node: ir.Between) -> str | None:
        ends = [each.value.__class__ for each in (node.low, node.high) if isinstance(each, ir.Const)]
        if len(ends) != 2 or ends[0] is not ends[1] or ends[0] not in _ORDERED:
            return None
        value, low, high = self.raw(node.value), self.full(node.low), self.full(node.high)
        return self._guarded(node, f"{value}.__class__ is {_CLASS[ends[0]]}", f"{low} <= {value} <= {high}")

    def arithmetic(self, node: ir.Arithmetic) -> str | None:
        function = _FUNCTIONS.get(node.operator)
        if function is None:
            return None
        months = _months(node)
        if months is not None:
            left = self.raw(node.left)
            return self._guarded(node, f"{left}.__class__ is _date", f"_plus_months({left}, {months})")
        left, right = self.raw(node.left), self.raw(node.right)
        guard = " and ".join(
            f"{name}.__class__ is _D"
            for name, part in ((left, node.left), (right, node.right))
            if not (isinstance(part, ir.Const) and part.value.__class__ is Decimal)
        )
        return self._guarded(node, guard or "True", f"{function}({left}, {right})")

    def conjunction(self, node: ir.And) -> str:
        return self._junction(node.operands, "True", "False", logic.conjunction)

    def disjunction(self, node: ir.Or) -> str:
        return self._junction(node.operands, "False", "True", logic.disjunction)

    def _junction(self, operands: Sequence[ir.Node], neutral: str, decisive: str, connect: Callable[..., Value]) -> str:
        """One operand after the other as long as they are neutral; what is neither is connected with all the rest."""
        result, depth = self._fresh(), self._depth
        for place, operand in enumerate(operands):
            rest = self._bind(_rest(connect, operands[place + 1 :]))
            self._emit(f"{result} = {self.full(operand)}")
            self._emit(f"if {result} is not {neutral} and {result} is not {decisive}:")
            with self._block():
                self._emit(f"{result} = {rest}(frame, {result})")
            if place + 1 < len(operands):
                self._emit(f"elif {result} is {neutral}:")
                self._depth += 1
                if self._depth > _DEEPEST:
                    self._emit(f"{result} = {rest}(frame, {result})")
                    break
        self._depth = depth
        return result

    def choice(self, node: ir.If) -> str:
        condition, result = self.full(node.condition), self._fresh()
        self._emit(f"if {condition} is True:")
        with self._block():
            self._emit(f"{result} = {self.full(node.then)}")
        self._emit(f"elif {condition} is False or {condition} is None:")
        with self._block():
            self._emit(f"{result} = {self.full(node.otherwise)}")
        self._emit(f"else: {result} = {self._later(node)}(frame)")
        return result

    def fit(self, node: ir.Fit) -> str | None:
        plain = plain_class(node.expected)
        if node.expected.name == "Any" and node.expected.constraint is None:
            return self.full(node.value)
        if plain is None:
            return None
        value, name = self.full(node.value), self._fresh()
        self._emit(f"{name} = {value}")
        guard = f"{name}.__class__ is not {_CLASS[plain]} and {name}.__class__ is not _U"
        self._emit(f"if {guard}: {name} = {self._later(node)}(frame)")
        return name

    def call_builtin(self, node: ir.CallBuiltin) -> str | None:
        called, count = node.builtin, len(node.arguments)
        values = [self.full(each) for each in node.arguments]
        if called.name == "not" and count == 1:
            return self._guarded(node, f"{values[0]}.__class__ is _bool", f"not {values[0]}")
        if called.name in _EXTREMES and count == 2:
            guard = " and ".join(f"{each}.__class__ is _D" for each in values)
            first, second = values
            return self._guarded(node, guard, f"{second} if {second} {_EXTREMES[called.name]} {first} else {first}")
        overload = next((each for each in called.overloads if each.takes(count)), None)
        if overload is not None and not overload.variadic and not overload.with_run and called.result.name in _SMALL:
            checks = [
                f"{value}.__class__ in {self._bind(parameter.classes - {type(None), list, Unknown})}"
                for value, parameter in zip(values, overload.parameters, strict=False)
            ]
            function = self._bind(overload.function)
            return self._guarded(node, " and ".join(checks) or "True", f"{function}({', '.join(values)})")
        name, listed = self._fresh(), ", ".join(values)
        self._emit(f"{name} = _call(frame[0], {self._bind(called)}, [{listed}], {node.at})")
        return name

    def tests(self, node: ir.Tests) -> str | None:
        own = _class_of_tests(node)
        if own is None:
            return None
        value = self.raw(node.value)
        return self._guarded(node, f"{value}.__class__ is {_CLASS[own]}", self._passes(node, value))

    def _passes(self, node: ir.Tests, value: str) -> str:
        """A Python condition for tests whose operands are constants of one class, of a value of that class."""
        equals = [
            test.operand for test in node.tests if test.operator in ("", "=") and isinstance(test.operand, ir.Const)
        ]
        parts = []
        if len(equals) > 1 and equals[0].value.__class__ is str:
            parts.append(f"{value} in {self._bind(frozenset(each.value for each in equals))}")
        else:
            parts += [f"{value} == {self.constant(each)}" for each in equals]
        for test in node.tests:
            if isinstance(test.operand, ir.RangeOf):
                parts.append(self._inside(test.operand, value))
            elif test.operator not in ("", "=") and isinstance(test.operand, ir.Const):
                parts.append(f"{value} {test.operator} {self.constant(test.operand)}")
        passes = " or ".join(parts)
        return f"not ({passes})" if node.negated else f"({passes})"

    def _inside(self, node: ir.RangeOf, value: str) -> str:
        low, high = self.full(node.low), self.full(node.high)
        first, last = "<=" if node.low_closed else "<", "<=" if node.high_closed else "<"
        return f"{low} {first} {value} {last} {high}"

    def table(self, node: ir.Table) -> str | None:
        """A table whose cells are constants, each column's of one class; what is no single hit, its closure says."""
        classes = _columns(node)
        if classes is None or node.policy not in ("UNIQUE", "FIRST") or len(node.outputs) != 1:
            return None
        values = [self.raw(each.value) for each in node.inputs]
        later, result, hit = self._later(node), self._fresh(), self._fresh()
        guards = [
            f"{value}.__class__ is {_CLASS[own]}" for value, own in zip(values, classes, strict=True) if own is not None
        ]
        self._emit(f"{hit} = -1")
        self._emit(f"if {' and '.join(guards) or 'True'}:")
        with self._block():
            if not self._calm:
                self._emit(f"frame[0].step({len(node.rules)})")
            self._rows(node, values, hit)
        self._emit(f"if {hit} < 0: {result} = {later}(frame)")
        for place, rule in enumerate(node.rules):
            self._emit(f"elif {hit} == {place}:")
            with self._block():
                self._output(node, rule.outputs[0], result, later)
        return result

    def _rows(self, node: ir.Table, values: Sequence[str], hit: str) -> None:
        """The row that applies; none where several do that must not, or none does, or an input is not allowed."""
        first = node.policy == "FIRST"
        for place, rule in enumerate(node.rules):
            cells = [
                self._passes(test, value)
                for test, value in zip(rule.tests, values, strict=True)
                if isinstance(test, ir.Tests) and test.tests
            ]
            start = "if" if not first or place == 0 else "elif"
            value = str(place) if first else f"{place} if {hit} == -1 else -2"
            self._emit(f"{start} {' and '.join(cells) or 'True'}: {hit} = {value}")
        for value, each in zip(values, node.inputs, strict=True):
            if isinstance(each.allowed, ir.Tests) and each.allowed.tests:
                self._emit(f"if not {self._passes(each.allowed, value)}: {hit} = -1")

    def _output(self, node: ir.Table, output: ir.Node, result: str, later: str) -> None:
        self._emit(f"{result} = {self.full(output)}")
        kind = node.outputs[0].type
        if kind.name == "Any" and kind.constraint is None:
            return
        plain = plain_class(kind)
        guard = f"{result}.__class__ is not {_CLASS[plain]}" if plain is not None else "True"
        self._emit(f"if {guard}: {result} = {later}(frame)")


def _months(node: ir.Arithmetic) -> int | None:
    """The months that are added to a date, where they are a constant."""
    if not (
        isinstance(node.right, ir.Const) and isinstance(node.right.value, YearMonth) and node.left.type.name == "date"
    ):
        return None
    months = node.right.value.months
    return {"+": months, "-": -months}.get(node.operator)


def _class_of_tests(node: ir.Tests) -> type | None:
    """The class of all constants that a value is tested against, where they are constants and of one class."""
    found: set[type] = set()
    for test in node.tests:
        ends = (test.operand.low, test.operand.high) if isinstance(test.operand, ir.RangeOf) else (test.operand,)
        ordered = isinstance(test.operand, ir.RangeOf) or test.operator not in ("", "=", "!=")
        if test.direct or not all(isinstance(end, ir.Const) for end in ends):
            return None
        classes = {end.value.__class__ for end in ends if isinstance(end, ir.Const)}
        if ordered and not classes <= _ORDERED:
            return None
        found |= classes
    own = found.pop() if len(found) == 1 else None
    return own if own in _PLAIN else None


def _columns(node: ir.Table) -> list[type | None] | None:
    """The class of each column's values; none in place of a class where no cell looks at the column."""
    found: list[type | None] = []
    for column, each in enumerate(node.inputs):
        cells = [rule.tests[column] for rule in node.rules if column < len(rule.tests)]
        tests = [cell for cell in (*cells, each.allowed) if cell is not None]
        classes: set[type] = set()
        for test in tests:
            if not isinstance(test, ir.Tests):
                return None
            if not test.tests:
                continue
            own = _class_of_tests(test)
            if own is None or not isinstance(test.value, ir.Local):
                return None
            classes.add(own)
        if len(classes) > 1 or len(cells) != len(node.rules):
            return None
        found.append(classes.pop() if classes else None)
    return found


def _required_once(decisions: Sequence[ir.Node]) -> frozenset[int]:
    """The decisions that exactly one place of the model asks for."""
    counts = Counter(part.decision for part in _parts(decisions) if isinstance(part, ir.Required))
    return frozenset(index for index, count in counts.items() if count == 1)


def _parts(nodes: Sequence[ir.Node]) -> Iterator[Any]:
    """Every node and every part of one."""
    waiting: list[Any] = list(nodes)
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif part.__class__.__module__ == ir.__name__:
            yield part
            waiting.extend(getattr(part, name) for name in part.__dataclass_fields__)


_FUNCTIONS: Final = {"+": "_add", "-": "_subtract", "*": "_multiply", "/": "_divide"}
_EXTREMES: Final = {"min": "<", "max": ">"}
_RULES: Final[dict[type[ir.Node], Callable[[_Generator, Any], str | None]]] = {
    ir.Const: _Generator.constant,
    ir.Local: _Generator.local,
    ir.Required: _Generator.required,
    ir.Access: _Generator.access,
    ir.Comparison: _Generator.comparison,
    ir.Between: _Generator.between,
    ir.Arithmetic: _Generator.arithmetic,
    ir.And: _Generator.conjunction,
    ir.Or: _Generator.disjunction,
    ir.If: _Generator.choice,
    ir.Fit: _Generator.fit,
    ir.CallBuiltin: _Generator.call_builtin,
    ir.Tests: _Generator.tests,
    ir.Table: _Generator.table,
}
