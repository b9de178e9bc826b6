"""The whole city: every register, from one seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import yaml

from portal.demo.generator import (
    accounts,
    births,
    careers,
    cast,
    enterprises,
    families,
    jobs,
    people,
    recognitions,
    welfare,
)
from portal.demo.generator.identifiers import ResidentIds
from portal.demo.generator.model import LAST_DAY, Enterprise, Job, Resident, Row, random_for

CITY_FILE: Final = Path(__file__).parents[1] / "city.yaml"
SMALLEST: Final = 100
# In the order in which they are loaded: births come last, when everything that decides them is known.
DATASETS: Final = (
    "enterprise",
    "person",
    "kinship",
    "employment",
    "employer_wage",
    "unemployment_insurance",
    "bank_account",
    "disability",
    "social_assistance",
    "household",
    "personal_insurance",
    "unemployment",
    "skill_certificate",
    "graduate",
    "child_protection",
    "family_planning",
    "hire_grant",
    "hire",
    "social_insurance_payment",
    "maternity_leave",
    "high_tech",
    "advanced_manufacturing",
    "tax_return",
    "disabled_staff",
    "specialised_enterprise",
    "above_scale",
    "birth",
)


@dataclass(frozen=True, slots=True)
class Place:
    """What the generator needs to know of the city file."""

    name: str
    districts: tuple[str, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class City:
    registers: Mapping[str, Sequence[Row]]
    faulty: Mapping[str, Sequence[Row]]  # a delivery with mistakes, so that quarantine has something to show
    unreported: Row  # the birth that the visitor reports
    sign_ins: Sequence[cast.SignIn]


def place() -> Place:
    described = yaml.safe_load(CITY_FILE.read_text(encoding="utf-8"))
    districts = tuple(area["code"] for area in described["areas"] if area["level"] == "district")
    return Place(described["name"]["zh-hans"], districts, tuple(described["elsewhere"]))


def build(*, seed: int, population: int) -> City:
    """Everybody and everything, the same for the same seed and population."""
    if population < SMALLEST:
        message = f"a city of fewer than {SMALLEST} people is too small for its named inhabitants"
        raise ValueError(message)
    where = place()
    ids = ResidentIds()
    firms = enterprises.found(population, city=where.name, districts=where.districts, rng=random_for(seed, "firms"))
    players = cast.assemble(ids, [one.weight for one in firms])
    residents = people.populate(population - len(players.people), random_for(seed, "people"))
    families.marry(residents, random_for(seed, "marriages"))
    deliveries = families.give_birth(residents, random_for(seed, "children"))
    people.bury(residents, random_for(seed, "deaths"))
    families.register(
        residents, ids, home=where.districts, elsewhere=where.elsewhere, rng=random_for(seed, "households")
    )
    births.describe(deliveries, random_for(seed, "births"))
    deliveries += [*players.deliveries, *births.losses(residents, len(deliveries), random_for(seed, "losses"))]
    work = _work(residents, [*firms, *players.enterprises], random_for(seed, "jobs"))
    enterprises.measure(firms, work, random_for(seed, "sizes"))
    birth_rows = births.rows(deliveries)
    helped = {
        **welfare.registers(residents, work, random_for(seed, "welfare")),
        **careers.registers(residents, work, deliveries, where.districts, random_for(seed, "careers")),
        **recognitions.registers(firms, work, random_for(seed, "recognitions")),
    }
    return City(
        registers={
            **{name: [*players.registers.get(name, ()), *rows] for name, rows in helped.items()},
            "enterprise": enterprises.rows([*firms, *players.enterprises]),
            "person": _person_rows([*residents, *players.people], random_for(seed, "register")),
            "kinship": [
                *_kinship_rows([*residents, *players.people]),
                *welfare.guardian_rows(residents, random_for(seed, "guardians")),
            ],
            "employment": jobs.rows([*work, *players.jobs]),
            "employer_wage": [
                *enterprises.wage_rows(firms, random_for(seed, "wages")),
                *enterprises.complete_wage_rows(players.enterprises),
            ],
            "unemployment_insurance": _insurance(firms, players, work, random_for(seed, "insurance")),
            "bank_account": _account_rows(residents, firms, players, random_for(seed, "accounts")),
            "birth": birth_rows,
        },
        faulty=_faulty(players),
        unreported=births.row(players.unreported, 1 + len(birth_rows)),
        sign_ins=players.sign_ins,
    )


def _work(residents: Sequence[Resident], firms: Sequence[Enterprise], rng: Random) -> list[Job]:
    labour = jobs.Labour(firms, rng)
    return [job for one in residents for job in labour.jobs_of(one)]


def _insurance(firms: Sequence[Enterprise], players: cast.Cast, work: Sequence[Job], rng: Random) -> list[Row]:
    others = [one for one in (*firms, *players.enterprises) if one is not players.noodle_shop]
    shop = players.noodle_shop.code
    return [
        *enterprises.insurance_rows(others, work, rng),
        {"employer": shop, "year": enterprises.INSURANCE_YEARS[-1], **cast.NOODLE_SHOP_INSURANCE},
    ]


def _account_rows(
    residents: Sequence[Resident], firms: Sequence[Enterprise], players: cast.Cast, rng: Random
) -> list[Row]:
    desk = accounts.Accounts(rng)
    alive = [one for one in residents if one.death is None]
    return [*players.open_accounts(desk), *accounts.known(alive, firms, desk, rng)]


def _person_rows(residents: Sequence[Resident], rng: Random) -> list[Row]:
    return [
        {
            "id": one.id,
            "name": one.name,
            # Old entries were copied from paper: now and then something can't be read any more.
            "birth_date": None if not one.spouse and rng.random() < 0.001 else one.birth.isoformat(),
            "sex": None if not one.spouse and rng.random() < 0.001 else one.sex,
            "hukou_district": one.district,
            "death_date": one.death.isoformat() if one.death else None,
        }
        for one in residents
    ]


def _kinship_rows(residents: Sequence[Resident]) -> list[Row]:
    found: list[Row] = []
    for one in residents:
        parents = [parent for parent in (one.mother, one.father) if parent is not None]
        found.extend(_kin(one, parent, "parent", one.birth.isoformat(), None) for parent in parents)
        if one.spouse is not None and one.married is not None:
            until = one.divorced.isoformat() if one.divorced else None
            found.append(_kin(one, one.spouse, "spouse", one.married.isoformat(), until))
    return found


def _kin(one: Resident, other: Resident, kind: str, since: str, until: str | None) -> Row:
    return {"person": one.id, "relative": other.id, "kind": kind, "since": since, "until": until}


def _faulty(players: cast.Cast) -> dict[str, list[Row]]:
    """Mistakes as real deliveries have them: a mistyped digit, a day that has not come, a negative wage."""
    good = births.row(players.deliveries[0], 0)
    mother = str(good["mother"])
    last = players.enterprises[1].code
    return {
        "birth": [
            {**good, "birth_no": "QD2025-900001", "mother": mother[:17] + ("1" if mother[17] != "1" else "2")},
            {**good, "birth_no": "QD2025-900002", "date": LAST_DAY.replace(year=LAST_DAY.year + 1).isoformat()},
            {**good, "birth_no": "QD2025-900003", "live_births": -1},
            {**good, "birth_no": "QD2025-900004", "kind": "still_birth"},
            {**good, "birth_no": "QD2025-900005", "mother": None},
        ],
        "employer_wage": [
            {"employer": last, "year": 2021, "average_monthly_wage": "-8700.00"},
            {"employer": last, "year": 2020, "average_monthly_wage": "NaN"},
        ],
    }
