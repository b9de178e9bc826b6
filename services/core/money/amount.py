"""An amount of money, exact to the fen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import total_ordering
from typing import Final

PLACES: Final = 2
_FEN: Final = Decimal("0.01")
# Amounts end up in 64-bit columns of fen.
LARGEST_MINOR: Final = 2**63 - 1
# Traps Inexact: a third place is an error to report, never something to round away.
_EXACT: Final = Context(prec=40, traps=[InvalidOperation, Inexact])
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


class InvalidMoney(ValueError):
    """Not an amount of money: not a finite number, finer than a fen, or larger than a column can hold."""

    def __init__(self, value: object) -> None:
        super().__init__(f"{value!r} is not an amount of money with at most two decimal places.")


class CurrencyMismatch(TypeError):
    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} can't be added or compared.")


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if not _CURRENCY.fullmatch(self.currency):
            raise InvalidMoney(self.currency)
        object.__setattr__(self, "amount", _exact(self.amount))

    @classmethod
    def fen(cls, minor: int, currency: str = "CNY") -> Money:
        """From the integer that columns hold."""
        return cls(Decimal(minor).scaleb(-PLACES, _EXACT), currency)

    @property
    def minor(self) -> int:
        return int(self.amount.scaleb(PLACES, _EXACT))

    def __add__(self, other: Money) -> Money:
        return Money.fen(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money.fen(self.minor - self._same(other).minor, self.currency)

    def __mul__(self, times: int) -> Money:
        if not isinstance(times, int):
            return NotImplemented
        return Money.fen(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money.fen(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other).amount

    def __str__(self) -> str:
        return format(self.amount, "f")

    def split(self, parts: int) -> list[Money]:
        """Equal parts whose sum is the whole: what does not divide goes, a fen each, to the first ones."""
        each, left = divmod(self.minor, parts)
        return [Money.fen(each + (number < left), self.currency) for number in range(parts)]

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other


def sum_money(amounts: Iterable[Money], currency: str = "CNY") -> Money:
    """The sum; of nothing it is zero in the given currency."""
    return sum(amounts, start=Money.fen(0, currency))


def format_money(money: Money, language: str = "zh-hans") -> str:
    """As people read it. Both languages of the portal write ¥63,200.00; other currencies carry their code."""
    digits = format(abs(money.amount), ",f")
    sign = "-" if money.amount < 0 else ""
    if money.currency == "CNY":
        return f"{sign}¥{digits}"
    gap = "" if language.startswith("zh") else "\N{NO-BREAK SPACE}"
    return f"{sign}{money.currency}{gap}{digits}"


def _exact(value: Decimal | int | str) -> Decimal:
    """The same number with exactly two places. Floats are refused: 0.1 is not a tenth there."""
    if isinstance(value, float | bool):
        raise InvalidMoney(value)
    try:
        number = Decimal(value)
        # Asked first, because scaling 1E+999999 would build a million digits.
        if not number.is_finite() or number.adjusted() > len(str(LARGEST_MINOR)):
            raise InvalidMoney(value)
        exact = number.quantize(_FEN, context=_EXACT)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise InvalidMoney(value) from error
    if abs(exact) > Decimal(LARGEST_MINOR).scaleb(-PLACES, _EXACT):
        raise InvalidMoney(value)
    return exact + 0  # -0.00 is 0.00
