"""*This is wrong*: a fact that its subject disputes becomes a task of the body that keeps it, and gets an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from eligibility.awards import errors
from eligibility.awards.deciding import issue_fact_decision
from eligibility.awards.models import Contest, Offer
from eligibility.awards.notices import CONTEST
from eligibility.awards.states import CONTESTS, ContestState, OfferState
from eligibility.awards.who import answering_person
from eligibility.facts import api as facts
from services.bodies.api import body_texts
from services.core.audit.api import Actor, record
from services.core.calendar.api import working_days_after
from services.core.transitions.api import Refused, WrongState, move
from services.identity.api import Role
from services.tasks.api import Task, cancel_task, close_task, open_task, tasks_about

ANSWER_WORKING_DAYS: Final = 15
"""Of our own committing: 个人信息保护法, art. 46, asks for a correction "in good time" and names no days."""
OBJECT_TYPE: Final = "awards.Contest"


@dataclass(frozen=True, slots=True)
class DisputedFact:
    """A fact in the row that holds it; `value` as it was shown to who disputes it."""

    dataset: str
    field: str
    path: str = ""
    record: str = ""
    value: str = ""


@transaction.atomic
def contest_fact(
    *, subject: UUID, fact: DisputedFact, statement: str, actor: Actor, at: datetime, offer_id: UUID | None = None
) -> Contest:
    """Dispute a fact of one's own; an offer that rests on it stays open meanwhile. Sent twice, it is one contest.

    Raises:
        NotYours, OfferNotOpen: nothing has changed.
    """
    if offer_id is not None:
        _check_open(offer_id)
    person = answering_person(subjects=[subject], actor=actor, on=at.date())
    contest = Contest(
        subject_id=subject,
        offer_id=offer_id,
        dataset=fact.dataset,
        field=fact.field,
        path=fact.path,
        record=fact.record,
        value=fact.value,
        statement=statement,
        raised_by_id=person,
        raised_at=at,
        answer_by=working_days_after(at.date(), ANSWER_WORKING_DAYS).day,
    )
    Contest.objects.bulk_create([contest], ignore_conflicts=True)
    kept = Contest.objects.get(
        subject=subject, dataset=fact.dataset, record=fact.record, field=fact.field, state=ContestState.RAISED
    )
    if kept.pk == contest.pk:
        _give_to_clerks(contest, actor=actor, at=at)
    return kept


def _check_open(offer_id: UUID) -> None:
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer_id)
    if offer.state != OfferState.OFFERED:
        raise errors.OfferNotOpen(_("This offer is no longer open: %(state)s.") % {"state": offer.get_state_display()})


def _give_to_clerks(contest: Contest, *, actor: Actor, at: datetime) -> None:
    described = facts.descriptor(contest.dataset)
    open_task(
        kind=CONTEST,
        subject=contest.subject_id,
        role=Role.BENEFIT_CLERK,
        params={
            "dataset": dict(described.titles),
            "body": dict(body_texts([described.body], at.date())[described.body]),
        },
        due=contest.answer_by,
        object_type=OBJECT_TYPE,
        object_id=str(contest.pk),
        actor=actor,
        at=at,
    )
    _record(contest, "raised", actor=actor, at=at, data={"dataset": contest.dataset, "field": contest.field})


@transaction.atomic
def answer_contest(*, contest_id: UUID, corrected: bool, answer: str, actor: Actor, at: datetime) -> Contest:
    """The body's answer, for the person to read. Where the fact stays as it is, that is a decision with its remedies.

    A corrected fact arrives by the body's own feed, and what rests on it is then decided again by itself.
    """
    changes: Mapping[str, Any] = {"answer": answer, "answered_at": at}
    step = "correct" if corrected else "uphold"
    contest = _moved(contest_id, step, actor=actor, at=at, changes=changes)
    for task in _open_tasks(contest):
        close_task(task=task, outcome="", actor=actor, at=at)
    if not corrected:
        issue_fact_decision(contest=contest, actor=actor, at=at)
    return contest


@transaction.atomic
def withdraw_contest(*, contest_id: UUID, actor: Actor, at: datetime) -> Contest:
    """Who raised it, or acts for the same subject, lets it be."""
    contest = Contest.objects.get(pk=contest_id)
    answering_person(subjects=[contest.subject_id], actor=actor, on=at.date())
    contest = _moved(contest_id, "withdraw", actor=actor, at=at, changes={})
    for task in _open_tasks(contest):
        cancel_task(task=task, reason="", actor=actor, at=at)
    return contest


def _moved(contest_id: UUID, step: str, *, actor: Actor, at: datetime, changes: Mapping[str, Any]) -> Contest:
    contest = Contest.objects.get(pk=contest_id)
    try:
        return move(contest, step, table=CONTESTS, actor=actor, at=at, changes=changes)
    except (WrongState, Refused) as refusal:
        raise errors.AlreadyAnswered(refusal.message) from refusal


def _open_tasks(contest: Contest) -> list[Task]:
    return [task for task in tasks_about(OBJECT_TYPE, contest.pk) if task.closed_at is None]


def _record(contest: Contest, what: str, *, actor: Actor, at: datetime, data: Mapping[str, Any]) -> None:
    record(
        actor=actor,
        action=f"awards.contest.{what}",
        object_type="awards.contest",
        object_id=str(contest.pk),
        at=at,
        data=dict(data),
    )
