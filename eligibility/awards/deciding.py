"""Decisions that give somebody less than they might want: made once for the same reasons, told, served.

They are worked out by rule; that a person looks again is a right which the decision itself names (个人信息保护法,
art. 24).
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from eligibility.awards import errors
from eligibility.awards.looking import look_at_policy
from eligibility.awards.models import Contest, Decision, DecisionKind, Entitlement, Offer
from eligibility.awards.verdicts import verdict_hash
from eligibility.awards.who import answering_person
from eligibility.engine.api import VerdictState
from eligibility.facts import api as facts
from eligibility.matching.api import Match
from eligibility.policies import api as policies
from services.core.audit.api import Actor, record
from services.core.outbox.api import emit
from services.identity.api import SubjectKind


def ask_for_decision(*, subject: UUID, code: str, kind: SubjectKind, actor: Actor, at: datetime) -> Decision:
    """Decide a policy for who asks, and give a refusal in writing; for the same reasons it is the same decision.

    Raises:
        NotYours, NothingRefused: nothing has changed.
    """
    with transaction.atomic():
        answering_person(subjects=[subject], actor=actor, on=at.date())
        match = look_at_policy(code=code, subject=subject, kind=kind, actor=actor, at=at)
        if match is not None and match.verdict.state is VerdictState.NOT_ELIGIBLE:
            return _issue(
                Decision(kind=DecisionKind.NOT_GRANTED, subject_id=subject, effective_on=at.date()),
                _because(match),
                actor=actor,
                at=at,
            )
    raise errors.NothingRefused(
        _("This benefit is not refused to you: nothing has to be decided in writing. See below where you stand.")
    )


def issue_withdrawal(*, offer: Offer, match: Match | None, actor: Actor, at: datetime) -> Decision:
    """An offer is taken back and nothing takes its place. Without a match the rows that it stood on are gone."""
    decision = Decision(
        kind=DecisionKind.WITHDRAWN,
        subject_id=offer.subject_id,
        offer=offer,
        policy=offer.policy,
        version_id=offer.version_id,
        body=policies.policy(offer.policy).responsible,
        effective_on=at.date(),
    )
    return _issue(decision, _because(match) if match else {}, actor=actor, at=at)


def issue_ending(*, entitlement: Entitlement, match: Match, since: date, actor: Actor, at: datetime) -> Decision:
    decision = Decision(
        kind=DecisionKind.ENDED, subject_id=entitlement.subject_id, entitlement=entitlement, effective_on=since
    )
    return _issue(decision, _because(match), actor=actor, at=at)


def issue_fact_decision(*, contest: Contest, actor: Actor, at: datetime) -> Decision:
    """The body keeps a fact as it is: its reasons are its answer to the contest."""
    decision = Decision(
        kind=DecisionKind.FACT_UPHELD,
        subject_id=contest.subject_id,
        contest=contest,
        body=facts.descriptor(contest.dataset).body,
        effective_on=at.date(),
    )
    return _issue(decision, {}, actor=actor, at=at)


def _because(match: Match) -> dict[str, object]:
    return {
        "policy": match.policy.code,
        "version_id": match.version.id,
        "body": match.policy.responsible,
        "verdict": match.verdict.to_json(),
        "verdict_hash": verdict_hash(match.verdict),
    }


def _issue(decision: Decision, because: dict[str, object], *, actor: Actor, at: datetime) -> Decision:
    for name, value in because.items():
        setattr(decision, name, value)
    decision.issued_at = at
    Decision.objects.bulk_create([decision], ignore_conflicts=True)
    kept = Decision.objects.get(_same(decision))
    if kept.pk == decision.pk:
        _record(kept, "issued", actor=actor, at=at)
        emit("awards.decision_issued", {"decision": str(kept.pk)})
    return kept


def _same(decision: Decision) -> Q:
    """The one that stands for the same thing: a constraint of the database for each kind."""
    if decision.kind == DecisionKind.NOT_GRANTED:
        same = Q(policy=decision.policy, subject=decision.subject_id, verdict_hash=decision.verdict_hash)
        return Q(kind=decision.kind) & same
    return Q(offer=decision.offer_id, entitlement=decision.entitlement_id, contest=decision.contest_id)


@transaction.atomic
def serve_decision(*, decision_id: UUID, actor: Actor, at: datetime) -> Decision:
    """It has reached them: they, or who acts for them, have it open. Periods run from the first time."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    if decision.served_at is None:
        answering_person(subjects=[decision.subject_id], actor=actor, on=at.date())
        decision.served_at = max(
            at, decision.issued_at
        )  # the hours of a demo whose date is fixed begin anew each night
        decision.save(update_fields=["served_at"])
        _record(decision, "served", actor=actor, at=at)
    return decision


def _record(decision: Decision, what: str, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        action=f"awards.decision.{what}",
        object_type="awards.decision",
        object_id=str(decision.pk),
        at=at,
        data={"kind": decision.kind, "policy": decision.policy, "verdict_hash": decision.verdict_hash},
    )
