"""The values of FEEL that Python lacks, and ``Unknown``, which FEEL lacks.

Numbers are ``Decimal`` (34 digits, DMN 1.5, 10.3.2.3.1), strings ``str``, dates ``datetime.date`` (``FarDate`` where
Python's calendar ends), lists ``list``, contexts ``dict`` or ``Record``. FEEL ``null`` is ``None`` and means *known to
be absent*; a fact that is not known is ``Unknown``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Final, NoReturn

Value = Any
"""A FEEL value. Python cannot name the union usefully: every operator looks at the class first."""

NUMBERS: Final = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""IEEE 754 decimal128, as DMN asks; never the thread's own context."""

NANOS: Final = 1_000_000_000
NANOS_A_DAY: Final = 86_400 * NANOS
DAYS_A_CYCLE: Final = 146_097
YEARS_A_CYCLE: Final = 400
FURTHEST_YEAR: Final = 999_999_999


class NoSuchValue(ValueError):
    """A date, a duration or a number that does not exist: the 30th of February, the year 10^10."""


class Unknown:
    """A value that is not known, and the facts that would make it known.

    It has no truth: a test that forgets about it must fail loudly and not decide.

    Something may be known of it all the same: ``bounds`` between which a number must lie (a count of rows of which some
    may not count), or ``rows`` of a list, those that are in it for certain and those that may be. Whoever makes no use
    of that treats it as any other unknown.
    """

    __slots__ = ("bounds", "paths", "rows")

    def __init__(
        self,
        paths: Iterable[str] = (),
        *,
        bounds: tuple[Decimal, Decimal] | None = None,
        rows: tuple[list[Value], list[Value]] | None = None,
    ) -> None:
        self.paths = frozenset(paths)
        self.bounds = bounds
        self.rows = rows

    def __bool__(self) -> NoReturn:
        message = "an unknown value is neither true nor false"
        raise TypeError(message)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown) and self.paths == other.paths

    def __hash__(self) -> int:
        return hash(("unknown", self.paths))

    def __repr__(self) -> str:
        return f"Unknown({sorted(self.paths)})"


def unite(values: Iterable[Value]) -> Unknown:
    """One unknown that depends on everything that the given unknowns depend on."""
    paths: set[str] = set()
    for value in values:
        if value.__class__ is Unknown:
            paths |= value.paths
    return Unknown(paths)


def bounds_of(value: Value) -> tuple[Decimal, Decimal] | None:
    """Between which numbers a value lies, as far as anything is known of it."""
    if value.__class__ is Decimal:
        return value, value
    return value.bounds if value.__class__ is Unknown else None


@dataclass(frozen=True, slots=True, order=False)
class FarDate:
    """A date outside the years 1 to 9999: the same day of a year that Python knows, whole 400-year cycles away."""

    cycles: int
    base: dt.date

    @property
    def year(self) -> int:
        return self.base.year + YEARS_A_CYCLE * self.cycles

    @property
    def month(self) -> int:
        return self.base.month

    @property
    def day(self) -> int:
        return self.base.day

    def toordinal(self) -> int:
        return self.base.toordinal() + DAYS_A_CYCLE * self.cycles

    def isoweekday(self) -> int:
        return self.base.isoweekday()

    def isoformat(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


Day = dt.date | FarDate


def day(year: int, month: int, day_of_month: int) -> Day:
    """The date, or NoSuchValue."""
    if 1 <= year <= 9999:
        return dt.date(year, month, day_of_month)
    if abs(year) > FURTHEST_YEAR:
        raise NoSuchValue
    cycles, within = divmod(year - 2000, YEARS_A_CYCLE)
    return FarDate(cycles, dt.date(2000 + within, month, day_of_month))


def day_from_ordinal(ordinal: int) -> Day:
    if 1 <= ordinal <= dt.date.max.toordinal():
        return dt.date.fromordinal(ordinal)
    start = dt.date(2000, 1, 1).toordinal()
    cycles, within = divmod(ordinal - start, DAYS_A_CYCLE)
    far = FarDate(cycles, dt.date.fromordinal(start + within))
    if abs(far.year) > FURTHEST_YEAR:
        raise NoSuchValue
    return far


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: nanoseconds since midnight, with an offset in seconds or a named zone, or neither (local)."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    @property
    def hour(self) -> int:
        return self.nanos // (3600 * NANOS)

    @property
    def minute(self) -> int:
        return self.nanos // (60 * NANOS) % 60

    @property
    def second(self) -> int:
        return self.nanos // NANOS % 60


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time of day."""

    date: Day
    time: Time


@dataclass(frozen=True, slots=True)
class DayTime:
    """A days and time duration, exact to the nanosecond."""

    nanos: int


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A years and months duration: what calendars count in, not days."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is ``None`` is no bound. ``operator`` is there when it was written as ``(< 5)``."""

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A user-defined or built-in function as a value."""

    name: str
    parameters: tuple[Parameter, ...]
    call: Callable[[Any, list[Value]], Value]
    result: Any = None
    variadic: bool = False


def number(value: int | str | Decimal) -> Decimal:
    return value if isinstance(value, Decimal) else NUMBERS.create_decimal(value)
