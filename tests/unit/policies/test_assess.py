"""The what-if door: plain facts, assumptions, dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from eligibility.engine.api import Record, Source, Unknown, Verdict, VerdictState
from eligibility.policies.api import Dates, Period, as_record, assess, event_date_of, with_overlay
from eligibility.policies.rulebook import shipped

BOOK = shipped()[1]
AS_OF = date(2025, 12, 1)
REFUND = BOOK.versions("job-stabilisation-refund")[0]
ELDERLY = BOOK.versions("elderly-allowance")[0]
CHILDCARE = BOOK.versions("childcare-subsidy")[0]
MATERNITY = BOOK.versions("maternity-allowance")[0]


def enterprise() -> dict[str, Any]:
    year = {
        "year": 2024,
        "months_insured": 24,
        "premium_paid": Decimal("100000.00"),
        "claimants": 6,
        "average_insured": 25,
    }
    return {"status": "active", "size": "small", "blacklisted": False, "unemployment_insurance": [year]}


def told(facts: Mapping[str, object], overlay: Mapping[str, object] | None = None) -> Verdict:
    return assess(REFUND, facts, overlay or {}, dates=Dates(as_of=AS_OF))


def test_plain_facts() -> None:
    assert told(enterprise()).state is VerdictState.NOT_ELIGIBLE


def test_what_if() -> None:
    facts = enterprise()
    verdict = told(facts, {"enterprise.unemployment_insurance.0.claimants": 5})
    assert (verdict.state, verdict.amount) == (VerdictState.ELIGIBLE, Decimal("60000.00"))
    assert facts == enterprise()


def test_a_fact_that_is_not_mentioned_is_unknown() -> None:
    facts = enterprise()
    del facts["size"]
    facts["unemployment_insurance"][0]["claimants"] = 0
    verdict = told(facts)
    assert (verdict.state, verdict.amount) == (VerdictState.UNKNOWN, None)
    assert len(verdict.missing) == 1
    assert told(facts, {"enterprise.size": "large"}).amount == Decimal("30000.00")


def test_forgetting_a_fact() -> None:
    verdict = told(enterprise(), {"enterprise.unemployment_insurance": Unknown()})
    assert verdict.state is VerdictState.UNKNOWN


def test_nothing_known_at_all() -> None:
    for policy in (REFUND, ELDERLY):
        assert assess(policy, {}, dates=Dates(as_of=AS_OF)).state is VerdictState.UNKNOWN
    for policy, missing in ((CHILDCARE, "person.birth_date"), (MATERNITY, "birth.date")):
        verdict = assess(policy, {}, dates=Dates(as_of=AS_OF))
        assert (verdict.state, verdict.missing) == (VerdictState.UNKNOWN, (missing,))


def test_an_overlay_on_records_keeps_whose_rows_they_are() -> None:
    source = Source(body="market", feed="f1")
    row = Record("enterprise", "r1", source, {"size": "small", "unemployment_insurance": []}, ["blacklisted"])
    changed = with_overlay("enterprise", row, {"enterprise.blacklisted": False, "enterprise.size": Unknown()})
    assert isinstance(changed, Record)
    assert (changed.dataset, changed.record_id, changed.source) == ("enterprise", "r1", source)
    assert changed.unknown == {"size"}
    assert dict(changed) == {"unemployment_insurance": [], "blacklisted": False}
    assert row.unknown == {"blacklisted"}
    assert row["size"] == "small"


def test_an_overlay_goes_through_what_was_absent_or_unknown() -> None:
    for before in ({}, {"mother": None}, {"mother": Unknown()}):
        changed = with_overlay("birth", before, {"birth.mother.employments": []})
        assert changed == {"mother": {"employments": []}}


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("person.size", "is no fact of 'enterprise'"),
        ("enterprise", "is no fact of 'enterprise'"),
        ("enterprise.unemployment_insurance.1.year", "names no item of a list of 1"),
        ("enterprise.unemployment_insurance.last.year", "names no item of a list of 1"),
        ("enterprise.size.unit", "goes through a plain value"),
    ],
)
def test_an_overlay_at_a_place_that_cannot_be(path: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        with_overlay("enterprise", enterprise(), {path: 1})


def test_plain_facts_as_rows() -> None:
    row = as_record("enterprise", enterprise())
    assert row.dataset == "enterprise"
    assert row["unemployment_insurance"][0].dataset == "unemployment_insurance"
    with pytest.raises(LookupError, match="'colour'"):
        as_record("enterprise", {"colour": "red"})


def test_dates_follow_from_the_facts_unless_given() -> None:
    assert event_date_of(ELDERLY.terms, {}, as_of=AS_OF) == AS_OF
    assert event_date_of(CHILDCARE.terms, {"birth_date": date(2025, 6, 14)}, as_of=AS_OF) == date(2025, 6, 14)
    assert event_date_of(CHILDCARE.terms, {"birth_date": date(2023, 6, 14)}, as_of=AS_OF) == date(2025, 1, 1)
    assert event_date_of(CHILDCARE.terms, {"birth_date": Unknown()}, as_of=AS_OF) is None
    person = {"birth_date": date(1955, 12, 2), "death_date": None, "hukou_district": "990101"}
    now = assess(ELDERLY, person, dates=Dates(as_of=AS_OF))
    later = assess(ELDERLY, person, dates=Dates(as_of=AS_OF, period=Period.month(2026, 1)))
    assert (now.amount, later.amount) == (75, 150)


def test_without_explanation_the_verdict_is_the_same() -> None:
    for overlay in ({}, {"enterprise.blacklisted": True}, {"enterprise.size": Unknown()}):
        dates = Dates(as_of=AS_OF)
        full = assess(REFUND, enterprise(), overlay, dates=dates)
        bare = assess(REFUND, enterprise(), overlay, dates=dates, explained=False)
        assert (bare.state, bare.amount, bare.missing) == (full.state, full.amount, full.missing)
        assert full.conditions
        assert not bare.conditions
