"""From feeds to a verdict: what a policy says that it reads is all that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

import pytest

from eligibility.engine.api import Record, VerdictState
from eligibility.facts.api import gather, load_feed
from eligibility.policies.api import (
    Dates,
    ParameterNotInForce,
    Period,
    assess,
    compiled,
    datasets,
    decide,
    event_date_of,
    paths,
    policy,
    sentences,
    version_for,
)
from services.core.access.api import Purpose, reading
from services.core.audit.api import Actor
from tests.integration.policies.conftest import Publish
from tests.unit.facts.deliveries import CHILD, Row, as_csv, golden, resident_id

pytestmark = pytest.mark.django_db
AS_OF = date(2025, 12, 1)
ELDER = resident_id(5, born=date(1950, 5, 20))
HERE = "990102"


def deliver(at: datetime, **rows: list[Row]) -> None:
    for dataset, some in rows.items():
        feed = load_feed(
            dataset=dataset, content=as_csv(dataset, some), filename=f"{dataset}.csv", actor=Actor.system("test"), at=at
        )
        assert feed.quarantined == 0


@pytest.fixture
def registers(publish: Publish, at: datetime) -> None:
    publish()
    mother = golden("person", hukou_district=HERE)
    child = golden("person", id=CHILD, name="", birth_date="2025-11-20", hukou_district=HERE)
    elder = golden("person", id=ELDER, name="", birth_date="1950-05-20", hukou_district=HERE)
    deliver(at, person=[mother, child, elder])
    for dataset in ("birth", "employment", "employer_wage", "kinship", "enterprise", "unemployment_insurance"):
        deliver(at, **{dataset: [golden(dataset)]})


@contextmanager
def gathered(code: str, at: datetime) -> Iterator[list[Record]]:
    with reading(
        actor=Actor.system("test"), at=at, purpose=Purpose.MATCHING, datasets=sorted(datasets(code)), scope="city"
    ):
        yield list(gather(unit=policy(code).unit, paths=paths(code), valid_on=AS_OF))


def decided(code: str, record: Record, **dates: object) -> tuple[VerdictState, Decimal | None]:
    event_date = event_date_of(policy(code), record, as_of=AS_OF)
    assert event_date is not None
    verdict = decide(version=version_for(code, event_date), record=record, event_date=event_date, **dates)  # type: ignore[arg-type]  # only a period
    assert verdict.problems == ()
    return verdict.state, verdict.amount


def test_a_birth_that_was_reported_is_worth_63_200(registers: None, at: datetime) -> None:
    with gathered("maternity-allowance", at) as births:
        (birth,) = births
        assert decided("maternity-allowance", birth) == (VerdictState.ELIGIBLE, Decimal("63200.00"))


def test_the_facts_that_a_verdict_used_say_who_reported_them(registers: None, at: datetime) -> None:
    with gathered("maternity-allowance", at) as births:
        version = version_for("maternity-allowance", date(2025, 11, 20))
        verdict = decide(version=version, record=births[0], event_date=date(2025, 11, 20))
    wage = next(fact for fact in verdict.facts if fact.field == "average_monthly_wage")
    assert (wage.dataset, wage.body, wage.value) == ("employer_wage", "hrss", "12000")
    assert {fact.body for fact in verdict.facts} >= {"health", "hrss"}


def test_a_wage_that_is_not_declared_is_said_in_words(publish: Publish, at: datetime) -> None:
    publish()
    deliver(at, person=[golden("person")], birth=[golden("birth")], enterprise=[golden("enterprise")])
    deliver(at, employment=[golden("employment")])
    with gathered("maternity-allowance", at) as births:
        verdict = assess(
            compiled(version_for("maternity-allowance", date(2025, 11, 20))), births[0], dates=Dates(as_of=AS_OF)
        )
    assert verdict.amount == Decimal("57933.33")
    (sentence,) = sentences("maternity-allowance", verdict.reasons)
    assert "缴费基数" in sentence["zh-hans"]
    assert "contribution base" in sentence["en"]


def test_a_child_an_elder_and_nobody_else(registers: None, at: datetime) -> None:
    found: dict[str, list[Decimal | None]] = {}
    for code in ("childcare-subsidy", "elderly-allowance"):
        with gathered(code, at) as people:
            assert len(people) == 3
            verdicts = [decided(code, person) for person in people]
        found[code] = [amount for state, amount in verdicts if state is VerdictState.ELIGIBLE]
        assert all(state is not VerdictState.UNKNOWN for state, _amount in verdicts)
    assert found == {"childcare-subsidy": [Decimal(3600)], "elderly-allowance": [Decimal(150)]}


def test_the_instalment_of_another_period(registers: None, at: datetime) -> None:
    with gathered("childcare-subsidy", at) as people:
        child = next(one for one in people if one["birth_date"] == date(2025, 11, 20))
        assert decided("childcare-subsidy", child, period=Period.year(2027))[1] == 3600
        assert decided("childcare-subsidy", child, period=Period.year(2028))[0] is VerdictState.NOT_ELIGIBLE


def test_an_enterprise(registers: None, at: datetime) -> None:
    with gathered("job-stabilisation-refund", at) as enterprises:
        assert [decided("job-stabilisation-refund", one)[1] for one in enterprises] == [Decimal("60000.00")]


def test_an_employer_in_no_register_may_still_have_declared_wages(publish: Publish, at: datetime) -> None:
    publish()
    deliver(at, person=[golden("person")], birth=[golden("birth")], employment=[golden("employment")])
    deliver(at, employer_wage=[golden("employer_wage")])
    with gathered("maternity-allowance", at) as births:
        assert decided("maternity-allowance", births[0]) == (VerdictState.ELIGIBLE, Decimal("63200.00"))


def test_a_day_for_which_a_parameter_is_not_known(registers: None, at: datetime) -> None:
    version = version_for("maternity-allowance", date(2026, 7, 1))
    with gathered("maternity-allowance", at) as births, pytest.raises(ParameterNotInForce, match="2026-07-01"):
        decide(version=version, record=births[0], event_date=date(2026, 7, 1))


def test_a_mother_who_is_in_no_register(publish: Publish, at: datetime) -> None:
    publish()
    deliver(at, birth=[golden("birth")])
    with gathered("maternity-allowance", at) as births:
        state, _amount = decided("maternity-allowance", births[0])
    assert state is VerdictState.NOT_ELIGIBLE, "no employment is registered for her"
