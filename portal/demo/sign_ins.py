"""Accounts for the named people of the tour."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from portal.demo.generator.cast import SignIn
from portal.demo.stamp import ACTOR
from services.identity import api as identity

_AGENT_SINCE: Final = date(2020, 1, 1)


def password() -> str:
    """One password for all accounts of this demo: made from its secret, so known only to whoever started it."""
    made = hmac.new(settings.SECRET_KEY.encode(), b"portal.demo.password", hashlib.sha256).digest()
    letters = base64.b32encode(made).decode().lower().translate(str.maketrans("", "", "lo01"))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


@transaction.atomic
def open_accounts(sign_ins: Sequence[SignIn], *, at: datetime) -> None:
    """Open the accounts that are not there yet, and give the agent his mandate."""
    people = identity.find_persons([one.resident_id for one in sign_ins])
    there = set(identity.User.objects.values_list("username", flat=True))
    for one in sign_ins:
        if one.username not in there:
            _open(one, people[one.resident_id], at=at)


def _open(one: SignIn, person: UUID, *, at: datetime) -> None:
    identity.open_account(
        username=one.username,
        password=password(),
        person=person,
        roles=[identity.Role(role) for role in one.roles],
        actor=ACTOR,
        at=at,
    )
    if one.acts_for:
        identity.grant_mandate(
            agent=person,
            enterprise=identity.find_enterprises([one.acts_for])[one.acts_for],
            role=identity.MandateRole.AGENT,
            valid_from=_AGENT_SINCE,
            actor=ACTOR,
            at=at,
        )
