"""A version in words, for the clerks' desk: what it decides, by which articles, and whether its cases still hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from eligibility.engine import api as engine
from eligibility.policies.cases import CaseResult, observed, read_cases, run_case
from eligibility.policies.compiled import CompiledPolicy
from eligibility.policies.models import PolicyVersion
from eligibility.policies.parameters import ParameterValue
from eligibility.policies.queries import compiled, rulebook
from services.core.languages.api import in_language


@dataclass(frozen=True, slots=True)
class DecisionShown:
    name: str
    title: str
    explanation: str
    rule: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    article: engine.Article | None
    article_text: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class CaseShown:
    name: str
    passed: bool
    outcome: str
    differences: Sequence[str]


@dataclass(frozen=True, slots=True)
class ParameterShown:
    title: str
    unit: str
    value: str
    valid_from: date
    valid_to: date
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    title: str
    summary: str
    source: str
    document: str
    url: str
    checked_on: date
    mark: str
    unverified: Sequence[str]
    decisions: Sequence[DecisionShown]
    parameters: Sequence[ParameterShown]
    cases: Sequence[CaseShown]

    @property
    def failed(self) -> int:
        return sum(not one.passed for one in self.cases)


def show_version(row: PolicyVersion) -> VersionShown:
    version, source = compiled(row), row.policy.source
    return VersionShown(
        title=in_language(row.policy.titles),
        summary=in_language(row.policy.summary),
        source=in_language(source["title"]),
        document=source.get("document", ""),
        url=source.get("url", ""),
        checked_on=date.fromisoformat(source["checked_on"]),
        mark=mark_label(source["mark"]),
        unverified=[in_language(one) for one in source.get("unverified", ())],
        decisions=[_decision(version.model.decisions[name]) for name in reversed(version.model.order)],
        parameters=[_parameter(one) for name in version.parameter_names for one in version.table.history(name)],
        cases=[_case(one) for one in _results(row, version)],
    )


def mark_label(mark: str) -> str:
    """Who read the source. Only a government page that was read is not shown as to be verified."""
    labels: Mapping[str, str] = {
        "G": _("Read on a government page"),
        "T": _("To be verified: read in a third party's copy"),
        "M": _("To be verified: from memory"),
        "F": _("Made up for the fictional city"),
    }
    return labels[mark]


def _decision(decision: engine.Decision) -> DecisionShown:
    article = decision.article
    return DecisionShown(
        name=decision.name,
        title=in_language(decision.titles) or decision.name,
        explanation=in_language(decision.explanations),
        rule=decision.text,
        columns=decision.columns,
        rows=decision.rows,
        article=article,
        article_text=in_language(article.article) if article else "",
        valid_from=_day(article.valid_from) if article else None,
        valid_to=_day(article.valid_to) if article else None,
    )


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def _parameter(value: ParameterValue) -> ParameterShown:
    return ParameterShown(
        title=in_language(value.titles),
        unit=value.unit,
        value=str(value.value),
        valid_from=value.valid_from,
        valid_to=value.valid_to,
        source=in_language(value.source["title"]),
        mark=mark_label(value.source["mark"]),
    )


def _results(row: PolicyVersion, version: CompiledPolicy) -> list[CaseResult]:
    """A withdrawn version is no longer chosen by date, so its cases say nothing today."""
    if row.withdrawn_at is not None:
        return []
    code = row.policy.code
    cases = read_cases(row.cases, policy=code, version=row.number, unit=version.terms.unit, file=code)
    book = rulebook()
    return [run_case(book, case) for case in cases]


def _case(result: CaseResult) -> CaseShown:
    return CaseShown(in_language(result.case.name), result.passed, _outcome(result), result.differences)


def _outcome(result: CaseResult) -> str:
    if result.verdict is None:
        return str(result.case.expect.get("error", ""))
    found = observed(result.verdict)
    if result.verdict.state is engine.VerdictState.ELIGIBLE:
        return _("eligible, %(amount)s") % {"amount": found["amount"]}
    if result.verdict.state is engine.VerdictState.UNKNOWN:
        return _("unknown: %(facts)s") % {"facts": ", ".join(found["missing"])}
    return _("not eligible: %(conditions)s") % {"conditions": ", ".join(found["fails"])}
