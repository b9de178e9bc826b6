"""Who has what to do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from services.tasks.models import Task
from services.tasks.states import ACTIVE, TaskState


def open_tasks(*, role: str) -> list[Task]:
    """What the role still has to do, in hand or not, the most urgent first."""
    return list(Task.objects.filter(role=role, state__in=ACTIVE))


def tasks_about(object_type: str, object_id: str | UUID) -> list[Task]:
    """Every task that there ever was about an object."""
    return list(Task.objects.filter(object_type=object_type, object_id=str(object_id)))


@dataclass(frozen=True, slots=True)
class Workload:
    """A clerk's inbox in figures."""

    mine: int
    mine_late: int
    unclaimed: int
    unclaimed_late: int

    @property
    def late(self) -> int:
        return self.mine_late + self.unclaimed_late


def workload(*, account: UUID, roles: Collection[str], on: date) -> Workload:
    """What this account has in hand and what waits for its roles; only unfinished rows are looked at."""
    mine, waiting = Q(owner=account), Q(state=TaskState.OPEN, role__in=roles)
    late = Q(due__lt=on)
    found = Task.objects.filter(mine | waiting, state__in=ACTIVE).aggregate(
        mine=Count("pk", filter=mine),
        mine_late=Count("pk", filter=mine & late),
        unclaimed=Count("pk", filter=waiting),
        unclaimed_late=Count("pk", filter=waiting & late),
    )
    return Workload(**found)


def in_hand(*, account: UUID, most: int) -> list[Task]:
    """What this account has taken, the most urgent first."""
    return list(Task.objects.filter(owner=account, state=TaskState.CLAIMED)[:most])


def unclaimed(*, roles: Collection[str], most: int) -> list[Task]:
    """What nobody of these roles has taken yet, the most urgent first."""
    return list(Task.objects.filter(role__in=roles, state=TaskState.OPEN)[:most])
