"""Who works where, since when, and where before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from portal.demo.generator.model import AS_OF, Enterprise, Job, Resident, Row, years_before

_WORKING_AGE: Final = 18
# Chance to have a job, from this age on; women retire earlier.
_AT_WORK: Final = {
    "F": ((58, 0.0), (53, 0.3), (45, 0.8), (25, 0.88), (22, 0.7), (18, 0.25), (0, 0.0)),
    "M": ((63, 0.0), (60, 0.15), (55, 0.72), (25, 0.9), (22, 0.75), (18, 0.25), (0, 0.0)),
}
_MEAN_YEARS_IN_JOB: Final = 9.0
_LAST_RETIREMENT: Final = 63


class Labour:
    """The labour market: a few large employers, many small ones."""

    def __init__(self, enterprises: Sequence[Enterprise], rng: Random) -> None:
        self._all = enterprises
        self._active = [one for one in enterprises if one.status == "active"] or list(enterprises)
        self._weights = list(accumulate(one.weight for one in self._active))
        self._rng = rng

    def jobs_of(self, one: Resident) -> Iterator[Job]:
        """The present job and maybe the one before; or a last one that has ended."""
        rng = self._rng
        at_work = one.death is None and rng.random() < _chance(one)
        if at_work:
            job = self._present(one)
            yield job
            if rng.random() < 0.3:
                yield from self._before(one, job.started - timedelta(days=rng.randint(2, 90)))
        elif _WORKING_AGE + 4 < one.age() < _LAST_RETIREMENT and rng.random() < 0.55:
            left = min(one.death or AS_OF, AS_OF - timedelta(days=round(rng.expovariate(1 / 900))))
            yield from self._before(one, left - timedelta(days=1))

    def _present(self, one: Resident) -> Job:
        employer = self._rng.choices(self._active, cum_weights=self._weights)[0]
        years = self._rng.expovariate(1 / _MEAN_YEARS_IN_JOB)
        started = max(years_before(AS_OF, years + 0.05), _grown_up(one), employer.registered)
        return self._job(one, employer, min(started, AS_OF - timedelta(days=1)), None)

    def _before(self, one: Resident, ended: date) -> Iterator[Job]:
        employer = self._rng.choice(self._all)
        started = max(years_before(ended, self._rng.uniform(0.3, 6)), _grown_up(one), employer.registered)
        if started < ended:
            yield self._job(one, employer, started, ended)

    def _job(self, one: Resident, employer: Enterprise, started: date, ended: date | None) -> Job:
        insured = self._rng.choices((True, False, None), (955, 25, 20))[0]
        base = 10 * round(employer.wage * self._rng.lognormvariate(0, 0.25) / 10)
        return Job(one, employer, started, ended, insured, None if self._rng.random() < 0.03 else base)


def _chance(one: Resident) -> float:
    return next(value for start, value in _AT_WORK[one.sex] if one.age() >= start)


def _grown_up(one: Resident) -> date:
    return years_before(one.birth, -_WORKING_AGE)


def rows(jobs: Sequence[Job]) -> list[Row]:
    return [
        {
            "employee": job.employee.id,
            "employer": job.employer.code,
            "started": job.started.isoformat(),
            "ended": job.ended.isoformat() if job.ended else None,
            "insured": job.insured,
            "contribution_base": None if job.base is None else f"{job.base}.00",
        }
        for job in jobs
    ]
