"""Where a subject stands with every policy, decided now and not kept: silence must not read as "no"."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eligibility.engine.api import VerdictState
from eligibility.facts import api as facts
from eligibility.matching.api import Match, decide_for_subject
from eligibility.policies import api as policies
from services.core.access.api import Purpose
from services.core.audit.api import Actor
from services.identity.api import SubjectKind

_BEST_FIRST = (VerdictState.ELIGIBLE, VerdictState.UNKNOWN, VerdictState.NOT_ELIGIBLE)


def look_at_policies(*, subject: UUID, kind: SubjectKind, actor: Actor, at: datetime) -> list[Match]:
    """The best verdict of each policy whose unit has a row of the subject, eligible ones first."""
    codes = [policy.code for policy in policies.policies()]
    looks = [look_at_policy(code=code, subject=subject, kind=kind, actor=actor, at=at) for code in codes]
    return sorted((one for one in looks if one is not None), key=_rank)


def look_at_policy(*, code: str, subject: UUID, kind: SubjectKind, actor: Actor, at: datetime) -> Match | None:
    """The best verdict of one policy; None where it is not about the likes of the subject.

    What cannot be about them is not even asked: it would stand in the record of who read their data.
    """
    if not _is_about(code, kind):
        return None
    found = decide_for_subject(subject=subject, code=code, purpose=Purpose.OWN_VIEW, actor=actor, at=at)
    return min(found, key=_rank, default=None)


def _is_about(code: str, kind: SubjectKind) -> bool:
    unit = facts.descriptor(policies.policy(code).unit)
    return kind in unit.fields[unit.subject].references


def _rank(match: Match) -> int:
    return _BEST_FIRST.index(match.verdict.state)
