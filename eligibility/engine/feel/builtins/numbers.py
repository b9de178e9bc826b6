"""Numeric functions (DMN 1.5, 10.3.4.5), exact: rounding says how and where."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Final

from eligibility.engine.feel.builtins.registry import builtin
from eligibility.engine.feel.types import BOOLEAN, NUMBER
from eligibility.engine.feel.values import NUMBERS, Value

_LEAST_SCALE: Final = -6111
_GREATEST_SCALE: Final = 6176
_WIDE: Final = Context(prec=13_000, Emin=-13_000, Emax=13_000)


def rounded(value: Decimal, scale: Decimal, mode: str) -> Value:
    """A number with at most ``scale`` digits after the point; null for a scale that decimal128 lacks."""
    if not _LEAST_SCALE <= scale <= _GREATEST_SCALE:
        return None
    digits = int(scale)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -digits:
        return value
    return NUMBERS.plus(value.quantize(Decimal(1).scaleb(-digits, _WIDE), rounding=mode, context=_WIDE))


def _declare(name: str, mode: str, *, optional: bool) -> None:
    scale = "scale?: number" if optional else "scale: number"

    @builtin(name, f"n: number, {scale}", NUMBER, rounds=True)
    def rounding(n: Decimal, scale: Decimal = Decimal(0)) -> Value:
        return rounded(n, scale, mode)


_declare("decimal", ROUND_HALF_EVEN, optional=False)
_declare("floor", ROUND_FLOOR, optional=True)
_declare("ceiling", ROUND_CEILING, optional=True)
_declare("round up", ROUND_UP, optional=False)
_declare("round down", ROUND_DOWN, optional=False)
_declare("round half up", ROUND_HALF_UP, optional=False)
_declare("round half down", ROUND_HALF_DOWN, optional=False)


@builtin("abs", "n: number|days and time duration|years and months duration", NUMBER)
def absolute(n: Value) -> Value:
    if isinstance(n, Decimal):
        return abs(n)
    if hasattr(n, "months"):
        return type(n)(abs(n.months))
    return type(n)(abs(n.nanos))


@builtin("modulo", "dividend: number, divisor: number", NUMBER)
def modulo(dividend: Decimal, divisor: Decimal) -> Value:
    """``dividend - divisor * floor(dividend / divisor)``: the sign of the divisor."""
    if divisor == 0:
        return None
    rest = _WIDE.remainder(dividend, divisor)
    if rest != 0 and (rest < 0) != (divisor < 0):
        rest = _WIDE.add(rest, divisor)
    return NUMBERS.plus(rest)


@builtin("sqrt", "number: number", NUMBER)
def square_root(number: Decimal) -> Value:
    return None if number < 0 else NUMBERS.sqrt(number)


@builtin("log", "number: number", NUMBER)
def logarithm(number: Decimal) -> Value:
    return None if number <= 0 else NUMBERS.ln(number)


@builtin("exp", "number: number", NUMBER)
def exponential(number: Decimal) -> Value:
    return NUMBERS.exp(number)


@builtin("odd", "number: number", BOOLEAN)
def odd(number: Decimal) -> Value:
    return number == number.to_integral_value() and _WIDE.remainder(number, Decimal(2)) != 0


@builtin("even", "number: number", BOOLEAN)
def even(number: Decimal) -> Value:
    return number == number.to_integral_value() and _WIDE.remainder(number, Decimal(2)) == 0
