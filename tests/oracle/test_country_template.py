"""An independent oracle: openfisca-core with its country template, on random people.

Where all facts are known there is no difference. Where some are missing, OpenFisca puts 0, 1 January 1970 or *tenant*
in their place; we say *unknown*, or, where the fact cannot matter, the same as it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest

from eligibility.engine import api
from tests.benchmarks.peers import SITE, peer
from tests.oracle.rules import LAW, OF_PERSONS, YEARLY, asked, model

pytestmark = [
    pytest.mark.skipif(not SITE.exists(), reason="the oracle is not installed: run script/peers"),
    pytest.mark.filterwarnings("ignore"),
]

HOUSEHOLDS = 250
STATUSES = ("owner", "tenant", "free_lodger", "homeless")
SALARIES = (0, 1, 249, 250, 251, 499, 500, 501, 999, 1000, 2000, 5999, 6000, 6001, 12299, 12300, 12400, 12401, 30000)
TOLERANCE = Decimal("0.01")
"""The oracle calculates in binary floats of 32 bits."""

Household = dict[str, Any]


@pytest.fixture(scope="module")
def system() -> Any:
    return peer("openfisca_country_template").CountryTaxBenefitSystem()


def households(seed: int, month: str, *, missing: float) -> list[Household]:
    draw = random.Random(seed)
    return [_household(draw, dt.date.fromisoformat(f"{month}-01"), missing) for _ in range(HOUSEHOLDS)]


def _household(draw: random.Random, on: dt.date, missing: float) -> Household:
    facts: Household = {
        "rent": draw.randint(0, 3000),
        "accommodation_size": draw.randint(1, 200),
        "housing_occupancy_status": draw.choice(STATUSES),
    }
    facts = {name: value for name, value in facts.items() if draw.random() >= missing}
    facts["adults"] = [_person(draw, on, 100, missing) for _ in range(draw.randint(1, 2))]
    facts["children"] = [_person(draw, on, 19, missing) for _ in range(draw.randint(0, 3))]
    return facts


def _person(draw: random.Random, on: dt.date, oldest: int, missing: float) -> dict[str, Any]:
    """Birthdays crowd around the first of the month, where an age turns."""
    born = dt.date(on.year - draw.randint(0, oldest), draw.choice([on.month, draw.randint(1, 12)]), 1)
    born = min(born + dt.timedelta(days=draw.choice([-1, 0, 1, draw.randint(0, 40)])), on - dt.timedelta(days=1))
    facts = {"birth": born, "salary": draw.choice(SALARIES), "capital_returns": draw.randint(0, 900)}
    return {name: value for name, value in facts.items() if draw.random() >= missing}


def told_by_oracle(system: Any, some: Sequence[Household], month: str) -> dict[str, list[list[float]]]:
    """For each variable the values of each household's members, or the household's own."""
    builder = import_module("openfisca_core.simulation_builder").SimulationBuilder()
    persons: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    for place, household in enumerate(some):
        own: dict[str, Any] = {}
        for role in ("adults", "children"):
            own[role] = [f"{place}-{role}-{each}" for each in range(len(household[role]))]
            for name, facts in zip(own[role], household[role], strict=True):
                persons[name] = {key: {_when(key, month): _written(value)} for key, value in facts.items()}
        facts = {name: value for name, value in household.items() if name not in own}
        groups[str(place)] = own | {name: {month: value} for name, value in facts.items()}
    simulation = builder.build_from_entities(system, {"persons": persons, "households": groups})
    found: dict[str, list[list[float]]] = {}
    for name in asked(month):
        values = iter(simulation.calculate(name, month[:4] if name in YEARLY else month).tolist())
        found[name] = [[next(values) for _ in range(_width(name, household))] for household in some]
    return found


def _when(name: str, month: str) -> str:
    return "ETERNITY" if name == "birth" else month


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _width(name: str, household: Household) -> int:
    return len(household["adults"]) + len(household["children"]) if name in OF_PERSONS else 1


def told_by_us(household: Household, month: str, name: str) -> list[Any]:
    on = dt.date.fromisoformat(f"{month}-01")
    said = api.evaluate(model(month), name, {"household": household, "on": on}, mode=api.Mode.POLICY)
    return said if isinstance(said, list) else [said] * _width(name, household)


def compared(system: Any, some: Sequence[Household], month: str) -> Iterator[tuple[str, int, Any, float]]:
    theirs = told_by_oracle(system, some, month)
    for name in asked(month):
        for place, household in enumerate(some):
            for ours, value in zip(told_by_us(household, month, name), theirs[name][place], strict=True):
                yield name, place, ours, value


@pytest.mark.parametrize("month", LAW)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_difference_where_all_facts_are_known(system: Any, month: str, seed: int) -> None:
    some = households(seed, month, missing=0)
    count = 0
    for name, place, ours, theirs in compared(system, some, month):
        assert isinstance(ours, Decimal), (name, some[place])
        assert abs(ours - Decimal(theirs)) <= TOLERANCE * max(1, abs(ours) / 1000), (name, some[place], ours, theirs)
        count += 1
    assert count > HOUSEHOLDS * len(asked(month))


@pytest.mark.parametrize("month", LAW)
@pytest.mark.parametrize("seed", [4, 5])
def test_where_a_fact_is_missing_it_invents_and_we_say_so(system: Any, month: str, seed: int) -> None:
    some = households(seed, month, missing=0.2)
    unknown = decided = 0
    for name, place, ours, theirs in compared(system, some, month):
        if isinstance(ours, api.Unknown):
            assert ours.paths, (name, some[place])
            unknown += 1
        else:
            assert abs(ours - Decimal(theirs)) <= TOLERANCE * max(1, abs(ours) / 1000), (name, some[place], ours)
            decided += 1
    assert unknown > HOUSEHOLDS
    assert decided > HOUSEHOLDS
