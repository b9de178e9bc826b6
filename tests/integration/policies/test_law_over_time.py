"""The law changes; what was decided by the old one is decided by it again, to the byte."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from eligibility.awards.api import Offer
from eligibility.facts import api as facts
from eligibility.policies import api as policies
from eligibility.policies.reading import read_library
from services.core.access.api import Purpose, reading
from services.core.audit.api import Actor
from services.core.outbox.api import drain
from tests import story
from tests.fixtures import load, run_match
from tests.unit.policies.libraries import copy_of_shipped, edit

pytestmark = pytest.mark.usefixtures("city")
MATERNITY, ELDERLY = "maternity-allowance", "elderly-allowance"
AUDITOR = Actor.system("test")


@pytest.fixture
def offer(city: None, at: datetime) -> Offer:
    load({"birth": story.table([story.birth()])}, at)
    drain(at=at)
    return Offer.objects.get(policy=MATERNITY)


def recomputed(offer: Offer, *, known_at: datetime) -> bytes:
    """The old decision once more: its version, the facts and the parameters as they were known then."""
    version = policies.compiled(offer.version_id, known_at=known_at)
    datasets = sorted(version.datasets)
    with reading(actor=AUDITOR, at=known_at, purpose=Purpose.MATCHING, datasets=datasets, scope="birth"):
        [row] = facts.gather(
            unit="birth", paths=version.paths, valid_on=known_at.date(), known_at=known_at, keys=[offer.unit_key]
        )
    dates = policies.Dates(as_of=known_at.date(), event_date=offer.event_date)
    return policies.assess(version, row, dates=dates).to_bytes()


def changed_law(folder: Path) -> Path:
    """From January 2026 leave is longer by two days; and the city's mean of 2025 turns out to have been misprinted."""
    copy_of_shipped(folder)
    home = folder / MATERNITY
    model = (home / "model.dmn").read_text(encoding="utf-8")
    (home / "model-2.dmn").write_text(model.replace("<text>98</text>", "<text>100</text>"), encoding="utf-8")
    cases = (home / "cases.yaml").read_text(encoding="utf-8")
    few = cases[: cases.index("  # Days of leave")] + CASE.format(day="2026-02-03", amount="64000.00")
    (home / "cases-2.yaml").write_text(few, encoding="utf-8")
    (home / "cases.yaml").write_text(
        cases[: cases.index("  # Days of leave")] + CASE.format(day="2025-11-03", amount="63200.00"), encoding="utf-8"
    )
    edit(home / "policy.yaml", ("valid_to: null", "valid_to: 2025-12-31"))
    with (home / "policy.yaml").open("a", encoding="utf-8") as file:
        file.write(SECOND)
    edit(folder / "parameters" / "city_average_monthly_wage.yaml", ('"9800.00"', '"9810.00"'))
    return folder


CASE = """\
  - name: {{zh-hans: 顺产一孩, en: A normal birth}}
    change: {{birth.date: {day}, birth.mother.employments.0.employer.wages.1.year: 2024}}
    as_of: 2026-03-01
    expect: {{state: eligible, amount: "{amount}"}}
"""
SECOND = (
    "  - {version: 2, valid_from: 2026-01-01, valid_to: null, model: model-2.dmn, cases: cases-2.yaml,"
    " terms: {confirm_within_days: 30}}\n"
)


@pytest.fixture
def new_law(offer: Offer, tmp_path: Path, at: datetime) -> datetime:
    folder = changed_law(tmp_path / "library")
    wages = folder / MATERNITY / "cases-2.yaml"
    edit(wages, ("{year: 2023, average_monthly_wage: 11500.00}", "{year: 2025, average_monthly_wage: 12000.00}"))
    later = at + timedelta(days=40)
    policies.sync_library(actor=AUDITOR, at=later, library=read_library(folder))
    return later


def test_the_old_decision_is_the_same_to_the_byte(offer: Offer, new_law: datetime, at: datetime) -> None:
    again = recomputed(offer, known_at=at)
    assert hashlib.sha256(again).hexdigest() == offer.verdict_hash
    assert json.loads(again) == offer.verdict


def test_what_was_corrected_since_is_not_what_was_known_then(offer: Offer, new_law: datetime, at: datetime) -> None:
    version = policies.compiled(offer.version_id)
    now, then = (
        version.parameters(offer.event_date),
        policies.compiled(offer.version_id, known_at=at).parameters(offer.event_date),
    )
    assert now is not None
    assert then is not None
    assert str(now["city_average_monthly_wage"]) == "9810.00"
    assert str(then["city_average_monthly_wage"]) == "9800.00"


def test_facts_that_were_corrected_since_do_not_change_it(offer: Offer, new_law: datetime, at: datetime) -> None:
    corrected = {"employer": story.EMPLOYER, "year": 2024, "average_monthly_wage": "13000.00"}
    load({"employer_wage": story.table([corrected])}, at + timedelta(days=41))
    assert hashlib.sha256(recomputed(offer, known_at=at)).hexdigest() == offer.verdict_hash


def test_the_day_of_the_event_chooses_not_the_day_of_the_run(new_law: datetime) -> None:
    assert policies.version_for(MATERNITY, date(2025, 12, 31)).number == 1
    assert policies.version_for(MATERNITY, date(2026, 1, 1)).number == 2


def test_terms_are_those_of_the_version(new_law: datetime) -> None:
    old, new = (policies.terms_of(policies.version_for(MATERNITY, day)) for day in (date(2025, 6, 1), date(2026, 6, 1)))
    assert new.confirm_within_days == 30
    assert old.confirm_within_days != 30
    assert (old.unit, old.event_date, old.subject) == (new.unit, new.event_date, new.subject)


def test_an_offer_has_the_deadline_of_its_version(new_law: datetime) -> None:
    year = {"employer": story.EMPLOYER, "year": 2025, "average_monthly_wage": "12000.00"}
    run = new_law.replace(month=1, day=20, year=2026)
    load({"employer_wage": story.table([year])}, run)
    late = story.birth(mother=story.SECOND_MOTHER, number="QD-2026-1", date="2026-01-10")
    load({"birth": story.table([late])}, run)
    run_match(run, MATERNITY)
    given = Offer.objects.get(policy=MATERNITY, unit_key="QD-2026-1", state="OFFERED")
    assert given.version.number == 2
    assert given.amount.amount == 64_000
    assert given.confirm_by == run.date() + timedelta(days=30)
