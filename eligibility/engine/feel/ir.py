"""The typed intermediate representation: what a model means once names are resolved.

Everything that decides goes through it: the interpreter (``build``), the analysis of which facts a model reads, and the
compilers for whole populations. A variable is a slot of a frame; nothing is looked up by name at evaluation, except
the entries of contexts whose type nobody declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eligibility.engine.feel.types import Type
from eligibility.engine.feel.values import Value
from eligibility.engine.messages import Code

if TYPE_CHECKING:
    from eligibility.engine.feel.builtins.registry import Builtin

Origin = tuple[str, ...]
"""The path of input names under which a value was found: ``("birth", "mother")``."""


@dataclass(frozen=True, slots=True)
class Node:
    at: int
    type: Type


@dataclass(frozen=True, slots=True)
class Const(Node):
    value: Value


@dataclass(frozen=True, slots=True)
class Failed(Node):
    """What could not be understood: null, and a problem whenever it is evaluated."""

    code: Code


@dataclass(frozen=True, slots=True)
class Local(Node):
    """A variable of the frame: an input, a parameter, an iterator, a context entry."""

    slot: int
    name: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Required(Node):
    """The result of another decision, decided when first asked for."""

    slot: int
    decision: int
    name: str


@dataclass(frozen=True, slots=True)
class Shared(Node):
    """A business knowledge model or decision service: linked after all are compiled, so they may call themselves."""

    index: int
    name: str


@dataclass(frozen=True, slots=True)
class BuiltinName(Node):
    """A built-in function used as a value."""

    builtin: Builtin


@dataclass(frozen=True, slots=True)
class Access(Node):
    """``base.name``; on a list, of every item."""

    base: Node
    name: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class ItemField(Node):
    """A name inside a filter: the item's entry where it has one, otherwise what the name means outside."""

    item: Local
    name: str
    outside: Node | None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Negate(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Compared(Node):
    """``(< 5)`` as a value: a range that is open on one side."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Test:
    """One unary test of the value in ``slot``: a comparison, a boolean of its own (``direct``), or membership."""

    operator: str
    operand: Node
    direct: bool
    at: int


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Whether the value passes any of the tests (none of them when negated; always when there are none)."""

    value: Node
    slot: int
    tests: tuple[Test, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    value: Node
    expected: Type


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    slot: int
    value: Node


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """A context; with ``result`` a boxed context that is worth what its last cell says."""

    entries: tuple[Entry, ...]
    result: Node | None = None


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Filter(Node):
    base: Node
    item: int
    condition: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    slot: int
    domain: Node
    until: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    iterators: tuple[Iterator, ...]
    partial: int | None
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class CallBuiltin(Node):
    builtin: Builtin
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A call of a function that is a value: positional, or named when ``names`` are given."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    """A function with a frame of its own: parameters first, then what it captures by value, then its variables."""

    name: str
    parameters: tuple[tuple[str, Type], ...]
    captures: tuple[tuple[Node, int], ...]
    frame_size: int
    body: Node
    result: Type


@dataclass(frozen=True, slots=True)
class Fit(Node):
    """A value made to fit a declared type (DMN 1.5, 10.3.2.9.4); null where it does not."""

    value: Node
    expected: Type


@dataclass(frozen=True, slots=True)
class Input:
    """One input column of a decision table, its value held in ``slot`` while the cells test it."""

    label: str
    slot: int
    value: Node
    allowed: Node | None


@dataclass(frozen=True, slots=True)
class Output:
    name: str
    type: Type
    allowed: Node | None
    priorities: tuple[Node, ...]
    default: Node | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a boolean node per input column (none where the cell is ``-``), a value node per output column."""

    tests: tuple[Node | None, ...]
    outputs: tuple[Node, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table(Node):
    name: str
    policy: str
    aggregation: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]


Frame = list[Any]
