"""The cases beside the shipped policies, one test each."""

from __future__ import annotations

from collections import Counter

import pytest

from eligibility.engine.api import VerdictState
from eligibility.policies.cases import Case, cases_of, observed, run_case
from eligibility.policies.rulebook import shipped

CASES = list(cases_of(shipped()[0]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.policy}: {case.name['en']}")
def test_case_comes_out_as_written(case: Case) -> None:
    assert run_case(shipped()[1], case).differences == ()


def test_every_policy_has_cases_of_every_kind() -> None:
    kinds = Counter((case.policy, case.expect.get("state", "error")) for case in CASES)
    for code in shipped()[1].policies:
        for state in VerdictState:
            assert kinds[code, state.value] >= 2, (code, state)


def test_no_two_cases_of_a_policy_share_a_name() -> None:
    for language in ("zh-hans", "en"):
        names = [(case.policy, case.name[language]) for case in CASES]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.policy}: {case.name['en']}")
def test_only_who_is_eligible_gets_an_amount(case: Case) -> None:
    verdict = run_case(shipped()[1], case).verdict
    if verdict is None:
        return
    assert (verdict.amount is not None) == (verdict.state is VerdictState.ELIGIBLE)
    assert verdict.problems == ()
    assert (verdict.missing != ()) == (verdict.state is VerdictState.UNKNOWN)


def test_each_condition_fails_in_some_case() -> None:
    """A condition that no case ever fails is not tested."""
    failed = {
        (case.policy, name)
        for case in CASES
        if (verdict := run_case(shipped()[1], case).verdict) is not None
        for name in observed(verdict)["fails"]
    }
    for code in shipped()[1].policies:
        for version in shipped()[1].versions(code):
            conditions = version.model.decisions["eligible"].requires
            assert {(code, name) for name in conditions} <= failed
