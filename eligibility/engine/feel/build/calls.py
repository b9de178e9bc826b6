"""Functions: built-in, from the model, and made on the way; all calls are bounded in depth and number."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from eligibility.engine.feel import ir
from eligibility.engine.feel.build.core import UNSET, Closure, build, builds
from eligibility.engine.feel.builtins.registry import Builtin
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.types import coerce
from eligibility.engine.feel.values import NUMBERS, Function, Parameter, Unknown, Value
from eligibility.engine.findings import LimitExceeded
from eligibility.engine.messages import Code


@builds(ir.CallBuiltin)
def _call_builtin(node: ir.CallBuiltin) -> Closure:
    called, arguments, at = node.builtin, tuple(build(argument) for argument in node.arguments), node.at

    def call(frame: ir.Frame) -> Value:
        return call_builtin(frame[0], called, [argument(frame) for argument in arguments], at)

    return call


def call_builtin(run: Run, called: Builtin, values: list[Value], at: int) -> Value:
    if len(values) == 1 and values[0].__class__ is Unknown and values[0].rows is not None:
        partly = _PARTLY.get(called.name)
        if partly is not None:
            return partly(values[0], *values[0].rows)
    try:
        result = called(run, values)
    except ArithmeticError:
        result = None
    if result is None and None not in values:
        run.problem(Code.NO_RESULT, at, called.name)
    if result.__class__ is list and len(result) > run.limits.list_length:
        raise LimitExceeded(Code.LONG_LIST)
    if result.__class__ is str and len(result) > run.limits.string_length:
        raise LimitExceeded(Code.LONG_TEXT)
    return result


def _count_partly(partly: Unknown, certain: list[Value], maybe: list[Value]) -> Value:
    return Unknown(partly.paths, bounds=(Decimal(len(certain)), Decimal(len(certain) + len(maybe))))


def _sum_partly(partly: Unknown, certain: list[Value], maybe: list[Value]) -> Value:
    """Between leaving out all that would add and all that would take away; a sum of nothing would be null."""
    if not certain or not all(item.__class__ is Decimal for item in (*certain, *maybe)):
        return Unknown(partly.paths)
    least = most = functools.reduce(NUMBERS.add, certain)
    for item in maybe:
        least, most = NUMBERS.add(least, min(item, Decimal(0))), NUMBERS.add(most, max(item, Decimal(0)))
    return Unknown(partly.paths, bounds=(least, most))


_PARTLY: Final[dict[str, Callable[[Unknown, list[Value], list[Value]], Value]]] = {
    "count": _count_partly,
    "sum": _sum_partly,
}
"""Functions of a list that know something of it although some of its rows may not be there."""


@builds(ir.BuiltinName)
def _builtin_name(node: ir.BuiltinName) -> Closure:
    called = node.builtin
    first = called.overloads[0]
    function = Function(
        called.name,
        tuple(Parameter(parameter.name) for parameter in first.parameters),
        lambda run, values: call_builtin(run, called, values, node.at),
        called.result,
        variadic=True,
    )
    return lambda _frame: function


@builds(ir.Lambda)
def _lambda(node: ir.Lambda) -> Closure:
    parameters = tuple(Parameter(name, kind) for name, kind in node.parameters)
    captures = tuple((build(captured), slot) for captured, slot in node.captures)
    body, size, at = build(node.body), node.frame_size, node.at
    declared = tuple(kind for _, kind in node.parameters)

    def make(frame: ir.Frame) -> Value:
        held = [(slot, captured(frame)) for captured, slot in captures]

        def call(run: Run, values: list[Value]) -> Value:
            own: ir.Frame = [UNSET] * size
            own[0] = run
            for index, (value, kind) in enumerate(zip(values, declared, strict=True), 1):
                own[index], fits = (value, True) if value.__class__ is Unknown else coerce(value, kind)
                if not fits:
                    return run.problem(Code.WRONG_TYPE, at, str(kind))
            for slot, value in held:
                own[slot] = value
            return bounded(run, body, own)

        return Function(node.name, parameters, call, node.result)

    return make


def bounded(run: Run, body: Closure, frame: ir.Frame) -> Value:
    """Evaluate a function's body one call deeper."""
    run.step()
    run.calls -= 1
    if run.calls < 0:
        raise LimitExceeded(Code.MANY_CALLS)
    try:
        return body(frame)
    finally:
        run.calls += 1


@builds(ir.Apply)
def _apply(node: ir.Apply) -> Closure:
    function, arguments = build(node.function), tuple(build(argument) for argument in node.arguments)

    def apply(frame: ir.Frame) -> Value:
        called = function(frame)
        if called.__class__ is not Function:
            if called.__class__ is not Unknown and called is not None:
                frame[0].problem(Code.NOT_A_FUNCTION, node.at)
            return called if called.__class__ is Unknown else None
        values = ordered(called, [argument(frame) for argument in arguments], node.names)
        if values is None:
            return frame[0].problem(Code.NO_RESULT, node.at, called.name)
        return called.call(frame[0], values)

    return apply


def ordered(called: Function, values: list[Value], names: tuple[str, ...]) -> list[Value] | None:
    """The arguments in the order of the parameters, or none where they do not fit."""
    if not names:
        return values if called.variadic or len(values) == len(called.parameters) else None
    given: dict[str, Any] = dict(zip(names, values, strict=True))
    own = [parameter.name for parameter in called.parameters]
    if len(given) != len(own) or set(given) != set(own):
        return None
    return [given[name] for name in own]
