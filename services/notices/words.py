"""What a message says on its way: nothing about its reader, no reply asked for, a code to check it by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from services.bodies.api import body_name, city
from services.core.components.api import in_city_time
from services.notices.codes import shown_code
from services.notices.kinds import kind_named
from services.notices.ladders import ChannelCode
from services.notices.models import Claim, Notice

# One letter in a link says by which way somebody came, so that the delivery can be marked as opened.
WAYS: dict[str, ChannelCode] = {"p": ChannelCode.PUSH, "s": ChannelCode.SMS, "e": ChannelCode.EMAIL}


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in the words that may be seen by anybody."""

    sender: str
    sentence: str
    link: str
    code: str
    check_link: str


def outside_message(notice: Notice, *, channel: ChannelCode, language: str) -> Message:
    with override(language):
        return Message(
            sender=sender_name(notice.body, in_city_time(notice.sent_at).date()),
            sentence=str(kind_named(notice.kind).outside),
            link=address(link_path(notice.code, channel)),
            code=shown_code(notice.code),
            check_link=address(reverse("reach:check")),
        )


def sms_text(message: Message, language: str) -> str:
    """Short: a text message is paid for by its length."""
    with override(language):
        return _(
            "[%(portal)s] %(sentence)s Sign in to read it: %(link)s Check this message with code %(code)s at %(check)s "
            "Do not reply."
        ) % {
            "portal": city().portal_name,
            "sentence": message.sentence,
            "link": message.link,
            "code": message.code,
            "check": message.check_link,
        }


def claim_sms(claim: Claim) -> str:
    with override(claim.language):
        return _(
            "[%(portal)s] Your code is %(secret)s. It holds for 10 minutes. Never tell it to anybody, not even to us. "
            "Check this message with code %(code)s at %(check)s Do not reply."
        ) % {
            "portal": city().portal_name,
            "secret": claim.secret,
            "code": shown_code(claim.code),
            "check": address(reverse("reach:check")),
        }


def sender_name(body: str, on: date) -> str:
    """The body that the message speaks for, before the portal that carries it."""
    portal = city().portal_name
    return f"{body_name(body, on)} · {portal}" if body else portal


def link_path(code: str, channel: ChannelCode) -> str:
    path = reverse("reach:link", args=[code])
    way = next((letter for letter, named in WAYS.items() if named == channel), "")
    return f"{path}?v={way}" if way else path


def address(path: str) -> str:
    """With the portal's public name: messages are read elsewhere."""
    return f"{settings.PORTAL_URL.rstrip('/')}{path}"
