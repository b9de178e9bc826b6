"""The README's table of policies is what the files say, and no person is subsidised twice."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.engine.api import VerdictState
from eligibility.policies.assess import with_overlay
from eligibility.policies.cases import Case, cases_of, run_case
from eligibility.policies.reading import SHIPPED
from eligibility.policies.rulebook import shipped
from eligibility.policies.wording import outcome_of

LIBRARY, BOOK = shipped()
CASES = list(cases_of(LIBRARY))


def table() -> str:
    """One row a policy: its marks are those of its source and of every value that it reads."""
    rows = ["| policy | title | unit | leads to | in force | cases | marks |", "|---|---|---|---|---|---|---|"]
    for text in LIBRARY.policies:
        versions = BOOK.versions(text.code)
        names = {name for one in versions for name in one.parameter_names} - {"city_area_prefix"}
        values = {one.source["mark"] for name in names for one in LIBRARY.parameters.history(name)}
        marks = text.source["mark"] + (f" (values {', '.join(sorted(values))})" if values else "")
        days = "; ".join(f"{one.number}: {one.valid_from}–{one.valid_to or ''}" for one in versions)
        count = sum(case.policy == text.code for case in CASES)
        title, outcome = text.titles["zh-hans"], outcome_of(versions[-1])
        rows.append(f"| {text.code} | {title} | {versions[-1].terms.unit} | {outcome} | {days} | {count} | {marks} |")
    return "\n".join(rows)


def test_the_readme_lists_every_policy_with_its_marks() -> None:
    assert table() in (SHIPPED / "README.md").read_text(encoding="utf-8"), table()


def test_at_least_two_policies_ship_with_versions_that_have_ended() -> None:
    ended = {text.code for text in LIBRARY.policies if len(text.versions) > 1}
    assert {"infant-care-deduction", "job-expansion-grant", "six-taxes-two-fees-relief"} <= ended


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.policy == "hiring-subsidy" and case.expect.get("state") == "eligible"],
    ids=lambda case: case.name["en"],
)
def test_a_hiring_with_the_subsidy_has_no_grant_as_well(case: Case) -> None:
    """The two exclude each other for one person; in 2023, when both were in force, the subsidy comes first."""
    facts = with_overlay("hire", case.facts, {"hire.premium_months": 12})
    other = Case(
        policy="job-expansion-grant",
        version=1,
        name=case.name,
        facts=facts,
        as_of=date(2024, 6, 1),
        period=None,
        expect={"state": "not_eligible"},
    )
    verdict = run_case(BOOK, other).verdict
    assert verdict is not None
    assert verdict.state is VerdictState.NOT_ELIGIBLE


def test_reliefs_are_notices_and_never_offers() -> None:
    """Nothing is paid out for what lowers a tax or a levy."""
    reliefs = {text.code for text in LIBRARY.policies if text.code.endswith(("-deduction", "-relief", "-income-tax"))}
    assert len(reliefs) == 8
    for code in BOOK.policies:
        assert {outcome_of(one) for one in BOOK.versions(code)} == {"notice" if code in reliefs else "offer"}


def test_a_rule_with_a_made_up_figure_is_never_shown_as_verified() -> None:
    for code, policy in BOOK.policies.items():
        names = {name for one in BOOK.versions(code) for name in one.parameter_names} - {"city_area_prefix"}
        marks = {one.source["mark"] for name in names for one in LIBRARY.parameters.history(name)}
        assert policy.to_be_verified or marks <= {"G"}, code
