"""What must hold for whatever facts: missing ones never decide, more never brings less, and no amount without a right.

Each policy gets random but possible facts; some of them are then forgotten.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.engine.api import Unknown, Verdict, VerdictState
from eligibility.policies.api import Dates, Period, assess, first_period, next_period
from eligibility.policies.rulebook import shipped

BOOK = shipped()[1]
AS_OF = date(2025, 12, 1)
Facts = dict[str, Any]

at_leisure = settings(deadline=None, max_examples=60)  # a busy machine is no failure
money = st.decimals(min_value=0, max_value=60000, places=2)
booleans = st.booleans()
districts = st.sampled_from(["990101", "990102003", "990201", None])
deaths = st.one_of(st.none(), st.dates(min_value=date(2025, 10, 1), max_value=date(2025, 12, 31)))


def days(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(min_value=first, max_value=last)


@st.composite
def employers(draw: st.DrawFn) -> Facts:
    years = draw(st.sets(st.sampled_from([2022, 2023, 2024]), max_size=3))
    return {"wages": [{"year": year, "average_monthly_wage": draw(money)} for year in sorted(years)]}


@st.composite
def employments(draw: st.DrawFn) -> Facts:
    started = draw(days(date(2023, 1, 1), date(2025, 11, 30)))
    return {
        "started": started,
        "ended": draw(st.one_of(st.none(), days(started, date(2025, 11, 30)))),
        "insured": draw(booleans),
        "contribution_base": draw(money),
        "employer": draw(employers()),
    }


@st.composite
def births(draw: st.DrawFn) -> Facts:
    loss = draw(booleans)
    return {
        "date": draw(days(date(2025, 1, 1), date(2025, 11, 30))),
        "kind": "loss" if loss else "live_birth",
        "live_births": 0 if loss else draw(st.integers(1, 4)),
        "dystocia": draw(booleans),
        "gestation_months": draw(st.integers(0, 10)),
        "facility_designated": draw(st.sampled_from([True, True, True, False])),
        "mother": {"employments": draw(st.lists(employments(), max_size=3))},
    }


@st.composite
def children(draw: st.DrawFn) -> Facts:
    born = draw(days(date(2021, 6, 1), date(2025, 11, 30)))
    record = {"date": born, "lawful": draw(booleans)}
    return {
        "birth_date": born,
        "death_date": draw(deaths),
        "hukou_district": draw(districts),
        "birth": record,
        "parents": [{"births": draw(st.lists(st.just(record), max_size=1))}],
    }


@st.composite
def elders(draw: st.DrawFn) -> Facts:
    return {
        "birth_date": draw(days(date(1915, 1, 1), date(1965, 12, 31))),
        "death_date": draw(deaths),
        "hukou_district": draw(districts),
    }


@st.composite
def insurance(draw: st.DrawFn) -> Facts:
    staff = draw(st.decimals(min_value=0, max_value=400, places=2))
    return {
        "year": 2024,
        "months_insured": draw(st.integers(9, 15)),
        "premium_paid": draw(money),
        "claimants": draw(st.integers(0, 12)),
        "average_insured": staff,
    }


@st.composite
def enterprises(draw: st.DrawFn) -> Facts:
    return {
        "status": draw(st.sampled_from(["active", "active", "closed"])),
        "size": draw(st.sampled_from(["large", "medium", "small", "micro"])),
        "blacklisted": draw(st.sampled_from([False, False, True])),
        "unemployment_insurance": draw(st.lists(insurance(), max_size=1)),
    }


def entitled_mother(birth: Facts) -> Facts:
    """The same birth, with every condition met."""
    job = {"started": date(2020, 1, 1), "ended": None, "insured": True, "contribution_base": Decimal(9000)}
    employer = {"wages": [{"year": 2024, "average_monthly_wage": Decimal(12000)}]}
    jobs = [*birth["mother"]["employments"], {**job, "employer": employer}]
    return {**birth, "facility_designated": True, "mother": {"employments": jobs}}


def entitled_child(child: Facts) -> Facts:
    born = max(child["birth_date"], date(2022, 1, 1))
    lawful = {"date": born, "lawful": True}
    return {**child, "birth_date": born, "death_date": None, "hukou_district": "990101", "birth": lawful}


def entitled_elder(elder: Facts) -> Facts:
    born = min(elder["birth_date"], date(1960, 12, 1))
    return {**elder, "birth_date": born, "death_date": None, "hukou_district": "990101"}


def entitled_enterprise(enterprise: Facts) -> Facts:
    year = {"year": 2024, "months_insured": 12, "premium_paid": Decimal("0.01"), "claimants": 0, "average_insured": 9}
    given = enterprise["unemployment_insurance"][:1]
    figures = {**year, **(given[0] if given else {}), "months_insured": 12, "claimants": 0}
    figures["premium_paid"] += Decimal("0.01")
    return {**enterprise, "status": "active", "blacklisted": False, "unemployment_insurance": [figures]}


@dataclass(frozen=True)
class Subject:
    code: str
    strategy: Callable[[], st.SearchStrategy[Facts]]

    def told(self, facts: Mapping[str, object], *, period: Period | None = None, explained: bool = False) -> Verdict:
        policy = BOOK.version_for(self.code, AS_OF)
        return assess(policy, facts, dates=Dates(as_of=AS_OF, period=period), explained=explained)


MATERNITY = Subject("maternity-allowance", births)
CHILDCARE = Subject("childcare-subsidy", children)
ELDERLY = Subject("elderly-allowance", elders)
REFUND = Subject("job-stabilisation-refund", enterprises)
SUBJECTS = [MATERNITY, CHILDCARE, ELDERLY, REFUND]
each_policy = pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.code)


def places(facts: Any, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where a fact could be forgotten: every field, at any depth."""
    found: list[tuple[str | int, ...]] = []
    if isinstance(facts, dict):
        for name, value in facts.items():
            found += [(*here, name), *places(value, (*here, name))]
    elif isinstance(facts, list):
        for at, value in enumerate(facts):
            found += places(value, (*here, at))
    return found


def forget(facts: Facts, place: tuple[str | int, ...]) -> None:
    here: Any = facts
    for step in place[:-1]:
        if isinstance(here, dict) and step not in here:
            return  # what it was part of is forgotten already
        here = here[step]
    here.pop(place[-1], None)


@each_policy
@at_leisure
@given(data=st.data())
def test_a_missing_fact_never_decides(subject: Subject, data: st.DataObject) -> None:
    """Whatever is forgotten, the verdict is unknown or the one that all facts give."""
    facts = data.draw(subject.strategy())
    whole = subject.told(facts)
    partial = copy.deepcopy(facts)
    for place in data.draw(st.lists(st.sampled_from(places(facts)), min_size=1, max_size=4)):
        forget(partial, place)
    verdict = subject.told(partial)
    assert whole.state is not VerdictState.UNKNOWN
    if verdict.state is VerdictState.UNKNOWN:
        assert verdict.missing
        assert verdict.amount is None
    else:
        assert (verdict.state, verdict.amount, verdict.total) == (whole.state, whole.amount, whole.total)


@each_policy
@at_leisure
@given(data=st.data())
def test_an_amount_is_for_who_is_eligible_and_exact_to_the_fen(subject: Subject, data: st.DataObject) -> None:
    verdict = subject.told(data.draw(subject.strategy()))
    assert verdict.problems == ()
    if verdict.state is VerdictState.ELIGIBLE:
        assert verdict.amount is not None
        assert verdict.amount == verdict.amount.quantize(Decimal("0.01"))
        assert verdict.amount >= 0
    else:
        assert verdict.amount is None
        assert verdict.total is None


@each_policy
@at_leisure
@given(data=st.data())
def test_a_verdict_is_the_same_bytes_each_time_and_after_storing(subject: Subject, data: st.DataObject) -> None:
    facts = data.draw(subject.strategy())
    first = subject.told(facts, explained=True)
    assert subject.told(copy.deepcopy(facts), explained=True).to_bytes() == first.to_bytes()
    assert Verdict.from_json(first.to_json()).to_bytes() == first.to_bytes()


@each_policy
@at_leisure
@given(data=st.data())
def test_explaining_changes_nothing(subject: Subject, data: st.DataObject) -> None:
    facts = data.draw(subject.strategy())
    for place in data.draw(st.lists(st.sampled_from(places(facts)), max_size=2)):
        forget(facts, place)
    bare, full = subject.told(facts), subject.told(facts, explained=True)
    assert (bare.state, bare.amount, bare.missing) == (full.state, full.amount, full.missing)


@at_leisure
@given(facts=births().map(entitled_mother), raise_by=money)
def test_a_higher_wage_never_lowers_the_maternity_allowance(facts: Facts, raise_by: Decimal) -> None:
    before = MATERNITY.told(facts)
    facts = copy.deepcopy(facts)
    for employment in facts["mother"]["employments"]:
        employment["contribution_base"] += raise_by
        for wage in employment["employer"]["wages"]:
            wage["average_monthly_wage"] += raise_by
    after = MATERNITY.told(facts)
    assert after.amount is not None
    assert before.amount is not None
    assert after.amount >= before.amount


@at_leisure
@given(facts=births().map(entitled_mother))
def test_the_maternity_allowance_keeps_between_floor_and_cap(facts: Facts) -> None:
    verdict = MATERNITY.told(facts)
    assert verdict.amount is not None
    mean = Decimal(9500) if facts["date"] < date(2025, 7, 1) else Decimal(9800)
    daily = verdict.amount * 30 / leave(facts)
    assert mean * 60 / 100 - 1 <= daily <= mean * 3 + 1


def leave(birth: Facts) -> int:
    """The days of leave, reckoned apart from the model."""
    if birth["kind"] == "loss":
        return 42 if birth["gestation_months"] >= 4 else 15
    return 98 + 60 + 15 * int(birth["dystocia"]) + 15 * (int(birth["live_births"]) - 1)


@at_leisure
@given(facts=births().map(entitled_mother), babies=st.integers(1, 4))
def test_more_babies_or_a_harder_birth_never_bring_less(facts: Facts, babies: int) -> None:
    facts = {**facts, "kind": "live_birth", "live_births": babies}
    before = MATERNITY.told(facts)
    after = MATERNITY.told({**facts, "live_births": facts["live_births"] + 1, "dystocia": True})
    assert after.amount is not None
    assert before.amount is not None
    assert after.amount > before.amount


@at_leisure
@given(facts=elders().map(entitled_elder), older_by=st.integers(0, 15000))
def test_the_elderly_allowance_never_falls_with_age(facts: Facts, older_by: int) -> None:
    before = ELDERLY.told(facts)
    after = ELDERLY.told({**facts, "birth_date": facts["birth_date"] - timedelta(days=older_by)})
    assert after.amount is not None
    assert before.amount is not None
    assert after.amount >= before.amount


@at_leisure
@given(facts=children().map(entitled_child))
def test_the_years_of_the_childcare_subsidy_make_up_its_total(facts: Facts) -> None:
    policy = BOOK.version_for(CHILDCARE.code, AS_OF)
    first = CHILDCARE.told(facts)
    assert first.state is VerdictState.ELIGIBLE
    period = first_period(policy.terms, max(facts["birth_date"], date(2025, 1, 1)))
    paid = Decimal(0)
    while period is not None and (verdict := CHILDCARE.told(facts, period=period)).amount is not None:
        paid += verdict.amount
        period = next_period(policy.terms, period)
    assert period is not None
    assert period.start.year <= facts["birth_date"].year + 4
    assert paid == first.total


@at_leisure
@given(born=days(date(2022, 1, 1), date(2024, 12, 31)), later=st.integers(0, 900))
def test_a_child_born_later_gets_no_less_in_all(born: date, later: int) -> None:
    facts = {"death_date": None, "hukou_district": "990101", "birth": {"lawful": True}, "parents": []}
    second = min(born + timedelta(days=later), date(2024, 12, 31))
    one, other = (CHILDCARE.told({**facts, "birth_date": day}) for day in (born, second))
    assert one.total is not None
    assert other.total is not None
    assert one.total <= other.total <= 10800


@at_leisure
@given(facts=enterprises().map(entitled_enterprise), more=money)
def test_a_higher_premium_never_lowers_the_refund(facts: Facts, more: Decimal) -> None:
    before = REFUND.told(facts)
    facts = copy.deepcopy(facts)
    facts["unemployment_insurance"][0]["premium_paid"] += more
    after = REFUND.told(facts)
    assert after.amount is not None
    assert before.amount is not None
    assert after.amount >= before.amount


@at_leisure
@given(facts=enterprises(), more=st.integers(1, 50))
def test_more_layoffs_never_win_the_refund(facts: Facts, more: int) -> None:
    before = REFUND.told(facts)
    for year in facts["unemployment_insurance"]:
        year["claimants"] += more
    after = REFUND.told(facts)
    assert after.state is before.state or after.state is VerdictState.NOT_ELIGIBLE


@each_policy
def test_nothing_known_is_unknown(subject: Subject) -> None:
    assert subject.told({}).state is VerdictState.UNKNOWN
    assert subject.told({"birth_date": Unknown(), "date": Unknown()}).state is VerdictState.UNKNOWN
