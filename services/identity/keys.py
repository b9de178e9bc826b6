"""Keys of other bodies' systems: `Authorization: Bearer tb_<prefix>_<secret>`."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from services.core.audit.api import Actor, record
from services.identity.models import ServiceKey

_PREFIX_BYTES: Final = 6
_SECRET_BYTES: Final = 32
_HEADER: Final = re.compile(r"Bearer tb_(?P<prefix>[0-9a-f]{12})_(?P<secret>[A-Za-z0-9_-]{43})")


@transaction.atomic
def issue_key(*, body: str, datasets: Sequence[str], actor: Actor, at: datetime) -> str:
    """A new key for this body and these datasets. The text returned is shown once and kept nowhere."""
    prefix, secret = secrets.token_hex(_PREFIX_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
    key = ServiceKey.objects.create(
        prefix=prefix, secret_hash=_hashed(secret), body=body, datasets=sorted(set(datasets)), created_at=at
    )
    _record("identity.service_key.issued", key, actor=actor, at=at)
    return f"tb_{prefix}_{secret}"


@transaction.atomic
def revoke_key(*, key: UUID, actor: Actor, at: datetime) -> None:
    """The key opens nothing from now on."""
    row = ServiceKey.objects.select_for_update().get(id=key)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        _record("identity.service_key.revoked", row, actor=actor, at=at)


def authenticate(header: str) -> ServiceKey | None:
    """The key in an Authorization header, if it is one of ours and not revoked."""
    match = _HEADER.fullmatch(header)
    if match is None:
        return None
    key = ServiceKey.objects.filter(prefix=match["prefix"], revoked_at__isnull=True).first()
    if key is None or not hmac.compare_digest(bytes(key.secret_hash), _hashed(match["secret"])):
        return None
    return key


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _record(action: str, key: ServiceKey, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        object_type="identity.service_key",
        object_id=str(key.id),
        at=at,
        data={"prefix": key.prefix, "body": key.body, "datasets": list(key.datasets)},
    )
