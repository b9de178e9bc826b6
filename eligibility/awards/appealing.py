"""Objections to a decision, put to the body that made it: a person looks again and answers by a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from eligibility.awards import errors
from eligibility.awards.models import Appeal, Decision
from eligibility.awards.notices import APPEAL
from eligibility.awards.remedies import remedies
from eligibility.awards.states import APPEALS, AppealState
from eligibility.awards.who import answering_person
from services.bodies.api import body_texts
from services.core.audit.api import Actor, record
from services.core.calendar.api import work_calendar
from services.core.components.api import long_day
from services.core.transitions.api import Refused, WrongState, move
from services.identity.api import Role
from services.tasks.api import Task, cancel_task, close_task, open_task, tasks_about

ANSWER_WORKING_DAYS: Final = 15
OBJECT_TYPE: Final = "awards.Appeal"
_PENDING: Final = (AppealState.LODGED, AppealState.UNDER_REVIEW)


@transaction.atomic
def lodge_appeal(*, decision_id: UUID, statement: str, actor: Actor, at: datetime) -> Appeal:
    """Ask the deciding body to look again. Sent twice, it is one; after its end a new one may follow within time.

    Raises:
        NotYours, TooLate: nothing has changed.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    person = answering_person(subjects=[decision.subject_id], actor=actor, on=at.date())
    days = work_calendar()
    served = (decision.served_at or at).astimezone(at.tzinfo).date()
    last = remedies(body=decision.body, served=served, days=days).reconsider_by
    if at.date() > last:
        raise errors.TooLate(_("You could object until %(day)s.") % {"day": long_day(last)})
    appeal = Appeal(
        decision=decision,
        statement=statement,
        raised_by_id=person,
        raised_at=at,
        answer_by=days.after(at.date(), ANSWER_WORKING_DAYS).day,
    )
    Appeal.objects.bulk_create([appeal], ignore_conflicts=True)
    kept = Appeal.objects.get(decision=decision, state__in=_PENDING)
    if kept.pk == appeal.pk:
        _give_to_clerks(kept, actor=actor, at=at)
    return kept


def _give_to_clerks(appeal: Appeal, *, actor: Actor, at: datetime) -> None:
    decision = appeal.decision
    open_task(
        kind=APPEAL,
        subject=decision.subject_id,
        role=Role.BENEFIT_CLERK,
        params={"body": dict(body_texts([decision.body], at.date())[decision.body])},
        due=appeal.answer_by,
        object_type=OBJECT_TYPE,
        object_id=str(appeal.pk),
        actor=actor,
        at=at,
    )
    record(
        actor=actor,
        action="awards.appeal.lodged",
        object_type="awards.appeal",
        object_id=str(appeal.pk),
        at=at,
        data={"decision": str(decision.pk)},
    )


@transaction.atomic
def take_up_appeal(*, appeal_id: UUID, actor: Actor, at: datetime) -> Appeal:
    """A clerk has it in hand, and the person sees that."""
    return _moved(appeal_id, "take_up", actor=actor, at=at, changes={})


@transaction.atomic
def answer_appeal(*, appeal_id: UUID, overturned: bool, answer: str, actor: Actor, at: datetime) -> Appeal:
    """The body's answer. What was wrong is put right by the body in its register; then all is decided again."""
    changes = {"answer": answer, "answered_at": at}
    appeal = _moved(appeal_id, "overturn" if overturned else "uphold", actor=actor, at=at, changes=changes)
    for task in _open_tasks(appeal):
        close_task(task=task, outcome="", actor=actor, at=at)
    return appeal


@transaction.atomic
def withdraw_appeal(*, appeal_id: UUID, actor: Actor, at: datetime) -> Appeal:
    appeal = Appeal.objects.select_related("decision").get(pk=appeal_id)
    answering_person(subjects=[appeal.about], actor=actor, on=at.date())
    appeal = _moved(appeal_id, "withdraw", actor=actor, at=at, changes={})
    for task in _open_tasks(appeal):
        cancel_task(task=task, reason="", actor=actor, at=at)
    return appeal


def _moved(appeal_id: UUID, step: str, *, actor: Actor, at: datetime, changes: Mapping[str, Any]) -> Appeal:
    try:
        return move(Appeal.objects.get(pk=appeal_id), step, table=APPEALS, actor=actor, at=at, changes=changes)
    except (WrongState, Refused) as refusal:
        raise errors.AlreadyAnswered(refusal.message) from refusal


def _open_tasks(appeal: Appeal) -> list[Task]:
    return [task for task in tasks_about(OBJECT_TYPE, appeal.pk) if task.closed_at is None]
