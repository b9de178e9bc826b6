"""What the city is made of while it is being made up, and the rows that its registers hold in the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

# The registers are as of this morning: the fixed date of the demo (portal.settings.city).
AS_OF: Final = date(2025, 12, 1)
LAST_DAY: Final = AS_OF - timedelta(days=1)

Value = str | int | bool | None
Row = dict[str, Value]


@dataclass(slots=True, eq=False)
class Resident:
    sex: str
    birth: date
    id: str = ""
    name: str = ""
    death: date | None = None
    district: str | None = None  # of the household register; none for people who came from elsewhere
    mother: Resident | None = None
    father: Resident | None = None
    spouse: Resident | None = None
    married: date | None = None
    divorced: date | None = None
    children: list[Resident] = field(default_factory=list)

    def age(self, on: date = AS_OF) -> int:
        return on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))


@dataclass(slots=True, eq=False)
class Enterprise:
    code: str
    name: str
    industry: str
    district: str
    registered: date
    wage: int  # mean monthly wage of 2024 in CNY
    weight: float  # its share of the city's jobs
    status: str = "active"
    size: str | None = None
    blacklisted: bool | None = False
    growth: float = 1.045


@dataclass(slots=True, eq=False)
class Job:
    employee: Resident
    employer: Enterprise
    started: date
    ended: date | None
    insured: bool | None
    base: int | None


@dataclass(slots=True, eq=False)
class Delivery:
    """One birth or loss: what the health commission reports."""

    mother: Resident
    day: date
    babies: tuple[Resident, ...] = ()
    dystocia: bool | None = False
    months: int | None = 9
    designated: bool | None = True
    lawful: bool | None = True


def random_for(seed: int, stage: str) -> Random:
    """Each stage draws from a stream of its own: a change in one leaves the others as they were."""
    return Random(f"{seed}/{stage}")  # noqa: S311 - a made-up city must be the same again, not unguessable


def years_before(day: date, years: float) -> date:
    return day - timedelta(days=round(years * 365.25))
