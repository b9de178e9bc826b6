"""`manage.py staff_account`: open an account for a member of staff, or give it a role or an employee number."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from services.core.audit.api import Actor
from services.core.calendar.api import now
from services.identity.accounts import (
    EmployeeNumberTaken,
    open_account,
    roles_of,
    set_employee_number,
    set_roles,
)
from services.identity.models import User
from services.identity.roles import Role

_ACTOR = Actor.system("staff_account")


class Command(BaseCommand):
    help = (
        "Opens an account for a member of staff. With --password it asks for one (or reads a line); without, they sign "
        "in through the organisation's provider alone. For an account that exists, sets its roles and employee number."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", action="append", choices=Role.values, required=True, help="may be repeated")
        parser.add_argument("--employee-number", help="by which the organisation's provider finds the account")
        parser.add_argument("--password", action="store_true", help="ask for a password")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        at, roles = now(), [Role(role) for role in options["role"]]
        number: str | None = options["employee_number"]
        user = User.objects.filter(username__iexact=options["username"]).first()
        try:
            if user is None:
                password = _password() if options["password"] else None
                user = open_account(username=options["username"], password=password, roles=roles, actor=_ACTOR, at=at)
            set_roles(user=user.pk, roles=roles, actor=_ACTOR, at=at)
            if number is not None:
                set_employee_number(user=user.pk, number=number, actor=_ACTOR, at=at)
        except EmployeeNumberTaken as taken:
            raise CommandError(str(taken)) from taken
        except ValidationError as weak:
            raise CommandError(" ".join(weak.messages)) from weak
        user = User.objects.get(pk=user.pk)
        held = ", ".join(role.value for role in sorted(roles_of(user)))
        self.stdout.write(
            f"{user.username}: {held}" + (f", employee {user.employee_number}" if user.employee_number else "")
        )


def _password() -> str:
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
