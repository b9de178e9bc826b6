"""What enterprises were recognised as, and what they declared to the tax office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from portal.demo.generator.enterprises import staff_of
from portal.demo.generator.model import AS_OF, LAST_DAY, Enterprise, Job, Row

RETURN_YEARS: Final = (2024, 2025)
_TECHNICAL: Final = frozenset({"C39", "C34", "I65", "Q84"})
_RECOGNISED_SINCE: Final = date(2022, 6, 1)
_YEARS: Final = timedelta(days=3 * 365)
_REGISTER_SCALE: Final = 4  # the demo's register shows a part of a real city's staff

Registers = Mapping[str, list[Row]]


def registers(firms: Sequence[Enterprise], jobs: Sequence[Job], rng: Random) -> Registers:
    active = [one for one in firms if one.status == "active"]
    technical = [one for one in active if one.industry in _TECHNICAL]
    certified = [one for one in technical if rng.random() < 0.22]
    staff = staff_of(jobs)
    return {
        "specialised_enterprise": [_specialised(one, rng) for one in technical if rng.random() < 0.09],
        "high_tech": [_certificate(one, number, rng) for number, one in enumerate(certified, start=1)],
        "above_scale": [_above_scale(one, rng) for one in active if one.industry[0] == "C" and rng.random() < 0.08],
        "tax_return": [row for one in active for row in _returns(one, staff, rng)],
        "advanced_manufacturing": [
            {"enterprise": one.code, "year": year}
            for one in certified
            if one.industry[0] == "C" and rng.random() < 0.7
            for year in RETURN_YEARS
        ],
        "disabled_staff": [_disabled(one, staff[one.code] * _REGISTER_SCALE, rng) for one in active],
    }


def certificate_row(one: Enterprise, number: str, kind: str, issued: date) -> Row:
    return {
        "certificate_no": number,
        "enterprise": one.code,
        "kind": kind,
        "issued": issued.isoformat(),
        "until": (issued + _YEARS - timedelta(days=1)).isoformat(),
    }


def return_row(one: Enterprise, year: int, **figures: str | int | bool | None) -> Row:
    known: Row = {
        "taxable_income": "0.00",
        "average_staff": "0.00",
        "average_assets": "0.00",
        "rd_expense": "0.00",
        "input_vat": "0.00",
        "vat_type": "general",
        "restricted_industry": False,
        "six_taxes_two_fees": "0.00",
    }
    return {"enterprise": one.code, "year": year, **known, **figures}


def _since(one: Enterprise, earliest: date, rng: Random) -> date:
    start = max(earliest, one.registered)
    return start + timedelta(days=rng.randrange(max(1, (LAST_DAY - start).days)))


def _specialised(one: Enterprise, rng: Random) -> Row:
    recognised = _since(one, _RECOGNISED_SINCE, rng)
    return {
        "enterprise": one.code,
        "tier": rng.choices(("specialised", "giant"), (4, 1))[0],
        "first": None if rng.random() < 0.02 else rng.random() < 0.85,
        "recognised": recognised.isoformat(),
        "until": (recognised + _YEARS).isoformat(),
    }


def _certificate(one: Enterprise, number: int, rng: Random) -> Row:
    kind = rng.choices(("new", "moved_in", "renewed"), (5, 1, 4))[0]
    return certificate_row(one, f"GR2025QD{number:05d}", kind, _since(one, AS_OF - _YEARS, rng))


def _above_scale(one: Enterprise, rng: Random) -> Row:
    entered = _since(one, date(2023, 1, 1), rng)
    return {
        "enterprise": one.code,
        "year": entered.year,
        "industrial": True,
        "first": None if rng.random() < 0.02 else rng.random() < 0.8,
        "entered": entered.isoformat(),
    }


def _returns(one: Enterprise, staff: Counter[str], rng: Random) -> Iterator[Row]:
    people = max(1, staff[one.code] * _REGISTER_SCALE)
    small = one.size in ("micro", None)
    for year in RETURN_YEARS:
        if one.registered.year > year:
            continue
        turnover = people * one.wage * 12 * rng.uniform(1.2, 3.0)
        income = max(0.0, turnover * rng.gauss(0.06, 0.06))
        research = turnover * rng.uniform(0.02, 0.09) if one.industry in _TECHNICAL and rng.random() < 0.6 else 0.0
        yield return_row(
            one,
            year,
            taxable_income=None if rng.random() < 0.01 else f"{income:.2f}",
            average_staff=f"{people:.2f}",
            average_assets=f"{turnover * rng.uniform(0.4, 1.6):.2f}",
            rd_expense=None if rng.random() < 0.01 else f"{research:.2f}",
            input_vat=f"{turnover * rng.uniform(0.02, 0.06):.2f}",
            vat_type="small_scale" if small and rng.random() < 0.7 else "general",
            restricted_industry=None if rng.random() < 0.005 else rng.random() < 0.01,
            six_taxes_two_fees=f"{turnover * rng.uniform(0.002, 0.008):.2f}",
        )


def _disabled(one: Enterprise, staff: int, rng: Random) -> Row:
    people = max(1, staff)
    disabled = sum(rng.random() < 0.009 for _ in range(min(people, 600)))
    return {
        "employer": one.code,
        "year": RETURN_YEARS[0],
        "staff": f"{people}.00",
        "disabled": None if rng.random() < 0.01 else f"{disabled}.00",
        "average_annual_wage": f"{one.wage * 12}.00",
    }
