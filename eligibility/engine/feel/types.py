"""The type lattice of FEEL (DMN 1.5, 10.3.2.9): inference is best effort, conformance is exact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from eligibility.engine.feel.values import (
    DateTime,
    DayTime,
    FarDate,
    Function,
    Range,
    Time,
    Unknown,
    Value,
    YearMonth,
)
from eligibility.engine.record import Record


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """Allowed values: the check, and the constants that it compares with."""

    check: Callable[[Value], bool]
    constants: tuple[Value, ...] = ()

    def __call__(self, value: Value) -> bool:
        return self.check(value)

    def __and__(self, other: Constraint) -> Constraint:
        return Constraint(lambda value: self(value) and other(value), self.constants + other.constants)


@dataclass(frozen=True, slots=True)
class Type:
    """A FEEL type. ``constraint`` comes from an item definition's allowed values."""

    name: str
    element: Type | None = None
    entries: tuple[tuple[str, Type], ...] = ()
    parameters: tuple[Type, ...] = ()
    result: Type | None = None
    constraint: Constraint | None = None
    label: str = ""
    """The name under which a model defines it, for messages."""

    def entry(self, name: str) -> Type | None:
        return next((kind for key, kind in self.entries if key == name), None)

    def __str__(self) -> str:
        if self.label:
            return self.label
        if self.element is not None:
            return f"{self.name}<{self.element}>"
        return self.name


ANY: Final = Type("Any")
NULL: Final = Type("Null")
NUMBER: Final = Type("number")
STRING: Final = Type("string")
BOOLEAN: Final = Type("boolean")
DATE: Final = Type("date")
TIME: Final = Type("time")
DATE_TIME: Final = Type("date and time")
DAY_TIME: Final = Type("days and time duration")
YEAR_MONTH: Final = Type("years and months duration")
CONTEXT: Final = Type("context")
LIST: Final = Type("list", element=ANY)
FUNCTION: Final = Type("function")

BY_NAME: Final[Mapping[str, Type]] = {
    "Any": ANY,
    "Null": NULL,
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": DAY_TIME,
    "dayTimeDuration": DAY_TIME,
    "years and months duration": YEAR_MONTH,
    "yearMonthDuration": YEAR_MONTH,
    "context": CONTEXT,
    "list": LIST,
    "function": FUNCTION,
}

_KINDS: Final[dict[type, Type]] = {
    Decimal: NUMBER,
    str: STRING,
    bool: BOOLEAN,
    dt.date: DATE,
    FarDate: DATE,
    Time: TIME,
    DateTime: DATE_TIME,
    DayTime: DAY_TIME,
    YearMonth: YEAR_MONTH,
    dict: CONTEXT,
    Record: CONTEXT,
    list: LIST,
    Range: Type("range"),
    Function: FUNCTION,
    type(None): NULL,
    Unknown: ANY,
}


def list_of(element: Type) -> Type:
    return Type("list", element=element)


def range_of(element: Type) -> Type:
    return Type("range", element=element)


def kind(value: Value) -> str:
    """The name of a value's type, without what it contains."""
    found = _KINDS.get(value.__class__)
    return found.name if found is not None else value.__class__.__name__


def classes_of(names: frozenset[str]) -> frozenset[type]:
    """The Python classes of the values of these types."""
    return frozenset(each for each, found in _KINDS.items() if found.name in names)


def unconstrained(kind: Type) -> Type:
    """The type without allowed values: *instance of* does not ask about them (DMN 1.5, 10.3.2.9.2)."""
    return replace(
        kind,
        constraint=None,
        element=None if kind.element is None else unconstrained(kind.element),
        entries=tuple((name, unconstrained(each)) for name, each in kind.entries),
    )


def type_of(value: Value) -> Type:
    return _KINDS.get(value.__class__, ANY)


def plain_class(expected: Type) -> type | None:
    """The one Python class whose every value is of the type, where there is one."""
    return None if expected.constraint is not None else _PLAIN.get(expected.name)


_PLAIN: Final[Mapping[str, type]] = {"number": Decimal, "string": str, "boolean": bool, "date": dt.date}


def conforms(value: Value, expected: Type) -> bool:
    """Whether a value is of a type (``null`` is of every type but belongs to ``Null`` alone for *instance of*)."""
    if expected.name == "Any" or value.__class__ is Unknown:
        return _allowed(value, expected)
    if value is None:
        return True
    if kind(value) != expected.name:
        return False
    check = _DEEP.get(expected.name)
    return (check is None or check(value, expected)) and _allowed(value, expected)


def _allowed(value: Value, expected: Type) -> bool:
    return expected.constraint is None or value is None or expected.constraint(value)


def _list_conforms(value: list[Value], expected: Type) -> bool:
    element = expected.element
    return element is None or all(conforms(item, element) for item in value)


def _context_conforms(value: Mapping[str, Value], expected: Type) -> bool:
    if value.__class__ is Record:
        return all(conforms(value[name], each) for name, each in expected.entries if name in value)
    return all(name in value and conforms(value[name], each) for name, each in expected.entries)


def _range_conforms(value: Range, expected: Type) -> bool:
    element = expected.element
    if element is None:
        return True
    return all(end is None or conforms(end, element) for end in (value.low, value.high))


def _function_conforms(value: Function, expected: Type) -> bool:
    if expected.result is None:
        return True
    if len(value.parameters) != len(expected.parameters):
        return False
    declared = zip(expected.parameters, value.parameters, strict=True)
    # Parameters are contravariant, results covariant (DMN 1.5, table 50).
    return all(narrower(given, own.type or ANY) for given, own in declared) and narrower(
        value.result or ANY, expected.result
    )


_DEEP: Final[dict[str, Callable[..., bool]]] = {
    "list": _list_conforms,
    "context": _context_conforms,
    "range": _range_conforms,
    "function": _function_conforms,
}


def narrower(left: Type, right: Type) -> bool:
    """Whether every value of ``left`` is a value of ``right``."""
    if right.name == "Any" or left.name == "Null":
        return True
    if left.name != right.name:
        return False
    if right.element is not None:
        return left.element is not None and narrower(left.element, right.element)
    if right.name == "function" and right.result is not None:
        return _narrower_function(left, right)
    return all((own := left.entry(name)) is not None and narrower(own, each) for name, each in right.entries)


def _narrower_function(left: Type, right: Type) -> bool:
    if left.result is None or right.result is None or len(left.parameters) != len(right.parameters):
        return False
    pairs = zip(right.parameters, left.parameters, strict=True)
    return all(narrower(given, own) for given, own in pairs) and narrower(left.result, right.result)


def instance(value: Value, expected: Type) -> bool:
    """*instance of*: as conformance, but ``null`` is an instance of ``Null`` only."""
    if value is None:
        return expected.name == "Null"
    return conforms(value, expected)


def coerce(value: Value, expected: Type) -> tuple[Value, bool]:
    """Implicit conversions (DMN 1.5, 10.3.2.9.4): the value to use, and whether it fits."""
    if conforms(value, expected):
        return value, True
    if expected.name == "list" and value.__class__ is not list:
        wrapped = [value]
        return (wrapped, True) if conforms(wrapped, expected) else (None, False)
    if value.__class__ is list and len(value) == 1 and conforms(value[0], expected):
        return value[0], True
    if expected.name == "date and time" and kind(value) == "date":
        return DateTime(value, Time(0, 0)), True
    return None, False


def join(left: Type, right: Type) -> Type:
    """The narrowest type known to hold both."""
    if left == right or right.name == "Null":
        return left
    if left.name == "Null":
        return right
    if left.name == right.name == "list":
        return list_of(join(left.element or ANY, right.element or ANY))
    return ANY if left.name != right.name else Type(left.name)
