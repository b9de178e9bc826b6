"""Where people can be reached: given by registers and counters, or by themselves and proved by a code."""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from services.core.audit.api import Actor, record
from services.core.crypto.api import blind_index
from services.core.outbox.api import emit
from services.notices.models import Claim, Contact, ContactKind, ContactSource

_MOBILE: Final = re.compile(r"1[3-9]\d{9}")  # numbering plan of mainland mobile phones
_BETWEEN: Final = re.compile(r"[\s\-‐‑–—.()]+")
_LONGEST_ADDRESS: Final = 200
CODE_HOLDS: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5
CODES_AN_HOUR: Final = 5  # of one person, whatever the address
CODES_A_DAY: Final = 8  # to one number or address, whoever asks
MOST_PEOPLE: Final = 5  # with one number or address: a family shares a telephone, a city does not
_LOCK_CLASS: Final = 0x6E6F7463


class ContactRefused(ValueError):
    """This number, address or code is not taken; the message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def normal_value(kind: str, typed: str) -> str:
    """The number or address in the one form in which it is kept; ContactRefused where it can't be one."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if kind == ContactKind.PHONE:
        return _phone(text)
    if kind == ContactKind.EMAIL:
        return _email(text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    written = "\n".join(line for line in lines if line)
    if not written or len(written) > _LONGEST_ADDRESS:
        raise ContactRefused(_("Enter the address as it stands on an envelope, up to 200 characters."))
    return written


def _phone(text: str) -> str:
    number = _BETWEEN.sub("", text).removeprefix("+86").removeprefix("0086")
    if not _MOBILE.fullmatch(number):
        raise ContactRefused(_("Enter a mobile number of 11 digits, such as 138 0000 0000."))
    return number


def _email(text: str) -> str:
    name, _at, domain = text.rpartition("@")
    value = f"{name}@{domain.lower()}"
    try:
        validate_email(value)
    except ValidationError:
        raise ContactRefused(_("Enter an e-mail address such as name@example.com.")) from None
    return value


def masked_value(kind: str, value: str) -> str:
    """Enough to recognise one's own, too little to use it."""
    if kind == ContactKind.PHONE:
        return f"{value[:3]}****{value[-4:]}"
    if kind == ContactKind.EMAIL:
        name, _at, domain = value.rpartition("@")
        return f"{name[:1]}***@{domain}"
    first = value.splitlines()[0] if value else ""
    return f"{first[:6]}***"


def contact_of(person: UUID, kind: ContactKind) -> Contact | None:
    return Contact.objects.filter(person=person, kind=kind, ended_at__isnull=True).first()


def contacts_of(person: UUID) -> dict[str, Contact]:
    """Those in force, by kind."""
    return {one.kind: one for one in Contact.objects.filter(person=person, ended_at__isnull=True)}


@transaction.atomic
def record_contact(
    *,
    person: UUID,
    kind: ContactKind,
    value: str,
    source: ContactSource,
    body: str = "",
    actor: Actor,
    at: datetime,
) -> Contact:
    """What a register or a counter knows. It never replaces what the person gave: that is newer in every way."""
    wanted = normal_value(kind, value)
    _lock(person)
    known = contact_of(person, kind)
    if known is not None and (known.value == wanted or known.source == ContactSource.OWN):
        return known
    return _replace(known, person, kind, wanted, source, body, actor=actor, at=at)


@transaction.atomic
def claim_contact(*, person: UUID, kind: ContactKind, value: str, language: str, actor: Actor, at: datetime) -> Claim:
    """Somebody says that this is theirs: a code goes there. ContactRefused where it can't be, or too many were sent."""
    wanted = normal_value(kind, value)
    _lock(person)
    index = _index(kind, wanted)
    _check_limits(person, index, at)
    claim = Claim.objects.create(
        person=person,
        kind=kind,
        value=wanted,
        value_index=index,
        secret=f"{secrets.randbelow(10**6):06d}",
        language=language,
        made_at=at,
        expires_at=at + CODE_HOLDS,
    )
    _record("notices.contact.claimed", claim, person, kind, actor=actor, at=at)
    emit("notices.claim.made", {"claim": str(claim.pk)})
    return claim


def prove_contact(*, claim: UUID, person: UUID, typed: str, actor: Actor, at: datetime) -> Contact:
    """The code came back: from now on the person is reached there. ContactRefused counts as a try."""
    with transaction.atomic():
        row = Claim.objects.select_for_update().get(pk=claim, person=person)
        refusal = _try(row, typed, at)
        if refusal is None:
            known = contact_of(person, ContactKind(row.kind))
            contact = _replace(
                known, person, ContactKind(row.kind), row.value, ContactSource.OWN, "", actor=actor, at=at
            )
    if refusal is not None:
        raise ContactRefused(refusal)
    return contact


def give_address(*, person: UUID, value: str, actor: Actor, at: datetime) -> Contact:
    """Where the person gets post. No code can be sent there in time, so their word counts; letters carry no secret."""
    wanted = normal_value(ContactKind.POST, value)
    with transaction.atomic():
        _lock(person)
        known = contact_of(person, ContactKind.POST)
        if known is not None and known.value == wanted:
            return known
        return _replace(known, person, ContactKind.POST, wanted, ContactSource.OWN, "", actor=actor, at=at)


@transaction.atomic
def remove_contact(*, person: UUID, kind: ContactKind, actor: Actor, at: datetime) -> None:
    """Nothing is sent there any more, not even what waits in the queue already."""
    _lock(person)
    known = contact_of(person, kind)
    if known is not None:
        _end(known, actor=actor, at=at)


def _try(claim: Claim, typed: str, at: datetime) -> str | None:
    """Why the code does not count, or None; each try is counted, the right one too."""
    if claim.proved_at is not None or claim.expires_at <= at or claim.tries >= MOST_TRIES:
        return _("This code no longer holds. Have a new one sent.")
    claim.tries += 1
    digits = "".join(unicodedata.normalize("NFKC", typed).split())
    right = hmac.compare_digest(claim.secret.encode(), digits.encode())
    if right:
        claim.proved_at = at
        claim.secret = ""
    claim.save(update_fields=["tries", "proved_at", "secret"])
    if right:
        return None
    left = MOST_TRIES - claim.tries
    return _("This is not the code that we sent. Tries left: %(left)d.") % {"left": left}


def _check_limits(person: UUID, index: bytes, at: datetime) -> None:
    hour, day = at - timedelta(hours=1), at - timedelta(days=1)
    if Claim.objects.filter(person=person, made_at__gt=hour).count() >= CODES_AN_HOUR:
        raise ContactRefused(_("You have had several codes sent within an hour. Wait an hour and try again."))
    if Claim.objects.filter(value_index=index, made_at__gt=day).count() >= CODES_A_DAY:
        raise ContactRefused(_("Several codes went to this number or address today. Try again tomorrow."))
    others = Contact.objects.filter(value_index=index, ended_at__isnull=True).exclude(person=person)
    if others.count() >= MOST_PEOPLE:
        raise ContactRefused(_("Too many people use this number or address already. Give one of your own."))


def _replace(
    known: Contact | None,
    person: UUID,
    kind: ContactKind,
    value: str,
    source: ContactSource,
    body: str,
    *,
    actor: Actor,
    at: datetime,
) -> Contact:
    if known is not None:
        _end(known, actor=actor, at=at)
    contact = Contact.objects.create(
        person=person,
        kind=kind,
        value=value,
        value_index=_index(kind, value),
        source=source,
        body=body,
        verified_at=at,
    )
    _record("notices.contact.recorded", contact, person, kind, actor=actor, at=at)
    return contact


def _end(contact: Contact, *, actor: Actor, at: datetime) -> None:
    contact.ended_at = at
    contact.save(update_fields=["ended_at"])
    _record("notices.contact.ended", contact, contact.person, contact.kind, actor=actor, at=at)


def _index(kind: str, value: str) -> bytes:
    return blind_index(value, purpose=f"notices.contact.{kind}")


def _lock(person: UUID) -> None:
    """One change of a person's contacts after the other: what is counted and what is replaced must hold still."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_CLASS, str(person)])


def _record(action: str, row: Claim | Contact, person: UUID, kind: str, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        at=at,
        data={"person": str(person), "kind": kind},
    )
