"""How a built-in function is declared: its parameters in words, and what it does with what is missing.

A parameter is ``name: kind``; ``kind`` may be a union (``date|string``), ``?`` after the name makes it optional and
``null`` in the union lets null in. Otherwise a null argument gives null and an unknown one gives unknown, so that a
function sees only values. One that ``handles_unknown`` gets unknowns inside of lists and for ``any`` parameters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from eligibility.engine.feel.logic import unknowns_inside
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.types import ANY, Type, classes_of, kind
from eligibility.engine.feel.values import Unknown, Value, unite

Implementation = Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kinds: frozenset[str]
    optional: bool
    classes: frozenset[type]
    """Classes of Python whose values need no conversion."""

    @property
    def nullable(self) -> bool:
        return "null" in self.kinds or "any" in self.kinds


@dataclass(frozen=True, slots=True)
class Overload:
    parameters: tuple[Parameter, ...]
    function: Implementation
    variadic: bool
    with_run: bool

    def takes(self, count: int) -> bool:
        if self.variadic:
            return count >= len(self.parameters)
        required = sum(not parameter.optional for parameter in self.parameters)
        return required <= count <= len(self.parameters)

    def blocked(self, arguments: Sequence[Value]) -> list[Value]:
        """The unknown arguments that must be known: those of every parameter that does not take anything."""
        pairs = zip(self.parameters, arguments, strict=False)
        return [value for own, value in pairs if value.__class__ is Unknown and "any" not in own.kinds]

    def positions(self, names: Sequence[str]) -> tuple[int | None, ...] | None:
        """For each parameter the argument that names it; none where the names do not fit."""
        own = [parameter.name for parameter in self.parameters]
        if len(set(names)) != len(names) or not set(names) <= set(own):
            return None
        found = tuple(names.index(name) if name in names else None for name in own)
        missing = any(
            position is None and not parameter.optional
            for position, parameter in zip(found, self.parameters, strict=True)
        )
        return None if missing else found


@dataclass(eq=False, slots=True)
class Builtin:
    name: str
    result: Type
    handles_unknown: bool
    rounds: bool
    overloads: list[Overload] = field(default_factory=list)

    def named(self, names: Sequence[str]) -> tuple[Builtin, tuple[int | None, ...]] | None:
        """The function with those overloads that have these parameters, and which argument each of them gets."""
        found = [(each, each.positions(names)) for each in self.overloads]
        positions = next((each for _, each in found if each is not None), None)
        if positions is None:
            return None
        fitting = [overload for overload, each in found if each == positions]
        return Builtin(self.name, self.result, self.handles_unknown, self.rounds, fitting), positions

    def __call__(self, run: Run, arguments: Sequence[Value]) -> Value:
        if not self.handles_unknown:
            found = [
                each for argument in arguments if argument.__class__ not in _KNOWN for each in unknowns_inside(argument)
            ]
            if found:
                return unite(found)
        count = len(arguments)
        for overload in self.overloads:
            if not overload.takes(count):
                continue
            blocked = overload.blocked(arguments) if self.handles_unknown else ()
            if blocked:
                return unite(blocked)
            fitted = _fit(overload, arguments)
            if fitted is not None:
                return overload.function(run, *fitted) if overload.with_run else overload.function(*fitted)
        return None


_KNOWN: Final = frozenset({Decimal, str, bool, dt.date, type(None)})

BUILTINS: Final[dict[str, Builtin]] = {}


def builtin(
    name: str,
    parameters: str = "",
    result: Type = ANY,
    *,
    variadic: bool = False,
    handles_unknown: bool = False,
    rounds: bool = False,
    with_run: bool = False,
) -> Callable[[Implementation], Implementation]:
    """Declare one overload; the first one of a name decides its result type."""

    def declare(function: Implementation) -> Implementation:
        known = BUILTINS.setdefault(name, Builtin(name, result, handles_unknown, rounds))
        known.overloads.append(Overload(_parameters(parameters), function, variadic, with_run))
        return function

    return declare


def _parameters(text: str) -> tuple[Parameter, ...]:
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, kinds = part.partition(":")
        optional = name.endswith("?")
        accepted = frozenset(kinds.strip().split("|"))
        found.append(Parameter(name.removesuffix("?"), accepted, optional, classes_of(accepted)))
    return tuple(found)


def _fit(overload: Overload, arguments: Sequence[Value]) -> list[Value] | None:
    """The arguments converted to the parameters' kinds, or none where one does not fit."""
    fitted: list[Value] = []
    for parameter, argument in zip(overload.parameters, arguments, strict=False):
        value = argument if argument.__class__ in parameter.classes else _converted(parameter, argument)
        if value is _UNFIT:
            return None
        fitted.append(value)
    return fitted + list(arguments[len(overload.parameters) :])


_UNFIT: Final = object()


def _converted(parameter: Parameter, value: Value) -> Value:
    kinds = parameter.kinds
    if value is None:
        return None if parameter.nullable else _UNFIT
    own = kind(value)
    if own in kinds or "any" in kinds or value.__class__ is Unknown:
        return value
    if "list" in kinds:
        return [value]
    if own == "list" and len(value) == 1 and kind(value[0]) in kinds:
        return value[0]
    return _UNFIT
