"""Reading the published policies, and deciding by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from eligibility.engine import api as engine
from eligibility.policies import memory
from eligibility.policies.assess import Facts, decide_compiled
from eligibility.policies.compiled import CompiledPolicy
from eligibility.policies.described import Path
from eligibility.policies.models import PolicyVersion
from eligibility.policies.periods import Period
from eligibility.policies.rulebook import Policy, Rulebook
from eligibility.policies.terms import Terms


def rulebook() -> Rulebook:
    """Everything published, as one snapshot: whoever decides many rows by it asks the database once."""
    return memory.remembered().book


def policies() -> tuple[Policy, ...]:
    return tuple(rulebook().policies.values())


def policy(code: str) -> Policy:
    """The policy; UnknownPolicy where it was never published."""
    return rulebook().policy(code)


def version_for(code: str, event_date: date) -> PolicyVersion:
    """The version in force on the day of the event; NoVersionInForce where there is none."""
    now = memory.remembered()
    return now.rows[now.book.version_for(code, event_date).id]


def compiled(version: PolicyVersion | UUID, *, known_at: datetime | None = None) -> CompiledPolicy:
    """A version ready to decide, withdrawn ones too; `known_at` gives the parameters as they were known then."""
    wanted = version if isinstance(version, UUID) else version.pk
    if known_at is None:
        now = memory.remembered()
        row = now.rows.get(wanted)
        if row is not None:
            return next(one for one in now.book.versions(row.policy.code) if one.id == wanted)
    row = PolicyVersion.objects.select_related("policy").get(pk=wanted)
    return memory.compiled_row(row, known_at=known_at)


def decide(
    *,
    version: PolicyVersion | UUID,
    record: Facts,
    event_date: date,
    period: Period | None = None,
    explained: bool = True,
) -> engine.Verdict:
    """The verdict of a version for one row of its unit, without a period for the first one.

    Without an explanation it is several times faster: enough to count, not to show.

    Raises:
        ParameterNotInForce: a parameter has no value on that day.
    """
    return decide_compiled(compiled(version), record, event_date=event_date, period=period, explained=explained)


def paths(code: str) -> frozenset[Path]:
    """The facts that any version of the policy reads: what has to be gathered."""
    return frozenset(path for one in rulebook().versions(code) for path in one.paths)


def datasets(code: str) -> frozenset[str]:
    """The datasets that any version of the policy depends on."""
    return frozenset(name for one in rulebook().versions(code) for name in one.datasets)


def terms_of(version: PolicyVersion) -> Terms:
    """The terms frozen with a version."""
    return Terms.from_json(version.terms)


def sentences(code: str, reasons: Iterable[str]) -> list[Mapping[str, str]]:
    """The sentences, in every language, for the message codes among a verdict's reasons."""
    known = policy(code).reasons
    return [known[reason] for reason in reasons if reason in known]
