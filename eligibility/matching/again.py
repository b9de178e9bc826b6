"""Deciding again, in the moment of the click or for somebody who asks, from the facts as they are known now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from eligibility.facts import api as facts
from eligibility.matching.decide import Occasion, decide_row
from eligibility.matching.ports import Match
from eligibility.matching.reached import note_reached
from eligibility.policies import api as policies
from eligibility.policies.api import Policy
from services.core.access.api import Purpose, reading
from services.core.audit.api import Actor


def decide_again(
    *,
    code: str,
    unit_key: str,
    occasion: Occasion,
    subjects: Sequence[UUID],
    purpose: Purpose,
    actor: Actor,
    at: datetime,
) -> Match | None:
    """The verdict for the same row, event date and period, with what is known now; None where the row is gone."""
    policy = policies.policy(code)
    datasets = sorted(policies.datasets(code))
    with reading(actor=actor, at=at, purpose=purpose, datasets=datasets, subjects=subjects, policy=code):
        rows = list(facts.gather(unit=policy.unit, paths=policies.paths(code), valid_on=at.date(), keys=[unit_key]))
        note_reached(rows, named=subjects, purpose=purpose, policy=code, actor=actor, at=at)
        for row in rows:
            return decide_row(policy, row, book=policies.rulebook(), as_of=at.date(), occasion=occasion)
    return None


def decide_for_subject(*, subject: UUID, code: str, purpose: Purpose, actor: Actor, at: datetime) -> list[Match]:
    """The verdicts of a policy for every row of its unit that is the subject's own."""
    policy = policies.policy(code)
    return [
        match
        for match in _decide_own_rows(policy, subject, purpose=purpose, actor=actor, at=at)
        if match.subject == subject
    ]


def _decide_own_rows(policy: Policy, subject: UUID, *, purpose: Purpose, actor: Actor, at: datetime) -> list[Match]:
    book = policies.rulebook()
    datasets = sorted(policies.datasets(policy.code))
    with reading(actor=actor, at=at, purpose=purpose, datasets=datasets, subjects=[subject], policy=policy.code):
        paths = policies.paths(policy.code)
        rows = list(facts.gather(unit=policy.unit, paths=paths, valid_on=at.date(), subjects=[subject]))
        note_reached(rows, named=[subject], purpose=purpose, policy=policy.code, actor=actor, at=at)
        decided = (decide_row(policy, row, book=book, as_of=at.date()) for row in rows)
        return [match for match in decided if match is not None]
