"""Dated parameters: values of the law that change on their own schedule and that several models share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from eligibility.policies.errors import ParameterNotInForce

Value = Decimal | str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    name: str
    titles: Mapping[str, str]
    feel: str
    unit: str
    value: Value
    valid_from: date
    valid_to: date
    source: Mapping[str, Any]

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_to


class ParameterTable:
    """Every value of every parameter. It answers for a day, or says that it can't: nothing is carried on."""

    __slots__ = ("_values",)

    def __init__(self, values: Iterable[ParameterValue] = ()) -> None:
        found: dict[str, list[ParameterValue]] = {}
        for one in values:
            found.setdefault(one.name, []).append(one)
        self._values: Mapping[str, tuple[ParameterValue, ...]] = MappingProxyType(
            {name: tuple(sorted(some, key=lambda one: one.valid_from)) for name, some in sorted(found.items())}
        )

    def names(self) -> frozenset[str]:
        return frozenset(self._values)

    def history(self, name: str) -> tuple[ParameterValue, ...]:
        return self._values.get(name, ())

    def in_force(self, name: str, on: date) -> ParameterValue:
        for one in self._values.get(name, ()):
            if one.in_force(on):
                return one
        raise ParameterNotInForce(name, on)

    def overlaps(self) -> Iterable[tuple[ParameterValue, ParameterValue]]:
        """Pairs of values of one parameter that would both be in force on some day."""
        for some in self._values.values():
            for earlier, later in pairwise(some):
                if later.valid_from <= earlier.valid_to:
                    yield earlier, later


def parse_value(feel: str, text: str) -> Value:
    """The value that a text stands for; ValueError where it is not one of that type."""
    if feel != "number":
        return text
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        message = f"{text!r} is not a number"
        raise ValueError(message) from error
    if not number.is_finite():
        message = f"{text!r} is not a finite number"
        raise ValueError(message)
    return number
