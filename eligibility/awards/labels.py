"""What rules have concluded about somebody and the city keeps: each with the model, its version and the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eligibility.awards.models import Award, Decision
from eligibility.awards.queries import decisions_of, entitlements_of, offers_of
from eligibility.engine.api import Condition, Verdict
from eligibility.policies.api import PolicyVersion


@dataclass(frozen=True, slots=True)
class Label:
    """A conclusion ("is under 3 years old": met). `model` is the SHA-256 of the rule that drew it."""

    policy: str
    version: int
    model: str
    decided_at: datetime
    condition: Condition


def labels_of(subject: UUID) -> list[Label]:
    """The latest conclusion of each rule about a subject, newest first; nothing is concluded anew."""
    found: dict[tuple[str, str], Label] = {}
    kept: list[tuple[Award | Decision, PolicyVersion | None, datetime]] = [
        *((one, one.version, one.created_at) for one in offers_of(subject)),
        *((one, one.version, one.created_at) for one in entitlements_of(subject) if one.subject_id == subject),
        *((one, one.version, one.issued_at) for one in decisions_of(subject)),
    ]
    for award, version, at in sorted(kept, key=lambda one: one[2], reverse=True):
        for label in _labels(award, version, at):
            found.setdefault((label.policy, label.condition.decision), label)
    return list(found.values())


def _says_something(condition: Condition) -> bool:
    """A yes or no, a figure, a day; lists and records inside a model are its scratch paper."""
    value = condition.value
    return condition.result != "value" or not (value is None or (isinstance(value, str) and value[:1] in "[{"))


def _labels(award: Award | Decision, version: PolicyVersion | None, at: datetime) -> list[Label]:
    if award.verdict is None or version is None:
        return []
    verdict = Verdict.from_json(award.verdict)
    return [
        Label(award.policy, version.number, version.sha256, at, one)
        for one in verdict.conditions
        if one.decision not in {"eligible", "amount", "total"} and one.titles and _says_something(one)
    ]
