"""Running every case of a library: before it is published, on demand and in the tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eligibility.policies.cases import CaseResult, cases_of, run_case
from eligibility.policies.errors import CasesFail
from eligibility.policies.reading import Library
from eligibility.policies.rulebook import Rulebook


def check(library: Library, book: Rulebook) -> Iterator[CaseResult]:
    """The result of each case, one by one."""
    for case in cases_of(library):
        yield run_case(book, case)


def describe_failure(result: CaseResult) -> str:
    return f"{result.case.policy}: {result.case.name['en']}: {'; '.join(result.differences)}"


def require_success(results: Iterable[CaseResult]) -> int:
    """How many cases passed; CasesFail with all that did not."""
    passed, failures = 0, []
    for result in results:
        if result.passed:
            passed += 1
        else:
            failures.append(describe_failure(result))
    if failures:
        raise CasesFail(failures)
    return passed
