"""Arithmetic, comparison and logic; the common case of two numbers first, everything else through the slow path."""

from __future__ import annotations

import datetime as dt
import itertools
import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from eligibility.engine.feel import arithmetic, ir, logic
from eligibility.engine.feel.build.core import Closure, build, builds
from eligibility.engine.feel.values import NUMBERS, Value
from eligibility.engine.findings import LimitExceeded
from eligibility.engine.messages import Code

_FAST: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
}
_ORDERINGS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ORDERED: Final = frozenset({Decimal, dt.date, str})
"""Classes whose Python order is FEEL's order."""


@builds(ir.Arithmetic)
def _arithmetic(node: ir.Arithmetic) -> Closure:
    left, right, sign = build(node.left), build(node.right), node.operator
    fast = _FAST.get(sign)

    def slow(frame: ir.Frame, first: Value, second: Value) -> Value:
        result = arithmetic.apply(sign, first, second)
        if result is None and first is not None and second is not None:
            frame[0].problem(Code.ARITHMETIC, node.at, sign)
        if result.__class__ is str and len(result) > frame[0].limits.string_length:
            raise LimitExceeded(Code.LONG_TEXT)
        return result

    if fast is None:
        return lambda frame: slow(frame, left(frame), right(frame))

    def calculate(frame: ir.Frame) -> Value:
        first, second = left(frame), right(frame)
        if first.__class__ is Decimal and second.__class__ is Decimal:
            try:
                return fast(first, second)
            except ArithmeticError:
                pass
        return slow(frame, first, second)

    return calculate


@builds(ir.Negate)
def _negate(node: ir.Negate) -> Closure:
    operand = build(node.operand)
    return lambda frame: arithmetic.negate(operand(frame))


@builds(ir.Comparison)
def _comparison(node: ir.Comparison) -> Closure:
    if node.operator == "=":
        return _equality(node)
    if node.operator == "!=":
        same = _equality(node)
        return lambda frame: logic.negation(same(frame))
    return ordering(node.operator, build(node.left), build(node.right), constant_of(node.right), node.at)


def constant_of(node: ir.Node) -> Value:
    """The value of a node that is a constant of a plain class; otherwise none."""
    return node.value if isinstance(node, ir.Const) and node.value.__class__ in _PLAIN else None


def ordering(sign: str, left: Closure, right: Closure, constant: Value, at: int) -> Closure:
    """``left < right`` and its like, quick where the right side is a constant or both are of one plain class."""
    fast, own = _ORDERINGS[sign], constant.__class__

    def slow(frame: ir.Frame, first: Value, second: Value) -> Value:
        result = logic.compare(sign, first, second)
        if result is None and first is not None and second is not None:
            frame[0].problem(Code.COMPARISON, at, sign)
        return result

    def with_constant(frame: ir.Frame) -> Value:
        first = left(frame)
        return fast(first, constant) if first.__class__ is own else slow(frame, first, constant)

    def compare(frame: ir.Frame) -> Value:
        first, second = left(frame), right(frame)
        if first.__class__ is second.__class__ and first.__class__ in _ORDERED:
            return fast(first, second)
        return slow(frame, first, second)

    return with_constant if own in _ORDERED else compare


def _equality(node: ir.Comparison) -> Closure:
    return equality(build(node.left), build(node.right), constant_of(node.right))


def equality(left: Closure, right: Closure, constant: Value) -> Closure:
    own = constant.__class__

    def with_constant(frame: ir.Frame) -> Value:
        first = left(frame)
        return first == constant if first.__class__ is own else logic.equal(first, constant)

    def same(frame: ir.Frame) -> Value:
        first, second = left(frame), right(frame)
        if first.__class__ is second.__class__ and first.__class__ in _PLAIN:
            return first == second
        return logic.equal(first, second)

    return same if constant is None else with_constant


_PLAIN: Final = frozenset({Decimal, dt.date, str, bool})


@builds(ir.And)
def _and(node: ir.And) -> Closure:
    return _junction(tuple(build(operand) for operand in node.operands), decisive=False)


@builds(ir.Or)
def _or(node: ir.Or) -> Closure:
    return _junction(tuple(build(operand) for operand in node.operands), decisive=True)


def _junction(operands: tuple[Closure, ...], *, decisive: bool) -> Closure:
    """Kleene's connectives: one decisive operand settles it, and nothing after it is looked at."""
    neutral = not decisive
    connect = logic.disjunction if decisive else logic.conjunction
    rest = tuple(operands[index:] for index in range(1, len(operands) + 1))

    def junction(frame: ir.Frame) -> Value:
        for index, operand in enumerate(operands):
            value = operand(frame)
            if value is decisive:
                return decisive
            if value is not neutral:
                return connect(itertools.chain((value,), (later(frame) for later in rest[index])))
        return neutral

    return junction


@builds(ir.Between)
def _between(node: ir.Between) -> Closure:
    value, low, high = build(node.value), build(node.low), build(node.high)

    def between(frame: ir.Frame) -> Value:
        middle = value(frame)
        return logic.conjunction((logic.compare(">=", middle, low(frame)), logic.compare("<=", middle, high(frame))))

    return between
