"""From an employee to their account: found by number or verified e-mail, opened only where that is allowed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.core.audit.api import Actor, record
from services.identity.accounts import UsernameTaken, open_account, set_roles
from services.identity.models import User
from services.identity.oidc.claims import Employee, Refusal, SignInRefused

_ACTOR = Actor.system("staff_sign_in")


def account_for(employee: Employee, *, opens: bool, linked: UUID | None, at: datetime) -> User:
    """Their open staff account, with the roles that the provider gives. `linked`: whose account this sub had before.

    Roles that the provider takes away stay taken, also where that leaves nobody to let in.
    """
    user = _found(employee) or (_opened(employee, at=at) if opens else None)
    if user is None:
        raise SignInRefused(Refusal.UNKNOWN)
    if linked is not None and linked != user.pk:
        raise SignInRefused(Refusal.OTHER)
    if not user.is_active:
        raise SignInRefused(Refusal.CLOSED)
    if employee.roles is not None:
        set_roles(user=user.pk, roles=employee.roles, actor=_ACTOR, at=at)
        user.refresh_from_db()
    if not user.is_staff:
        raise SignInRefused(Refusal.ROLE)
    record(actor=_ACTOR, action="identity.staff.signed_in", object_type="identity.user", object_id=str(user.pk), at=at)
    return user


def _found(employee: Employee) -> User | None:
    """One account and no second: an address that two accounts share links to neither."""
    if employee.by_email:
        same = list(User.objects.filter(email__iexact=employee.number).exclude(email="")[:2])
        return same[0] if len(same) == 1 else None
    return User.objects.filter(employee_number=employee.number).first()


def _opened(employee: Employee, *, at: datetime) -> User | None:
    if not employee.roles:
        return None
    try:
        return open_account(
            username=employee.username,
            password=None,
            roles=employee.roles,
            employee_number="" if employee.by_email else employee.number,
            email=employee.number if employee.by_email else "",
            actor=_ACTOR,
            at=at,
        )
    except UsernameTaken as taken:
        raise SignInRefused(Refusal.UNKNOWN) from taken
