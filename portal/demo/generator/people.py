"""How many live in the city, how old they are, and who has died lately."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from portal.demo.generator.model import AS_OF, LAST_DAY, Resident, years_before

# Five years a step from birth on, in thousandths: an ageing coastal city with some young families.
PYRAMID: Final = (43, 46, 42, 40, 53, 72, 92, 94, 80, 71, 77, 74, 62, 61, 44, 24, 15, 7, 2, 1)
_STEP: Final = 5
_DAYS_OF_YEAR: Final = 365
# Share of women from this age on: men are more at birth, fewer in old age.
_WOMEN: Final = ((80, 0.6), (60, 0.52), (0, 0.488))
# Chance to have died within the last two years, from this age on.
_DEATHS: Final = ((90, 0.22), (80, 0.09), (70, 0.03), (60, 0.012), (40, 0.002), (0, 0.0004))
_RECENT_DEATHS_DAYS: Final = 730


def populate(count: int, rng: Random) -> list[Resident]:
    """So many people, the oldest first. Ages follow the pyramid exactly, as far as people can't be divided."""
    people = [Resident(sex=_sex(age, rng), birth=_birth(age, rng)) for age in _ages(count, rng)]
    return sorted(people, key=lambda one: one.birth)


def bury(people: Sequence[Resident], rng: Random) -> None:
    """Let some have died, nobody before the birth of a child of theirs."""
    for one in people:
        if rng.random() < _from(one.age(), _DEATHS):
            born_last = max((child.birth for child in one.children), default=one.birth)
            day = LAST_DAY - timedelta(days=rng.randrange(_RECENT_DEATHS_DAYS))
            if day > born_last + timedelta(days=_DAYS_OF_YEAR):
                one.death = day


def _ages(count: int, rng: Random) -> Iterator[int]:
    for step, quota in enumerate(_quotas(count, PYRAMID)):
        for _ in range(quota):
            yield step * _STEP + rng.randrange(_STEP)


def _quotas(count: int, shares: Sequence[int]) -> list[int]:
    """Whole numbers in these shares that add up to count: the largest remainders are rounded up."""
    whole = [count * share // sum(shares) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda step: (-(count * shares[step] % sum(shares)), step))
    for step in by_remainder[: count - sum(whole)]:
        whole[step] += 1
    return whole


def _sex(age: int, rng: Random) -> str:
    return "F" if rng.random() < _from(age, _WOMEN) else "M"


def _birth(age: int, rng: Random) -> date:
    day = years_before(AS_OF, age) - timedelta(days=rng.randrange(_DAYS_OF_YEAR))
    return min(day, LAST_DAY)


def _from(age: int, steps: Sequence[tuple[int, float]]) -> float:
    return next(value for start, value in steps if age >= start)
