"""What happens at work: hirings and the grants for them, certificates, graduations, leaves after a birth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from portal.demo.generator.model import AS_OF, LAST_DAY, Delivery, Job, Resident, Row

_HIRES_SINCE: Final = date(2023, 1, 1)  # hirings before are not in the feed
_LEAVES_SINCE: Final = date(2025, 1, 1)
_CONTRACTS: Final = ((0, 6, 12, 24, 36, 60), (2, 8, 25, 25, 36, 4))
_OCCUPATIONS: Final = ("电工", "焊工", "钳工", "养老护理员", "育婴员", "保育师", "中式烹调师", "物流服务师", "美容师")
_LEVELS: Final = ((5, 4, 3, 2, 1), (30, 34, 26, 8, 2))
_GRADUATES: Final = 0.55
_GRADUATES_AT: Final = 22
# The employer's shares: pension, medical with maternity, unemployment, work injury.
_RATES: Final = {"pension": "0.16", "medical": "0.09", "unemployment": "0.005", "injury": "0.0016"}
_LEAVE_DAYS: Final = 158

Registers = Mapping[str, list[Row]]


def registers(
    people: Sequence[Resident],
    jobs: Sequence[Job],
    deliveries: Sequence[Delivery],
    districts: Sequence[str],
    rng: Random,
) -> Registers:
    hires = [_hire(job, rng) for job in jobs if job.started >= _HIRES_SINCE and rng.random() < 0.75]
    leaves = list(_leaves(deliveries, jobs))
    return {
        "skill_certificate": _numbered(_certificates(jobs, rng)),
        "graduate": list(_graduations(people, districts, rng)),
        "hire": hires,
        "hire_grant": [_grant(row) for row in hires if str(row["hired"]) < "2025" and rng.random() < 0.5],
        "maternity_leave": [_leave(delivery, job, rng) for delivery, job in leaves],
        "social_insurance_payment": [row for one in leaves for row in payments(*one)],
    }


def months_between(start: date, end: date) -> int:
    return max(0, (end.year - start.year) * 12 + end.month - start.month)


def hire_row(job: Job, *, contract: int | None, premiums: int | None, poverty: bool | None = False) -> Row:
    return {
        "employer": job.employer.code,
        "employee": job.employee.id,
        "hired": job.started.isoformat(),
        "contract_months": contract,
        "premium_months": premiums,
        "poverty_relieved": poverty,
    }


def graduate_row(one: Resident, day: date, district: str, *, loan: bool | None) -> Row:
    return {"student": one.id, "graduated": day.isoformat(), "school_district": district, "student_loan": loan}


def _hire(job: Job, rng: Random) -> Row:
    paid = months_between(job.started, job.ended or LAST_DAY)
    return hire_row(
        job,
        contract=None if rng.random() < 0.01 else rng.choices(*_CONTRACTS)[0],
        premiums=None if rng.random() < 0.01 else max(0, paid - rng.choice((0, 0, 0, 1))),
        poverty=None if rng.random() < 0.01 else rng.random() < 0.02,
    )


def _grant(row: Row) -> Row:
    hired = date.fromisoformat(str(row["hired"]))
    kind = "absorption" if hired.year == _HIRES_SINCE.year else "expansion"
    granted = min(hired + timedelta(days=150), LAST_DAY)
    return {"employer": row["employer"], "employee": row["employee"], "kind": kind, "granted": granted.isoformat()}


def _certificates(jobs: Sequence[Job], rng: Random) -> Iterator[Row]:
    for job in jobs:
        if job.ended is None and rng.random() < 0.03:
            issued = LAST_DAY - timedelta(days=rng.randrange(900))
            yield {
                "certificate_no": "",
                "holder": job.employee.id,
                "occupation": rng.choice(_OCCUPATIONS),
                "level": rng.choices(*_LEVELS)[0],
                "issued": issued.isoformat(),
            }


def _numbered(rows: Iterator[Row]) -> list[Row]:
    return [{**row, "certificate_no": f"QDS{number:06d}"} for number, row in enumerate(rows, start=1)]


def _graduations(people: Sequence[Resident], districts: Sequence[str], rng: Random) -> Iterator[Row]:
    """Of the last years, and of next summer: who will graduate then is in the last year now."""
    for one in people:
        year = one.birth.year + _GRADUATES_AT
        if one.death is None and AS_OF.year - 4 <= year <= AS_OF.year + 1 and rng.random() < _GRADUATES:
            loan = None if rng.random() < 0.01 else rng.random() < 0.12
            yield graduate_row(one, date(year, 6, 30), rng.choice(districts), loan=loan)


def _leaves(deliveries: Sequence[Delivery], jobs: Sequence[Job]) -> Iterator[tuple[Delivery, Job]]:
    held: dict[str, list[Job]] = {}
    for job in jobs:
        held.setdefault(job.employee.id, []).append(job)
    for one in deliveries:
        for job in held.get(one.mother.id, ()):
            on_the_day = job.started <= one.day and (job.ended is None or job.ended >= one.day)
            if one.babies and one.day >= _LEAVES_SINCE and job.insured and on_the_day:
                yield one, job


def _leave(delivery: Delivery, job: Job, rng: Random) -> Row:
    ended = delivery.day + timedelta(days=_LEAVE_DAYS - 15)
    return {
        "employer": job.employer.code,
        "employee": delivery.mother.id,
        "started": (delivery.day - timedelta(days=15)).isoformat(),
        "ended": ended.isoformat() if ended <= LAST_DAY else None,
        "child_born": delivery.day.isoformat(),
        "full_leave": None if rng.random() < 0.02 else rng.random() < 0.96,
        "contributions_continued": None if rng.random() < 0.01 else rng.random() < 0.97,
    }


def payments(delivery: Delivery, job: Job) -> Iterator[Row]:
    """Six months from the month of the birth, as far as they are over."""
    base = Decimal(job.base or job.employer.wage)
    for count in range(6):
        index = delivery.day.year * 12 + delivery.day.month - 1 + count
        month = date(index // 12, index % 12 + 1, 1)
        if month <= LAST_DAY:
            shares: Row = {name: f"{base * Decimal(rate):.2f}" for name, rate in _RATES.items()}
            yield {
                "employer": job.employer.code,
                "employee": delivery.mother.id,
                "month": month.isoformat(),
                **shares,
            }
