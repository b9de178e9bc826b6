"""Made-up people and companies, by number: the same number is the same one."""

from datetime import date, datetime
from uuid import UUID

from services.core.audit.api import Actor
from services.identity.api import (
    Role,
    User,
    credit_code_check,
    open_account,
    register_enterprise,
    register_person,
    resident_id_check,
)

PASSWORD = "correct horse battery"
REGISTER = Actor.system("tests")


def resident_id(number: int) -> str:
    birth = date(1950 + number % 50, 1 + number % 12, 1 + number % 28)
    body = f"310101{birth:%Y%m%d}{number % 1000:03d}"
    return body + resident_id_check(body)


def credit_code(number: int) -> str:
    body = f"91310000MA{number:07d}"
    return body + credit_code_check(body)


def person(number: int, name: str, at: datetime) -> UUID:
    return register_person(resident_id=resident_id(number), name=name, actor=REGISTER, at=at, synthetic=True)


def enterprise(number: int, name: str, at: datetime) -> UUID:
    return register_enterprise(credit_code=credit_code(number), name=name, actor=REGISTER, at=at, synthetic=True)


def account(username: str, at: datetime, *, person: UUID | None = None, roles: tuple[Role, ...] = ()) -> User:
    return open_account(username=username, password=PASSWORD, person=person, roles=roles, actor=REGISTER, at=at)
