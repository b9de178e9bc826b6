"""What identity tells the notices room: who reads what a subject is told; and the task of finding somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor
from services.identity.models import Enterprise, Person, User
from services.identity.ports import guardians_of
from services.identity.queries import mandates_in_force, may_represent, names
from services.identity.roles import Role
from services.notices.api import Reader, register_readers, register_visit_desk
from services.tasks import api as tasks

VISIT: Final = "notices.visit"
_OBJECT: Final = "notices.delivery"
_ACTOR: Final = Actor.system("notices")


class SubjectsReaders:
    """A person reads for themselves; parents for a minor child; agents for an enterprise."""

    def readers_of(self, subject: UUID, *, on: date) -> Sequence[Reader]:
        people = self._people(subject, on)
        called = names(people)
        speaks = dict(User.objects.filter(person__in=people).exclude(language="").values_list("person", "language"))
        return [Reader(one, speaks.get(one, settings.LANGUAGE_CODE), called.get(one, "")) for one in people]

    def may_read(self, *, person: UUID, subject: UUID, on: date) -> bool:
        return may_represent(person=person, subject=subject, on=on) is not None

    @staticmethod
    def _people(subject: UUID, on: date) -> list[UUID]:
        if Enterprise.objects.filter(pk=subject).exists():
            agents = mandates_in_force(on).filter(enterprise_id=subject)
            return sorted(set(agents.values_list("agent_id", flat=True)))
        return guardians_of(subject, on) or list(Person.objects.filter(pk=subject).values_list("pk", flat=True))


class BenefitClerksVisits:
    """Benefit clerks find whoever no message reached."""

    def ask(self, *, delivery: UUID, subject: UUID, notice: str, due: date, at: datetime) -> str:
        task = tasks.open_task(
            kind=VISIT,
            subject=subject,
            role=Role.BENEFIT_CLERK,
            params={"notice": notice},
            due=due,
            object_type=_OBJECT,
            object_id=str(delivery),
            actor=_ACTOR,
            at=at,
        )
        return str(task.pk)

    def call_off(self, *, delivery: UUID, at: datetime) -> None:
        for task in tasks.tasks_about(_OBJECT, delivery):
            if task.state == tasks.TaskState.OPEN:
                tasks.cancel_task(task=task, reason="", actor=_ACTOR, at=at)


def register() -> None:
    tasks.register_kind(tasks.TaskKind(VISIT, _("Visit or call somebody whom no message reached (notice %(notice)s)")))
    register_readers(SubjectsReaders())
    register_visit_desk(BenefitClerksVisits())
