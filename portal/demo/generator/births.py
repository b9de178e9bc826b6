"""What the health commission knows of deliveries and losses, and what it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Final

from portal.demo.generator.families import REPORTED_SINCE
from portal.demo.generator.model import LAST_DAY, Delivery, Resident, Row

_LOSSES: Final = 0.07  # for each birth
_MONTHS_OF_BIRTH: Final = ((9, 8, 7), (90, 8, 2))
_MONTHS_OF_LOSS: Final = ((1, 2, 3, 4, 5, 6), (14, 34, 24, 12, 10, 6))


def describe(deliveries: Sequence[Delivery], rng: Random) -> None:
    """Fill in the medical facts. A fact that is None is not known: nobody wrote it down."""
    for delivery in deliveries:
        delivery.dystocia = _maybe(rng.random() < 0.22, rng, unknown=0.02)
        delivery.months = None if rng.random() < 0.01 else rng.choices(*_MONTHS_OF_BIRTH)[0]
        delivery.designated = _maybe(rng.random() < 0.965, rng, unknown=0.02)
        delivery.lawful = _maybe(rng.random() < 0.99, rng, unknown=0.005)


def losses(people: Sequence[Resident], births: int, rng: Random) -> list[Delivery]:
    """Pregnancies that ended early, of women who bore no child at that time."""
    women = [one for one in people if one.sex == "F" and 21 <= one.age() <= 44 and one.spouse is not None]
    found: list[Delivery] = []
    for woman in rng.sample(women, min(len(women), round(births * _LOSSES))):
        day = LAST_DAY - timedelta(days=rng.randrange((LAST_DAY - REPORTED_SINCE).days))
        if all(abs(day - child.birth).days > 300 for child in woman.children) and woman.age(day) >= 20:
            months = rng.choices(*_MONTHS_OF_LOSS)[0]
            designated = _maybe(rng.random() < 0.96, rng, unknown=0.02)
            found.append(Delivery(woman, day, (), dystocia=False, months=months, designated=designated))
    return found


def _maybe(value: bool, rng: Random, *, unknown: float) -> bool | None:  # noqa: FBT001 - it is the value itself
    return None if rng.random() < unknown else value


def rows(deliveries: Sequence[Delivery]) -> list[Row]:
    """The feed's rows, in order of date; numbers count on within a year."""
    found: list[Row] = []
    for number, one in enumerate(sorted(deliveries, key=lambda delivery: (delivery.day, delivery.mother.id)), start=1):
        found.append(row(one, number))
    return found


def row(one: Delivery, number: int) -> Row:
    return {
        "birth_no": f"QD{one.day:%Y}-{number:06d}",
        "mother": one.mother.id,
        "child": one.babies[0].id if one.babies else None,
        "date": one.day.isoformat(),
        "kind": "live_birth" if one.babies else "loss",
        "live_births": len(one.babies),
        "dystocia": one.dystocia,
        "gestation_months": one.months,
        "facility_designated": one.designated,
        "lawful": one.lawful,
    }
