"""Which version and which parameter hold on a day: never the last one by default."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eligibility.policies.api import NoVersionInForce, ParameterNotInForce, Rulebook, UnknownPolicy
from eligibility.policies.reading import SHIPPED, read_library
from eligibility.policies.rulebook import shipped
from tests.unit.policies.libraries import copy_of_shipped, edit

REFUND = "job-stabilisation-refund"
BOOK = shipped()[1]


def test_the_shipped_policies() -> None:
    assert len(BOOK.policies) == 29
    assert sorted(BOOK.policies) == sorted(path.parent.name for path in SHIPPED.glob("*/policy.yaml"))


@pytest.mark.parametrize("on", [date(2025, 1, 1), date(2025, 12, 31)])
def test_first_and_last_day_in_force(on: date) -> None:
    assert BOOK.version_for(REFUND, on).number == 1


@pytest.mark.parametrize("on", [date(2024, 12, 31), date(2026, 1, 1)])
def test_no_version_in_force(on: date) -> None:
    with pytest.raises(NoVersionInForce) as caught:
        BOOK.version_for(REFUND, on)
    assert (caught.value.policy, caught.value.on, caught.value.code) == (REFUND, on, "no_version_in_force")
    assert on.isoformat() in caught.value.message


def test_unknown_policy() -> None:
    with pytest.raises(UnknownPolicy, match="tax-holiday"):
        BOOK.version_for("tax-holiday", date(2025, 1, 1))


def test_the_date_of_the_event_chooses_between_versions(tmp_path: Path) -> None:
    folder = copy_of_shipped(tmp_path, REFUND)
    earlier = "{version: 2, valid_from: 2022-01-01, valid_to: 2022-12-31, model: earlier.dmn, cases: cases.yaml}"
    edit(folder / REFUND / "policy.yaml", ("versions:\n", f"versions:\n  - {earlier}\n"))
    model = (folder / REFUND / "model.dmn").read_text(encoding="utf-8")
    (folder / REFUND / "earlier.dmn").write_text(model.replace("<text>0.6</text>", "<text>0.9</text>"), "utf-8")
    book = Rulebook.of(read_library(folder))
    assert [one.number for one in book.versions(REFUND)] == [2, 1]
    assert book.version_for(REFUND, date(2022, 7, 1)).number == 2
    assert book.version_for(REFUND, date(2025, 7, 1)).number == 1
    with pytest.raises(NoVersionInForce):
        book.version_for(REFUND, date(2023, 7, 1))


def test_the_date_of_the_event_chooses_the_parameter() -> None:
    version = BOOK.versions("maternity-allowance")[0]
    before, after = version.parameters(date(2025, 6, 30)), version.parameters(date(2025, 7, 1))
    assert before is not None
    assert after is not None
    assert str(before["city_average_monthly_wage"]) == "9500.00"
    assert str(after["city_average_monthly_wage"]) == "9800.00"


def test_an_expired_parameter_is_an_error() -> None:
    version = BOOK.versions("maternity-allowance")[0]
    with pytest.raises(ParameterNotInForce) as caught:
        version.parameters(date(2026, 7, 1))
    assert caught.value.parameter == "city_average_monthly_wage"
    assert "2026-07-01" in caught.value.message


def test_what_each_policy_reads() -> None:
    datasets = {code: BOOK.versions(code)[0].datasets for code in BOOK.policies}
    assert {code: datasets[code] for code in READS} == READS
    assert all(datasets.values())


READS = {
    "maternity-allowance": {"birth", "person", "employment", "enterprise", "employer_wage"},
    "childcare-subsidy": {"person", "birth", "kinship"},
    "elderly-allowance": {"person"},
    "job-stabilisation-refund": {"enterprise", "unemployment_insurance"},
    "job-expansion-grant": {"hire", "enterprise", "person", "graduate", "unemployment", "hire_grant"},
    "startup-insurance-subsidy": {"enterprise", "employment"},
}


def test_paths_end_where_the_facts_end() -> None:
    """Not at the year of a date, and not inside what an expression made of the facts."""
    assert BOOK.versions("elderly-allowance")[0].paths == {
        ("person", "birth_date"),
        ("person", "death_date"),
        ("person", "hukou_district"),
    }
    maternity = BOOK.versions("maternity-allowance")[0].paths
    assert ("birth", "mother", "employments", "employer", "wages", "average_monthly_wage") in maternity
    assert ("birth", "date") in maternity
    assert all(path[-1] not in ("year", "month") or path[-2] == "wages" for path in maternity)


def test_only_a_source_that_was_read_is_not_to_be_verified() -> None:
    assert {code for code, policy in BOOK.policies.items() if not policy.to_be_verified} == {
        "advanced-manufacturing-vat-deduction",
        "childcare-subsidy",
        "disability-care-allowance",
        "disability-living-allowance",
        "job-expansion-grant",
        "job-stabilisation-refund",
        "maternity-leave-insurance-subsidy",
    }


def test_conditions_have_titles_and_articles_in_both_languages() -> None:
    for code in BOOK.policies:
        model = BOOK.versions(code)[0].model
        assert model.warnings == ()
        for decision in model.decisions.values():
            assert set(decision.titles) == {"zh-hans", "en"}, (code, decision.name)
        for name in (*model.decisions["eligible"].requires, "amount"):
            article = model.decisions[name].article
            assert article is not None, (code, name)
            assert article.document
            assert set(article.article) == {"zh-hans", "en"}
