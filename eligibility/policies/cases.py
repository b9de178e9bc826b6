"""Cases: examples beside a policy that its version must decide as written, to the fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from eligibility.engine import api as engine
from eligibility.policies import documents
from eligibility.policies.assess import Facts, as_record, decide_compiled, event_date_of, undated, with_overlay
from eligibility.policies.errors import LibraryError, PolicyError
from eligibility.policies.periods import Period
from eligibility.policies.reading import Library
from eligibility.policies.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    policy: str
    version: int
    name: Mapping[str, str]
    facts: Facts
    as_of: date
    period: Period | None
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    case: Case
    verdict: engine.Verdict | None
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def read_cases(text: str, *, policy: str, version: int, unit: str, file: str) -> tuple[Case, ...]:
    """The cases of one version; LibraryError names the one that can't be read."""
    document = documents.read(text, schema="cases", file=file)
    if document["policy"] != policy:
        raise LibraryError(file, "policy", f"is {document['policy']!r} instead of {policy!r}")
    if unit not in document["facts"]:
        raise LibraryError(file, "facts", f"must be facts of the award unit {unit!r}")
    return tuple(_case(document, one, version, unit, f"{file}, {one['name']['en']}") for one in document["cases"])


def cases_of(library: Library) -> Iterable[Case]:
    for policy in library.policies:
        for version in policy.versions:
            file = f"{policy.code}/cases.yaml"
            yield from read_cases(
                version.cases, policy=policy.code, version=version.number, unit=version.terms.unit, file=file
            )


def run_case(book: Rulebook, case: Case) -> CaseResult:
    """Decide one case by the version that its date picks, and compare."""
    try:
        terms = book.policy(case.policy)
        event_date = event_date_of(terms, case.facts, as_of=case.as_of)
        if event_date is None:
            verdict = undated(terms)
            return CaseResult(case=case, verdict=verdict, differences=tuple(_differences(case, verdict)))
        version = book.version_for(case.policy, event_date)
        verdict = decide_compiled(version, case.facts, event_date=event_date, period=case.period)
    except PolicyError as error:
        wanted = case.expect.get("error")
        same = wanted == error.code
        return CaseResult(case=case, verdict=None, differences=() if same else (_differs("error", wanted, error.code),))
    differences = tuple(_differences(case, verdict))
    if version.number != case.version:
        differences += (_differs("version", case.version, version.number),)
    return CaseResult(case=case, verdict=verdict, differences=differences)


def _case(document: Mapping[str, Any], given: Mapping[str, Any], version: int, unit: str, place: str) -> Case:
    changes = {**given.get("change", {}), **dict.fromkeys(given.get("forget", ()), engine.Unknown())}
    try:
        facts = with_overlay(unit, as_record(unit, document["facts"][unit]), changes)
        period = Period.from_key(given["period"]) if "period" in given else None
    except (ValueError, LookupError) as error:
        raise LibraryError(place, "", str(error)) from error
    return Case(
        policy=document["policy"],
        version=version,
        name=given["name"],
        facts=facts,
        as_of=_day(given.get("as_of", document["as_of"]), place),
        period=period,
        expect=given["expect"],
    )


def _day(value: date | str, place: str) -> date:
    """YAML reads an unquoted day as a date."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise LibraryError(place, "as_of", str(error)) from error


def _differences(case: Case, verdict: engine.Verdict) -> Iterable[str]:
    found = observed(verdict)
    for name, wanted in case.expect.items():
        if name == "values":
            yield from _other_values(wanted, verdict)
            continue
        got = found.get(name)
        same = sorted(wanted) == sorted(got or ()) if isinstance(wanted, list) else wanted == got
        if not same:
            yield _differs(name, wanted, got)


def observed(verdict: engine.Verdict) -> dict[str, Any]:
    """What a verdict says, in the words of a case's expectation."""
    return {
        "state": verdict.state.value,
        "amount": _money(verdict.amount),
        "total": _money(verdict.total),
        "outcome": verdict.outcome,
        "reasons": list(verdict.reasons),
        "fails": [one.decision for one in verdict.conditions if one.result == "fail" and one.decision != "eligible"],
        "missing": list(verdict.missing),
    }


def _other_values(wanted: Mapping[str, str], verdict: engine.Verdict) -> Iterable[str]:
    """Decisions beside the amount: the tax that is left to pay, where the amount is what is saved."""
    found = {one.decision: one.value for one in verdict.conditions}
    for name, text in wanted.items():
        if _number_or_text(text) != _number_or_text(found.get(name)):
            yield _differs(name, text, found.get(name))


def _number_or_text(value: object) -> object:
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return value


def _money(amount: Decimal | None) -> str | None:
    """Exact: an amount with a fraction of a fen is shown with it, and differs."""
    if amount is None:
        return None
    exponent = amount.normalize().as_tuple().exponent
    return f"{amount:.2f}" if isinstance(exponent, int) and exponent >= -2 else str(amount)


def _differs(name: str, wanted: object, got: object) -> str:
    values = {"name": name, "wanted": wanted, "got": got}
    return _("%(name)s: expected %(wanted)s, got %(got)s") % values
