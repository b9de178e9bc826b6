"""What rooms below ask of accounts: what to call who acted, and who does a role's work."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from services.identity.identifiers import masked_name
from services.identity.models import User
from services.identity.roles import Role


def called(accounts: Iterable[UUID]) -> Mapping[UUID, str]:
    """Staff by their names, which stand under what they decide; of everybody else no more than a covered name."""
    found = User.objects.filter(pk__in=set(accounts)).select_related("person")
    return {user.pk: _staff_name(user) if user.is_staff else _citizen(user) for user in found}


class Staff:
    """The StaffSource of `services.tasks`."""

    def colleagues(self, role: str) -> Mapping[UUID, str]:
        holders = User.objects.filter(groups__name=role, is_active=True).select_related("person").order_by("username")
        return {user.pk: _staff_name(user) for user in holders}

    def called(self, accounts: Iterable[UUID]) -> Mapping[UUID, str]:
        return called(accounts)

    def role_name(self, role: str) -> str:
        return str(Role(role).label) if role in Role.values else role


def _staff_name(user: User) -> str:
    name = user.person.name if user.person else ""
    return f"{name} ({user.username})" if name else user.username


def _citizen(user: User) -> str:
    return masked_name(user.person.name) if user.person and user.person.name else _("Name not recorded")
