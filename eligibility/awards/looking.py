"""Where a subject stands with every policy, decided now and not kept: silence must not read as "no"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from eligibility.engine.api import Condition, Verdict, VerdictState
from eligibility.facts import api as facts
from eligibility.matching.api import Match, decide_for_subject
from eligibility.policies import api as policies
from eligibility.policies.api import Policy
from services.core.access.api import Purpose
from services.core.audit.api import Actor
from services.identity.api import SubjectKind

_BEST_FIRST = (VerdictState.ELIGIBLE, VerdictState.UNKNOWN, VerdictState.NOT_ELIGIBLE)


def look_at_policies(*, subject: UUID, kind: SubjectKind, actor: Actor, at: datetime) -> list[Match]:
    """The best verdict of each policy whose unit has a row of the subject, eligible ones first."""
    return _looks([policy.code for policy in policies.policies()], subject=subject, kind=kind, actor=actor, at=at)


def look_at_policy(*, code: str, subject: UUID, kind: SubjectKind, actor: Actor, at: datetime) -> Match | None:
    """The best verdict of one policy; None where it is not about the likes of the subject."""
    return next(iter(_looks([code], subject=subject, kind=kind, actor=actor, at=at)), None)


def _looks(codes: Sequence[str], *, subject: UUID, kind: SubjectKind, actor: Actor, at: datetime) -> list[Match]:
    """What cannot be about the subject is not even asked: it would stand in the record of who read their data."""
    about = [code for code in codes if _is_about(code, kind)]
    best: dict[str, Match] = {}
    found = decide_for_subject(subject=subject, codes=about, purpose=Purpose.OWN_VIEW, actor=actor, at=at)
    for match in sorted(found, key=_rank):
        best.setdefault(match.policy.code, match)
    return list(best.values())


def policies_without_entry(looks: Sequence[Match], kind: SubjectKind) -> list[Policy]:
    """Policies for the likes of the subject in whose registers nothing stands about them: said, not passed over."""
    seen = {look.policy.code for look in looks}
    return [one for one in policies.policies() if one.code not in seen and _is_about(one.code, kind)]


def _is_about(code: str, kind: SubjectKind) -> bool:
    unit = facts.descriptor(policies.policy(code).unit)
    return kind in unit.fields[unit.subject].references


def _rank(match: Match) -> tuple[int, int]:
    """Of what is not granted the nearest first: with the fewest conditions that are not met."""
    return _BEST_FIRST.index(match.verdict.state), len(unmet(match.verdict))


def unmet(verdict: Verdict) -> list[Condition]:
    """The conditions that fail; the conjunction of them all is not one more."""
    return [one for one in verdict.conditions if one.result == "fail" and one.decision != "eligible"]
