"""On which side of each comparison a case lies: between two cases on the same sides nothing can have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from eligibility.engine.dmn.model import Model
from eligibility.engine.evaluate import Mode, frame_of
from eligibility.engine.feel import ir, logic
from eligibility.engine.feel.build import Closure, build
from eligibility.engine.uses import children

Sign = int | None
Pair = tuple[Closure, Closure]

_OWN_VARIABLES: Final = (ir.Filter, ir.For, ir.Quantified, ir.Lambda)


def signs(model: Model, inputs: Mapping[str, object]) -> tuple[Sign, ...]:
    """For each comparison of the model the order of its two sides, none where they have none or one is not known.

    Comparisons inside of filters, loops and functions are left out: there are as many of them as there are rows.
    """
    frame = frame_of(model, inputs, Mode.POLICY)
    return tuple(_sign(left(frame), right(frame)) for left, right in _pairs(model))


def _sign(left: Any, right: Any) -> Sign:
    if left.__class__ is right.__class__ and left.__class__ in _ORDERED:
        return int(left > right) - int(left < right)
    return logic.order(left, right)


_ORDERED: Final = frozenset({Decimal, dt.date})


@lru_cache(maxsize=2048)
def _pairs(model: Model) -> tuple[Pair, ...]:
    return tuple(
        (build(left), build(right)) for decision in model.decisions.values() for left, right in _sides(decision.node)
    )


def _sides(node: ir.Node) -> Iterator[tuple[ir.Node, ir.Node]]:
    if isinstance(node, ir.Comparison):
        yield node.left, node.right
    elif isinstance(node, ir.Between):
        yield node.value, node.low
        yield node.value, node.high
    elif isinstance(node, ir.Tests):
        yield from _tested(node.value, node)
    elif isinstance(node, ir.Table):
        yield from _table(node)
    elif isinstance(node, _OWN_VARIABLES):
        if isinstance(node, ir.Filter):
            yield from _sides(node.base)
        return
    for each in children(node):
        yield from _sides(each)


def _table(node: ir.Table) -> Iterator[tuple[ir.Node, ir.Node]]:
    for column, each in enumerate(node.inputs):
        for rule in node.rules:
            cell = rule.tests[column] if column < len(rule.tests) else None
            if isinstance(cell, ir.Tests):
                yield from _tested(each.value, cell)


def _tested(value: ir.Node, node: ir.Tests) -> Iterator[tuple[ir.Node, ir.Node]]:
    for test in node.tests:
        if test.direct:
            continue
        ends = (test.operand.low, test.operand.high) if isinstance(test.operand, ir.RangeOf) else (test.operand,)
        for end in ends:
            yield value, end
