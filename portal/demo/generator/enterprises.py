"""The city's employers: industry, age, wages, what they paid into unemployment insurance."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

from portal.demo.generator.identifiers import credit_code
from portal.demo.generator.model import AS_OF, Enterprise, Job, Row
from portal.demo.generator.names import brand

PEOPLE_PER_ENTERPRISE: Final = 28
WAGE_YEARS: Final = (2022, 2023, 2024, 2025)
INSURANCE_YEARS: Final = (2023, 2024)
_MEDIAN_WAGE: Final = 9_600
_LOWEST_WAGE: Final = 3_600
# Both shares of the unemployment insurance in percent of wages: half by the firm, half by its staff.
_PREMIUM_PERCENT: Final = 1


class Industry(NamedTuple):
    code: str  # GB/T 4754-2017, division
    words: str
    share: int
    wage: float


INDUSTRIES: Final = (
    Industry("C39", "电子 精密仪器 半导体", 11, 1.15),
    Industry("C34", "机械 装备制造", 11, 1.0),
    Industry("C14", "食品 粮油", 6, 0.8),
    Industry("E47", "建筑工程 建设", 8, 0.9),
    Industry("F52", "商贸 百货 超市", 16, 0.75),
    Industry("G54", "物流 运输", 7, 0.9),
    Industry("H62", "餐饮管理 酒楼 面馆", 10, 0.65),
    Industry("I65", "软件 信息技术 网络科技", 12, 1.6),
    Industry("K70", "物业管理 置业", 5, 0.8),
    Industry("L72", "商务咨询 人力资源", 6, 1.05),
    Industry("P83", "教育培训", 4, 1.05),
    Industry("Q84", "医疗器械 健康管理", 4, 1.2),
)
_SIZES: Final = ((300, "large"), (100, "medium"), (10, "small"), (0, "micro"))
_REGISTER_SCALE: Final = 4  # the demo's register shows a part of a real city's staff


def found(population: int, *, city: str, districts: Sequence[str], rng: Random) -> list[Enterprise]:
    """So many firms as the city needs; a few large ones have most of the jobs."""
    count = max(12, population // PEOPLE_PER_ENTERPRISE)
    taken: Counter[str] = Counter()
    return [_found(number, city, districts, taken, rng) for number in range(1, count + 1)]


def _found(number: int, city: str, districts: Sequence[str], taken: Counter[str], rng: Random) -> Enterprise:
    industry = rng.choices(INDUSTRIES, [one.share for one in INDUSTRIES])[0]
    district = rng.choice(districts)
    name = f"{city}{brand(rng)}{rng.choice(industry.words.split())}有限公司"
    taken[name] += 1
    if taken[name] > 1:  # a name is registered once in a city
        name = name.replace("有限公司", f"第{taken[name]}有限公司")
    wage = max(_LOWEST_WAGE, round(rng.lognormvariate(math.log(_MEDIAN_WAGE), 0.33) * industry.wage))
    return Enterprise(
        code=credit_code(area=district, number=number),
        name=name,
        industry=industry.code,
        district=district,
        registered=AS_OF - timedelta(days=round(min(12_000, 120 + rng.expovariate(1 / 3600)))),
        wage=wage,
        weight=min(rng.paretovariate(1.15), 60),
        status="closed" if rng.random() < 0.04 else "active",
        blacklisted=rng.choices((False, True, None), (97, 2, 1))[0],
        growth=rng.uniform(1.0, 1.09),
    )


def measure(enterprises: Sequence[Enterprise], jobs: Sequence[Job], rng: Random) -> None:
    """Give each its size by its staff; a few never declared it."""
    staff = staff_of(jobs)
    for one in enterprises:
        if one.size is None and rng.random() > 0.03:
            scaled = staff[one.code] * _REGISTER_SCALE
            one.size = next(name for least, name in _SIZES if scaled >= least)


def staff_of(jobs: Sequence[Job]) -> Counter[str]:
    return Counter(job.employer.code for job in jobs if job.ended is None)


def rows(enterprises: Sequence[Enterprise]) -> list[Row]:
    return [
        {
            "credit_code": one.code,
            "name": one.name,
            "registered": one.registered.isoformat(),
            "status": one.status,
            "size": one.size,
            "industry": one.industry,
            "district": one.district,
            "blacklisted": one.blacklisted,
        }
        for one in enterprises
    ]


def wage_rows(enterprises: Sequence[Enterprise], rng: Random) -> list[Row]:
    """What each declared for each year of its life; some years are missing, some are empty."""
    found: list[Row] = []
    for row in complete_wage_rows(enterprises):
        declared = rng.random()
        if declared > 0.025:
            found.append({**row, "average_monthly_wage": None} if declared < 0.04 else row)
    return found


def complete_wage_rows(enterprises: Sequence[Enterprise]) -> list[Row]:
    """What they would have declared if nobody ever forgot."""
    return [
        {
            "employer": one.code,
            "year": year,
            "average_monthly_wage": f"{round(one.wage * one.growth ** (year - 2024))}.00",
        }
        for one in enterprises
        for year in WAGE_YEARS
        if one.registered.year <= year
    ]


def insurance_rows(enterprises: Sequence[Enterprise], jobs: Sequence[Job], rng: Random) -> list[Row]:
    staff = staff_of(jobs)
    return [
        _insurance(one, year, staff[one.code], rng)
        for one in enterprises
        for year in INSURANCE_YEARS
        if one.registered.year <= year
    ]


def _insurance(one: Enterprise, year: int, staff: int, rng: Random) -> Row:
    average = max(1.0, round((staff or rng.randint(1, 4)) * rng.uniform(0.85, 1.1), 2))
    leaving = 0.16 if rng.random() < 0.07 else 0.02
    fen = round(one.wage * rng.uniform(0.85, 1.0) * 12 * average * _PREMIUM_PERCENT)
    claimants = sum(rng.random() < leaving for _ in range(math.ceil(average)))
    return {
        "employer": one.code,
        "year": year,
        "months_insured": _months(one.registered, date(year, 12, 31)),
        "premium_paid": f"{fen // 100}.{fen % 100:02d}",
        "claimants": None if rng.random() < 0.02 else claimants,
        "average_insured": f"{average:.2f}",
    }


def _months(start: date, end: date) -> int:
    return max(0, (end.year - start.year) * 12 + end.month - start.month)
