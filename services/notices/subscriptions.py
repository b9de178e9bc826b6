"""Browsers that show notices: added by their own hand, forgotten on request or when they are gone."""

from __future__ import annotations

import binascii
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from services.core.audit.api import Actor, record
from services.core.crypto.api import blind_index
from services.notices.channels.push import identification, is_allowed
from services.notices.models import PushSubscription
from services.notices.webpush import AUTH_BYTES, from_base64url, is_point

MOST_BROWSERS = 10  # of one person; the oldest makes room
_LONGEST_ENDPOINT = 1000
_BROWSERS = {
    "fcm.googleapis.com": "Chrome / Android",
    "push.services.mozilla.com": "Firefox",
    "web.push.apple.com": "Safari",
    "notify.windows.com": "Edge",
    "127.0.0.1": "Demo",
}


class SubscriptionRefused(ValueError):
    """What the browser gave is no subscription that we can use."""

    def __init__(self) -> None:
        self.message = _("This browser gave an address that we cannot send to. Nothing was changed.")
        super().__init__(self.message)


def browsers_of(person: UUID) -> list[PushSubscription]:
    return list(PushSubscription.objects.filter(person=person, ended_at__isnull=True))


@transaction.atomic
def subscribe(
    *, person: UUID, endpoint: str, public_key: str, auth: str, language: str, actor: Actor, at: datetime
) -> PushSubscription:
    """Remember a browser. One that somebody else used before belongs to whoever uses it now."""
    key = _checked(endpoint, public_key, auth)
    index = blind_index(endpoint, purpose="notices.push.endpoint")
    PushSubscription.objects.filter(endpoint_index=index).exclude(person=person).update(ended_at=at)
    row = PushSubscription.objects.select_for_update().filter(endpoint_index=index).first()
    row = row or PushSubscription(endpoint_index=index)
    row.person, row.endpoint, row.auth, row.public_key = person, endpoint, auth, key
    row.host = urlsplit(endpoint).hostname or ""
    row.language, row.created_at, row.ended_at = language, at, None
    row.save()
    _record("notices.push.subscribed", row, actor=actor, at=at)
    for oldest in browsers_of(person)[:-MOST_BROWSERS]:
        _end(oldest, actor=actor, at=at)
    return row


@transaction.atomic
def unsubscribe(*, subscription: UUID, person: UUID, actor: Actor, at: datetime) -> None:
    """Forget a browser; somebody else's does not exist (PushSubscription.DoesNotExist)."""
    row = PushSubscription.objects.select_for_update().get(pk=subscription, person=person)
    if row.ended_at is None:
        _end(row, actor=actor, at=at)


def browser_name(host: str) -> str:
    """What people call a browser that is reached by way of this push service."""
    return next((name for named, name in _BROWSERS.items() if host == named or host.endswith(f".{named}")), host)


def push_key() -> str:
    """The key to which browsers subscribe; empty where the operator gave none."""
    ours = identification()
    return ours.public_key if ours else ""


@transaction.atomic
def forget_browsers(*, person: UUID, host: str, actor: Actor, at: datetime) -> None:
    """Those of a person at one push service."""
    for row in PushSubscription.objects.select_for_update().filter(person=person, host=host, ended_at__isnull=True):
        _end(row, actor=actor, at=at)


def _checked(endpoint: str, public_key: str, auth: str) -> bytes:
    try:
        key, secret = from_base64url(public_key), from_base64url(auth)
    except (binascii.Error, ValueError):
        raise SubscriptionRefused from None
    usable = len(endpoint) <= _LONGEST_ENDPOINT and is_allowed(endpoint)
    if not usable or not is_point(key) or len(secret) != AUTH_BYTES:
        raise SubscriptionRefused
    return key


def _end(row: PushSubscription, *, actor: Actor, at: datetime) -> None:
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _record("notices.push.ended", row, actor=actor, at=at)


def _record(action: str, row: PushSubscription, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        object_type="notices.pushsubscription",
        object_id=str(row.pk),
        at=at,
        data={"person": str(row.person)},
    )
