"""``if``, unary tests and *instance of*."""

from __future__ import annotations

import operator

from eligibility.engine.feel import ir, logic
from eligibility.engine.feel.build.core import Closure, build, builds
from eligibility.engine.feel.build.operators import constant_of, equality, ordering
from eligibility.engine.feel.types import coerce, instance, plain_class
from eligibility.engine.feel.values import Range, Unknown, Value, bounds_of, unite
from eligibility.engine.messages import Code


@builds(ir.If)
def _if(node: ir.If) -> Closure:
    condition, then, otherwise = build(node.condition), build(node.then), build(node.otherwise)

    def choose(frame: ir.Frame) -> Value:
        test = condition(frame)
        if test is True:
            return then(frame)
        if test.__class__ is Unknown:
            return agree(test, [then(frame), otherwise(frame)])
        if test is False or test is None:
            return otherwise(frame)
        return frame[0].problem(Code.WRONG_TYPE, node.at, "boolean")

    return choose


def agree(reason: Unknown, outcomes: list[Value]) -> Value:
    """What all possible outcomes have in common: their value if it is the same, otherwise unknown for that reason."""
    first = outcomes[0]
    if logic.unknown_inside(first) is None and all(logic.equal(first, other) is True for other in outcomes[1:]):
        return first
    result = unite([reason, *(found for each in outcomes for found in logic.unknowns_inside(each))])
    bounds = [found for each in outcomes if (found := bounds_of(each)) is not None]
    if len(bounds) == len(outcomes):
        result.bounds = (min(low for low, _ in bounds), max(high for _, high in bounds))
    return result


def member(value: Value, candidate: Value) -> Value:
    """Whether a value passes a test that is itself a value: in a range, in a list, or equal."""
    if candidate.__class__ is Range and value.__class__ is not Range:
        return logic.within(value, candidate)
    if candidate.__class__ is list:
        same = logic.equal(value, candidate) if value.__class__ is list else False
        return logic.disjunction([same, *(_item(value, item) for item in candidate)])
    return logic.equal(value, candidate)


def _item(value: Value, item: Value) -> Value:
    found = logic.within(value, item) if item.__class__ is Range and value.__class__ is not Range else None
    if found is None:
        found = logic.equal(value, item)
    return False if found is None else found


@builds(ir.Tests)
def _tests(node: ir.Tests) -> Closure:
    slot, negated = node.slot, node.negated
    value = None if isinstance(node.value, ir.Local) and node.value.slot == slot else build(node.value)
    tests = tuple(_test(test, slot) for test in node.tests)
    if not tests:
        return lambda _frame: True

    def check(frame: ir.Frame) -> Value:
        if value is not None:
            frame[slot] = value(frame)
        found = tests[0](frame) if len(tests) == 1 else logic.disjunction(test(frame) for test in tests)
        return logic.negation(found) if negated else found

    return check


def _test(test: ir.Test, slot: int) -> Closure:
    operand, sign, constant = build(test.operand), test.operator, constant_of(test.operand)
    held: Closure = operator.itemgetter(slot)
    if sign == "!=":
        same = equality(held, operand, constant)
        return lambda frame: logic.negation(same(frame))
    if sign == "=" or (not sign and constant is not None and not test.direct):
        return equality(held, operand, constant)
    if sign:
        return ordering(sign, held, operand, constant, test.at)
    if isinstance(test.operand, ir.RangeOf):
        return _range_test(test.operand, slot)
    if not test.direct:
        return lambda frame: member(frame[slot], operand(frame))

    def direct(frame: ir.Frame) -> Value:
        found = operand(frame)
        if found is None or found.__class__ is bool or found.__class__ is Unknown:
            return found
        return member(frame[slot], found)

    return direct


def _range_test(node: ir.RangeOf, slot: int) -> Closure:
    """``[low..high]`` without making the range: an unknown end may still leave the other one to decide."""
    low, high = build(node.low), build(node.high)
    above, below = ">=" if node.low_closed else ">", "<=" if node.high_closed else "<"

    def inside(frame: ir.Frame) -> Value:
        value = frame[slot]
        return logic.conjunction((logic.compare(above, value, low(frame)), logic.compare(below, value, high(frame))))

    return inside


@builds(ir.InstanceOf)
def _instance_of(node: ir.InstanceOf) -> Closure:
    value, expected = build(node.value), node.expected

    def check(frame: ir.Frame) -> Value:
        found = value(frame)
        return found if found.__class__ is Unknown else instance(found, expected)

    return check


@builds(ir.Fit)
def _fit(node: ir.Fit) -> Closure:
    value, expected = build(node.value), node.expected
    if expected.name == "Any" and expected.constraint is None:
        return value

    plain = plain_class(expected)

    def fit(frame: ir.Frame) -> Value:
        found = value(frame)
        if found.__class__ is plain or found.__class__ is Unknown:
            return found
        fitted, fits = coerce(found, expected)
        if not fits:
            frame[0].problem(Code.WRONG_TYPE, node.at, str(expected))
        return fitted

    return fit


@builds(ir.Compared)
def _compared(node: ir.Compared) -> Closure:
    operand, sign = build(node.operand), node.operator

    def as_range(frame: ir.Frame) -> Value:
        end = operand(frame)
        if end.__class__ is Unknown:
            return end
        if sign == "=":
            return Range(end, end, low_closed=True, high_closed=True, operator=sign)
        if sign == "!=":
            return Range(end, None, low_closed=False, high_closed=False, operator=sign)
        if logic.order(end, end) is None:
            return None
        if sign[0] == "<":
            return Range(None, end, low_closed=False, high_closed=sign == "<=", operator=sign)
        return Range(end, None, low_closed=sign == ">=", high_closed=False, operator=sign)

    return as_range
