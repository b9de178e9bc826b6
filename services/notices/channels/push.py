"""Messages on the browsers that a person allowed to show them."""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from services.bodies.api import city
from services.notices.channels.base import Failed, Gone, HandedOver, Outcome, Place, TryLater
from services.notices.ladders import ChannelCode
from services.notices.models import Delivery, PushSubscription
from services.notices.states import Reason
from services.notices.webpush import Identification, encrypted, from_base64url
from services.notices.words import link_path, outside_message

# How long the push service keeps it for a browser that is off; then the ladder has gone on anyway.
_KEPT_SECONDS: Final = 3 * 24 * 60 * 60
_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_LATER: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


def identification() -> Identification | None:
    """None where the operator gave no key: then browsers are not asked."""
    if not settings.VAPID_KEY:
        return None
    return Identification(settings.VAPID_KEY, settings.VAPID_CONTACT)


def is_allowed(endpoint: str) -> bool:
    """Whether this is a push service that we post to: a browser's word for it would let anybody point us anywhere."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if parts.username or parts.password or parts.fragment:
        return False
    if settings.PUSH_ON_LOOPBACK and parts.scheme == "http" and parts.hostname == "127.0.0.1":
        return True
    host = (parts.hostname or "").lower()
    named = any(host == one or host.endswith(f".{one}") for one in settings.PUSH_HOSTS)
    return parts.scheme == "https" and port in {None, 443} and named


class PushChannel:
    code = ChannelCode.PUSH
    most_tries = 5

    def places_of(self, person: UUID) -> Sequence[Place]:
        if not settings.VAPID_KEY:
            return []
        known = PushSubscription.objects.filter(person=person, ended_at__isnull=True)
        return [Place(subscription=one) for one in known]

    def hand_over(self, delivery: Delivery, *, at: datetime, repeated: bool) -> Outcome:  # noqa: ARG002 - the Protocol's
        """Twice is once: the same topic replaces what waits at the service, the same tag what the browser shows."""
        ours, subscription = identification(), delivery.subscription
        if ours is None or subscription is None:
            return Failed(Reason.UNAVAILABLE)
        if subscription.ended_at is not None or not is_allowed(subscription.endpoint):
            return Gone()
        body = encrypted(
            payload(delivery),
            browser_key=bytes(subscription.public_key),
            auth=from_base64url(subscription.auth),
        )
        headers = {
            # A push service compares with its own clock: the demo's fixed date means nothing to it.
            "Authorization": ours.header(subscription.endpoint, at=timezone.now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT_SECONDS),
            "Urgency": "normal",
            "Topic": delivery.notice_id.hex,
        }
        return _posted(subscription.endpoint, body, headers)


def payload(delivery: Delivery) -> bytes:
    """What the service worker shows: nothing about its reader, since anybody may see the screen."""
    with override(delivery.language):
        title = city().portal_name
    message = outside_message(delivery.notice, channel=ChannelCode.PUSH, language=delivery.language)
    shown = {
        "title": title,
        "body": message.sentence,
        "url": link_path(delivery.notice.code, ChannelCode.PUSH),
        "tag": delivery.notice_id.hex,
        "lang": delivery.language,
    }
    return json.dumps(shown, ensure_ascii=False).encode()


def _posted(endpoint: str, body: bytes, headers: dict[str, str]) -> Outcome:
    parts = urlsplit(endpoint)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=settings.PUSH_TIMEOUT_SECONDS)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        connection.request("POST", target, body, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return TryLater()
    finally:
        connection.close()
    return _meaning(status)


def _meaning(status: int) -> Outcome:
    if status in _GONE:
        return Gone()
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return HandedOver()
    if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryLater()
    return Failed(Reason.REFUSED)
