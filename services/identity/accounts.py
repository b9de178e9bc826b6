"""Accounts: opened for persons whom the registers know and for staff, never by a sign-up form."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor, record
from services.identity.models import User
from services.identity.roles import Role


class UsernameTaken(ValueError):
    """Another account has this name, whatever its capitals."""

    message = _("Another account has this username.")

    def __str__(self) -> str:
        return str(self.message)


@transaction.atomic
def open_account(
    *,
    username: str,
    password: str | None,
    person: UUID | None = None,
    roles: Iterable[Role] = (),
    language: str = "",
    employee_number: str = "",
    email: str = "",
    actor: Actor,
    at: datetime,
) -> User:
    """A new account. The password must pass the portal's rules (django ValidationError otherwise).

    Without a password it is signed in to by the organisation's own provider alone.
    """
    user = User(
        username=User.normalize_username(username),
        person_id=person,
        language=language,
        employee_number=employee_number,
        email=email,
        date_joined=at,
    )
    if User.objects.filter(username__iexact=user.username).exists():
        raise UsernameTaken
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    user.save()
    _record("identity.account.opened", user, actor=actor, at=at)
    set_roles(user=user.pk, roles=roles, actor=actor, at=at)
    user.refresh_from_db()  # with what its roles changed, so that saving it again undoes nothing
    return user


@transaction.atomic
def set_roles(*, user: UUID, roles: Iterable[Role], actor: Actor, at: datetime) -> None:
    """The account holds exactly these roles from now on; who holds none has no business in the admin."""
    row = User.objects.select_for_update().get(pk=user)
    wanted = {role.value for role in roles}
    held = set(row.groups.filter(name__in=Role.values).values_list("name", flat=True))
    if wanted == held:
        return
    row.groups.remove(*Group.objects.filter(name__in=held - wanted))
    row.groups.add(*Group.objects.filter(name__in=wanted - held))
    row.is_staff = bool(wanted) or row.is_superuser
    row.save(update_fields=["is_staff"])
    _record("identity.account.roles_set", row, actor=actor, at=at, roles=sorted(wanted))


@transaction.atomic
def set_active(*, user: UUID, active: bool, actor: Actor, at: datetime) -> None:
    """Close an account or open it again. A closed one is signed out everywhere at its next request."""
    row = User.objects.select_for_update().get(pk=user)
    if row.is_active == active:
        return
    row.is_active = active
    row.save(update_fields=["is_active"])
    _record("identity.account.reopened" if active else "identity.account.closed", row, actor=actor, at=at)


class EmployeeNumberTaken(ValueError):
    """Two accounts of one employee: the provider could not tell which is meant."""

    message = _("Another account has this employee number.")

    def __str__(self) -> str:
        return str(self.message)


@transaction.atomic
def set_employee_number(*, user: UUID, number: str, actor: Actor, at: datetime) -> None:
    """By which the organisation's own sign-in finds this account; empty where it shall not."""
    row = User.objects.select_for_update().get(pk=user)
    if row.employee_number == number:
        return
    if number and User.objects.filter(employee_number=number).exclude(pk=user).exists():
        raise EmployeeNumberTaken
    row.employee_number = number
    row.save(update_fields=["employee_number"])
    _record("identity.account.employee_number_set", row, actor=actor, at=at)


@transaction.atomic
def change_account(
    *, user: UUID, active: bool, roles: Iterable[Role], employee_number: str = "", actor: Actor, at: datetime
) -> None:
    """What the accounts' desk saves in one go."""
    set_employee_number(user=user, number=employee_number, actor=actor, at=at)
    set_active(user=user, active=active, actor=actor, at=at)
    set_roles(user=user, roles=roles, actor=actor, at=at)


def roles_of(user: User) -> frozenset[Role]:
    """Reads groups that were fetched along, so that a list of accounts asks once."""
    return frozenset(Role(group.name) for group in user.groups.all() if group.name in Role.values)


def _record(action: str, user: User, *, actor: Actor, at: datetime, roles: list[str] | None = None) -> None:
    data = {} if roles is None else {"roles": roles}
    record(actor=actor, action=action, object_type="identity.user", object_id=str(user.pk), at=at, data=data)
