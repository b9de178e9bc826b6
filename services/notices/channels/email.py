"""E-mail. SMTP can't be asked whether a message was taken, so what is uncertain is never sent again."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from services.bodies.api import city
from services.notices.channels.base import Failed, HandedOver, Outcome, Place, TryLater
from services.notices.codes import shown_code
from services.notices.contacts import contact_of
from services.notices.ladders import ChannelCode
from services.notices.models import Claim, ContactKind, Delivery
from services.notices.states import Reason
from services.notices.words import address, outside_message

_FOR_GOOD: Final = 500  # replies of SMTP from here on (RFC 5321, 4.2.1)


class EmailChannel:
    code = ChannelCode.EMAIL
    most_tries = 6

    def places_of(self, person: UUID) -> Sequence[Place]:
        found = contact_of(person, ContactKind.EMAIL) if settings.EMAIL_READY else None
        return [Place(contact=found)] if found else []

    def hand_over(self, delivery: Delivery, *, at: datetime, repeated: bool) -> Outcome:  # noqa: ARG002 - the Protocol's
        if repeated:
            return Failed(Reason.UNCERTAIN)
        if delivery.contact is None:
            return Failed(Reason.UNAVAILABLE)
        language = delivery.language
        message = outside_message(delivery.notice, channel=self.code, language=language)
        context: dict[str, Any] = {"message": message, "preferences": address("/notices/preferences/")}
        with override(language):
            mail = _mail("notice", message.sentence, context, to=delivery.contact.value, identity=str(delivery.pk))
        return post(mail)


def claim_mail(claim: Claim) -> EmailMultiAlternatives:
    with override(claim.language):
        context = {"secret": claim.secret, "code": shown_code(claim.code), "check_link": address("/check/")}
        return _mail(
            "claim",
            _("Your code for %(portal)s") % {"portal": city().portal_name},
            context,
            to=claim.value,
            identity=str(claim.pk),
        )


def _mail(name: str, subject: str, context: dict[str, Any], *, to: str, identity: str) -> EmailMultiAlternatives:
    context = {**context, "city": city()}
    mail = EmailMultiAlternatives(
        subject,
        render_to_string(f"notices/mail/{name}.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={
            "Message-ID": f"<{identity}@{settings.EMAIL_DOMAIN}>",
            # RFC 3834: so that no holiday reply comes back to an address that nobody reads.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(render_to_string(f"notices/mail/{name}.html", context), "text/html")
    return mail


def post(mail: EmailMultiAlternatives) -> Outcome:
    """Connecting can be repeated; once the message is on its way only a clear word of the server counts."""
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        return TryLater()
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _text in refusal.recipients.values()]
        return Failed(Reason.BAD_ADDRESS) if min(codes, default=_FOR_GOOD) >= _FOR_GOOD else TryLater()
    except smtplib.SMTPResponseException as refusal:  # refused as a whole: certainly not taken
        return Failed(Reason.REFUSED) if refusal.smtp_code >= _FOR_GOOD else TryLater()
    except (OSError, smtplib.SMTPException):
        return Failed(Reason.UNCERTAIN)
    finally:
        _close(connection)
    return HandedOver(reference=str(mail.extra_headers["Message-ID"]))


def _close(connection: object) -> None:
    """What goes wrong while saying goodbye changes nothing about what was sent."""
    try:
        connection.close()  # type: ignore[attr-defined]  # every backend has it
    except (OSError, smtplib.SMTPException):
        return
