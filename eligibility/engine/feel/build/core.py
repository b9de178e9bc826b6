"""How a node becomes a closure, and the nodes that only give a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from eligibility.engine.feel import ir
from eligibility.engine.feel.values import Value

Closure = Callable[[ir.Frame], Value]
Builder = Callable[[Any], Closure]

UNSET: Final = object()
"""The slot of a decision that nobody has asked for yet."""

_BUILDERS: Final[dict[type[ir.Node], Builder]] = {}


def builds(node_class: type[ir.Node]) -> Callable[[Builder], Builder]:
    def register(builder: Builder) -> Builder:
        _BUILDERS[node_class] = builder
        return builder

    return register


def build(node: ir.Node) -> Closure:
    return _BUILDERS[node.__class__](node)


@builds(ir.Const)
def _const(node: ir.Const) -> Closure:
    value = node.value
    return lambda _frame: value


@builds(ir.Failed)
def _failed(node: ir.Failed) -> Closure:
    def fail(frame: ir.Frame) -> Value:
        frame[0].problem(node.code, node.at)

    return fail


@builds(ir.Local)
def _local(node: ir.Local) -> Closure:
    slot = node.slot
    return lambda frame: frame[slot]


@builds(ir.Required)
def _required(node: ir.Required) -> Closure:
    slot, decision = node.slot, node.decision

    def required(frame: ir.Frame) -> Value:
        value = frame[slot]
        if value is UNSET:
            value = frame[slot] = frame[0].decisions[decision](frame)
        return value

    return required


@builds(ir.Shared)
def _shared(node: ir.Shared) -> Closure:
    index = node.index
    return lambda frame: frame[0].shared[index]
