"""People who can be reached, and notices that go after them."""

from __future__ import annotations

import base64
import os
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.translation import gettext_lazy

from services.core.audit.api import Actor
from services.notices.api import (
    STATUTORY,
    ChannelCode,
    ContactKind,
    ContactSource,
    Ladder,
    NoticeGroup,
    NoticeKind,
    record_contact,
    send,
    subscribe,
)
from services.notices.models import Contact, PushSubscription
from tests.vapid import VAPID

ACTOR = Actor.system("tests")
PHONE, MAIL, POST = "13800001234", "reader@example.com", "青渡市柳湾区槐荫路 12 号 3 栋 502\n999001"
VALUES = {ContactKind.PHONE: PHONE, ContactKind.EMAIL: MAIL, ContactKind.POST: POST}
STATUTORY_KIND, GENTLE_KIND, ALL_AT_ONCE = "tests.statutory", "tests.gentle", "tests.sms"


def kind(code: str, ladder: Ladder = STATUTORY, **more: Any) -> NoticeKind:
    named = {"group": NoticeGroup.DECISIONS, "outside": gettext_lazy("There is news for you."), **more}
    return NoticeKind(
        code, title=gettext_lazy("%(benefit)s"), body=gettext_lazy("%(benefit)s: %(amount)s"), ladder=ladder, **named
    )


def contact(person: UUID, which: ContactKind, at: datetime, value: str = "") -> Contact:
    return record_contact(
        person=person,
        kind=which,
        value=value or VALUES[which],
        source=ContactSource.REGISTER,
        body="civil-affairs",
        actor=ACTOR,
        at=at,
    )


def browser_keys() -> tuple[str, str]:
    """What a browser gives: its public key and its secret."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    encoded = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _text(encoded), _text(os.urandom(16))


def browser(person: UUID, at: datetime, endpoint: str = "") -> PushSubscription:
    key, auth = browser_keys()
    return subscribe(
        person=person,
        endpoint=endpoint or f"https://fcm.googleapis.com/fcm/send/{uuid4().hex}",
        public_key=key,
        auth=auth,
        language="zh-hans",
        actor=ACTOR,
        at=at,
    )


def told(subject: UUID, at: datetime, *, of: str = STATUTORY_KIND, key: str = "") -> UUID:
    params = {"benefit": {"zh-hans": "生育津贴", "en": "Maternity allowance"}, "amount": "63,200.00"}
    return send(subject=subject, kind=of, params=params, path="/benefits/", key=key or uuid4().hex, actor=ACTOR, at=at)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


__all__ = ["VAPID", "ChannelCode", "browser", "browser_keys", "contact", "kind", "told"]
