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
from services.core.access.api import Purpose, reading, readings
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
        paths = policies.paths(code)
        rows = list(facts.gather(unit=policy.unit, paths=paths, valid_on=at.date(), keys=[unit_key]))
        note_reached(rows, paths=paths, named=subjects, purpose=purpose, policy=code, actor=actor, at=at)
        for row in rows:
            return decide_row(policy, row, book=policies.rulebook(), as_of=at.date(), occasion=occasion)
    return None


def decide_for_subject(
    *, subject: UUID, codes: Sequence[str], purpose: Purpose, actor: Actor, at: datetime
) -> list[Match]:
    """The verdicts of policies for every row of their units that is the subject's own.

    Policies of one unit share one gathering: how many there are does not add to the queries.
    """
    units: dict[str, list[Policy]] = {}
    for code in codes:
        policy = policies.policy(code)
        units.setdefault(policy.unit, []).append(policy)
    return [
        match
        for some in units.values()
        for match in _decide_own_rows(some, subject, purpose=purpose, actor=actor, at=at)
        if match.subject == subject
    ]


def _decide_own_rows(
    some: Sequence[Policy], subject: UUID, *, purpose: Purpose, actor: Actor, at: datetime
) -> list[Match]:
    book, unit = policies.rulebook(), some[0].unit
    datasets = {policy.code: sorted(policies.datasets(policy.code)) for policy in some}
    together = {path for policy in some for path in policies.paths(policy.code)}
    with readings(actor=actor, at=at, purpose=purpose, policies=datasets, subjects=[subject]):
        rows = list(facts.gather(unit=unit, paths=together, valid_on=at.date(), subjects=[subject]))
        for policy in some:
            paths = policies.paths(policy.code)
            note_reached(rows, paths=paths, named=[subject], purpose=purpose, policy=policy.code, actor=actor, at=at)
        decided = (decide_row(policy, row, book=book, as_of=at.date()) for policy in some for row in rows)
        return [match for match in decided if match is not None]
