"""Who needs help, as the registers know it: disability, assistance, unemployment, orphans, bereaved parents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from portal.demo.generator.model import AS_OF, LAST_DAY, Job, Resident, Row, years_before

_OF_AGE: Final = 18
_RETIRES: Final = 60
# Share with a certificate from this age on, and how severe and of which kind their disabilities are.
_DISABLED: Final = ((60, 0.055), (18, 0.018), (0, 0.007))
_LEVELS: Final = ((1, 2, 3, 4), (12, 23, 30, 35))
_KINDS: Final = (
    ("physical", "visual", "hearing", "speech", "intellectual", "mental", "multiple"),
    (55, 14, 13, 2, 7, 6, 3),
)
_DIBAO, _LOW_INCOME, _CHECKED = 0.007, 0.005, 0.006
_REASONS: Final = (("dismissed", "contract_ended", "employer_closed", "resigned"), (40, 25, 8, 27))
_LONGEST_SEARCH: Final = 900  # days after a job within which one is still in the register of the unemployed
_MOTHERS_AGE: Final = 49

Registers = Mapping[str, list[Row]]


def registers(people: Sequence[Resident], jobs: Sequence[Job], rng: Random) -> Registers:
    """The rows about everybody who is alive; each register draws in its turn."""
    alive = [one for one in people if one.death is None]
    adults = [one for one in alive if one.age() >= _OF_AGE]
    careers = _careers(jobs)
    return {
        "disability": [_certificate(one, number, rng) for number, one in enumerate(_disabled(alive, rng), start=1)],
        "social_assistance": list(_assisted(adults, rng)),
        "household": [_means(one, n, rng) for n, one in enumerate(_some(adults, _CHECKED, rng), start=1)],
        "unemployment": _numbered(_registrations(adults, careers, rng)),
        "personal_insurance": [_insured(one, careers[one.id], rng) for one in adults if one.id in careers],
        "child_protection": [_protected(one, rng) for one in unsupported(alive)],
        "family_planning": list(_bereaved(adults, rng)),
    }


def unsupported(people: Sequence[Resident]) -> list[Resident]:
    """Children without a parent in the register who lives: few of them are really orphans, and those are recognised."""
    alone = [one for one in people if one.death is None and one.age() < _OF_AGE and not _parents(one)]
    return alone[::40]


def guardian_rows(people: Sequence[Resident], rng: Random) -> list[Row]:
    """Somebody acts for each of them: the register of kinship names a guardian."""
    women = [one for one in people if one.death is None and one.sex == "F" and 40 <= one.age() < _RETIRES]
    return [
        {
            "person": one.id,
            "relative": rng.choice(women).id,
            "kind": "guardian",
            "since": _day(one.birth),
            "until": None,
        }
        for one in unsupported(people)
        if women
    ]


def _careers(jobs: Sequence[Job]) -> dict[str, list[Job]]:
    found: dict[str, list[Job]] = {}
    for job in jobs:
        found.setdefault(job.employee.id, []).append(job)
    return {who: sorted(some, key=lambda job: job.started) for who, some in found.items()}


def _disabled(people: Sequence[Resident], rng: Random) -> Iterator[Resident]:
    for one in people:
        if rng.random() < next(share for start, share in _DISABLED if one.age() >= start):
            yield one


def _certificate(one: Resident, number: int, rng: Random) -> Row:
    issued = max(one.birth + timedelta(days=200), AS_OF - timedelta(days=rng.randint(30, 6000)))
    return {
        "certificate_no": f"QDC{number:06d}",
        "holder": one.id,
        "level": None if rng.random() < 0.01 else rng.choices(*_LEVELS)[0],
        "kind": rng.choices(*_KINDS)[0],
        "issued": _day(min(issued, LAST_DAY)),
        "until": None,
    }


def _assisted(adults: Sequence[Resident], rng: Random) -> Iterator[Row]:
    """Whole households are recognised: who was chosen, the spouse and the children under age."""
    taken: set[str] = set()
    for one in adults:
        draw = rng.random()
        if draw > _DIBAO + _LOW_INCOME:
            continue
        kind, since = ("dibao" if draw < _DIBAO else "low_income"), AS_OF - timedelta(days=rng.randint(20, 2000))
        for member in _household(one):
            if member.id not in taken:
                taken.add(member.id)
                begun = _day(max(since, member.birth))
                yield {"recipient": member.id, "kind": kind, "since": begun, "until": None}


def _household(one: Resident) -> list[Resident]:
    spouse = [one.spouse] if one.spouse is not None and one.divorced is None else []
    minors = [child for child in one.children if child.age() < _OF_AGE]
    return [member for member in (one, *spouse, *minors) if member.death is None]


def _means(one: Resident, number: int, rng: Random) -> Row:
    checked = LAST_DAY - timedelta(days=rng.randrange(300))
    return {
        "household_no": f"QDH{number:06d}",
        "applicant": one.id,
        "members": len(_household(one)),
        "income_per_head": None if rng.random() < 0.02 else f"{rng.randint(500, 2600)}.00",
        "assets_within_limit": None if rng.random() < 0.02 else rng.random() < 0.9,
        "checked": _day(checked),
        "until": _day(checked + timedelta(days=365)),
    }


def _registrations(adults: Sequence[Resident], careers: Mapping[str, list[Job]], rng: Random) -> Iterator[Row]:
    """After a job that ended not long ago, until the next one began; few years before the pension too."""
    for one in adults:
        for job, following in _pairs(careers.get(one.id, [])):
            if job.ended is None or one.age(job.ended) >= _RETIRES or rng.random() > 0.6:
                continue
            registered = job.ended + timedelta(days=rng.randint(3, 40))
            begun = following.started if following else None
            if (AS_OF - job.ended).days <= _LONGEST_SEARCH and registered <= min(LAST_DAY, begun or LAST_DAY):
                yield _registration(job, registered, begun, rng)


def _pairs(jobs: Sequence[Job]) -> Iterator[tuple[Job, Job | None]]:
    return zip(jobs, [*jobs[1:], None][: len(jobs)], strict=True)


def _registration(job: Job, registered: date, begun: date | None, rng: Random) -> Row:
    months = max(0, ((job.ended or AS_OF) - job.started).days // 30) + rng.choice((0, 0, 0, 24, 60, 120))
    return {
        "registration_no": "",
        "person": job.employee.id,
        "registered": _day(registered),
        "ended": _day(begun) if begun else None,
        "reason": None if rng.random() < 0.02 else rng.choices(*_REASONS)[0],
        "insured_months": None if rng.random() < 0.02 else min(months, 480),
    }


def _numbered(rows: Iterator[Row]) -> list[Row]:
    return [{**row, "registration_no": f"QDU{number:06d}"} for number, row in enumerate(rows, start=1)]


def _insured(one: Resident, jobs: Sequence[Job], rng: Random) -> Row:
    months = sum(((job.ended or AS_OF) - job.started).days // 30 for job in jobs)
    group = "men_60" if one.sex == "M" else rng.choices(("women_55", "women_50"), (45, 55))[0]
    return {
        "person": one.id,
        "unemployment_months": None if rng.random() < 0.01 else min(max(0, months), 480),
        "retirement_group": None if rng.random() < 0.005 else group,
    }


def _protected(one: Resident, rng: Random) -> Row:
    since = max(one.birth, LAST_DAY - timedelta(days=rng.randint(30, 1500)))
    kind = rng.choices(("orphan", "unsupported"), (1, 2))[0]
    return {"child": one.id, "kind": kind, "since": _day(since), "until": None}


def _bereaved(adults: Sequence[Resident], rng: Random) -> Iterator[Row]:
    """Wife and husband alike; the register has them from the year in which she is 49."""
    for one in adults:
        if one.sex == "F" and one.age() >= _MOTHERS_AGE and rng.random() < 0.004:
            kind = rng.choices(("child_dead", "child_disabled"), (1, 2))[0]
            since = _day(max(years_before(one.birth, -_MOTHERS_AGE), date(2010, 1, 1)))
            husband = [one.spouse] if one.spouse is not None and one.spouse.death is None else []
            for parent in (one, *husband):
                yield {"parent": parent.id, "kind": kind, "since": min(since, _day(LAST_DAY)), "until": None}


def _some(people: Sequence[Resident], share: float, rng: Random) -> Iterator[Resident]:
    return (one for one in people if rng.random() < share)


def _parents(one: Resident) -> list[Resident]:
    return [parent for parent in (one.mother, one.father) if parent is not None and parent.death is None]


def _day(day: date) -> str:
    return day.isoformat()
