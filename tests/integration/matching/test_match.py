"""`manage.py match`: figures, dry runs, days; and what a run does when the law's own value is missing."""

from __future__ import annotations

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from eligibility.awards.api import Offer
from eligibility.matching.models import MatchRun
from services.core.access.api import AccessEntry, Purpose
from tests import story
from tests.fixtures import load, run_match

pytestmark = pytest.mark.usefixtures("city")


def match(*arguments: str) -> str:
    out = StringIO()
    call_command("match", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _today(settings: pytest.FixtureRequest, at: datetime) -> None:
    settings.TONGBAN_TODAY = at.date()  # type: ignore[attr-defined]  # pytest-django's settings


def test_a_dry_run_counts_and_changes_nothing() -> None:
    before = Offer.objects.count()
    summary = match("--dry-run", "--policy", "job-stabilisation-refund")
    assert "60,000.00" in summary
    assert Offer.objects.count() == before
    assert not MatchRun.objects.filter(trigger="POPULATION").exists()


def test_a_run_reports_every_policy() -> None:
    summary = match()
    for code in ("maternity-allowance", "childcare-subsidy", "elderly-allowance", "job-stabilisation-refund"):
        assert code in summary


def test_neither_names_nor_figures_are_cut_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    [line] = [one for one in match("--dry-run").splitlines() if one.startswith("job-stabilisation-refund ")]
    assert line.split()[:-1] == ["job-stabilisation-refund", "2", "1", "1", "0", "60,000.00"]


def test_an_unknown_policy_is_named() -> None:
    with pytest.raises(CommandError, match="There is no policy 'free-lunch'"):
        match("--policy", "free-lunch")


def test_as_of_a_day_before_the_facts_were_known_finds_nobody() -> None:
    assert "60,000.00" not in match("--dry-run", "--policy", "job-stabilisation-refund", "--as-of", "2025-11-30")


def test_reading_a_population_is_one_entry_with_its_scope() -> None:
    match("--policy", "elderly-allowance")
    [entry] = AccessEntry.objects.filter(policy="elderly-allowance", subject=None)
    assert (entry.purpose, entry.scope) == (Purpose.MATCHING, "person")


def test_a_missing_value_of_the_law_leaves_one_verdict_open_and_stops_no_other(at: datetime) -> None:
    later = at.replace(year=2027)
    load({"birth": story.table([story.birth(date="2027-06-01")])}, later)
    summaries = {one.policy: one for one in run_match(later)}
    assert (summaries["maternity-allowance"].unknown, summaries["maternity-allowance"].eligible) == (1, 0)
    assert summaries["maternity-allowance"].missing == {"parameters.city_average_monthly_wage": 1}
    assert summaries["elderly-allowance"].eligible == 1
