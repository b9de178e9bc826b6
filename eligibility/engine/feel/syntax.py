"""The syntax tree of FEEL (DMN 1.5, 10.3.1.2): frozen, with the position of every node in its text."""

from __future__ import annotations

from dataclasses import dataclass

from eligibility.engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Syntax:
    at: int


@dataclass(frozen=True, slots=True)
class Literal(Syntax):
    value: Value


@dataclass(frozen=True, slots=True)
class Name(Syntax):
    name: str


@dataclass(frozen=True, slots=True)
class Path(Syntax):
    base: Syntax
    name: str


@dataclass(frozen=True, slots=True)
class Negation(Syntax):
    operand: Syntax


@dataclass(frozen=True, slots=True)
class Binary(Syntax):
    """Arithmetic (``+ - * / **``) and comparison (``= != < <= > >=``)."""

    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class Junction(Syntax):
    """A run of ``and`` or of ``or``."""

    operator: str
    operands: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Conditional(Syntax):
    condition: Syntax
    then: Syntax
    otherwise: Syntax


@dataclass(frozen=True, slots=True)
class Iterator:
    """``name in domain`` or ``name in domain..until``."""

    name: str
    domain: Syntax
    until: Syntax | None = None


@dataclass(frozen=True, slots=True)
class Loop(Syntax):
    iterators: tuple[Iterator, ...]
    body: Syntax


@dataclass(frozen=True, slots=True)
class Quantified(Syntax):
    every: bool
    iterators: tuple[Iterator, ...]
    condition: Syntax


@dataclass(frozen=True, slots=True)
class Filter(Syntax):
    base: Syntax
    condition: Syntax


@dataclass(frozen=True, slots=True)
class Call(Syntax):
    function: Syntax
    arguments: tuple[Syntax, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListOf(Syntax):
    items: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Syntax):
    entries: tuple[tuple[str, Syntax], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Syntax):
    low: Syntax
    high: Syntax
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Compared(Syntax):
    """A unary comparison: ``< 5`` as a test, ``(< 5)`` as a range."""

    operator: str
    operand: Syntax


@dataclass(frozen=True, slots=True)
class Tests(Syntax):
    """Unary tests: any of them, none of them, or ``-`` (no tests at all)."""

    tests: tuple[Syntax, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Within(Syntax):
    """``value in tests``."""

    value: Syntax
    tests: Tests


@dataclass(frozen=True, slots=True)
class Between(Syntax):
    value: Syntax
    low: Syntax
    high: Syntax


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type as written: ``list<number>``, ``function<string> -> number``, ``context<a: date>``, ``tLoan``."""

    name: str
    arguments: tuple[TypeName, ...] = ()
    entries: tuple[tuple[str, TypeName], ...] = ()
    result: TypeName | None = None


@dataclass(frozen=True, slots=True)
class InstanceOf(Syntax):
    value: Syntax
    type: TypeName


@dataclass(frozen=True, slots=True)
class FunctionOf(Syntax):
    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Syntax
    external: bool = False
