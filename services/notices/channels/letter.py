"""Letters: made here, printed and posted by people."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from services.bodies.api import city
from services.notices.channels.base import Failed, InOtherHands, Outcome, Place
from services.notices.contacts import contact_of
from services.notices.ladders import ChannelCode
from services.notices.models import ContactKind, Delivery, Letter
from services.notices.ports import readers_of
from services.notices.states import Reason
from services.notices.words import address, outside_message

_LANGUAGES: Final = ("zh-hans", "en")


class LetterChannel:
    code = ChannelCode.LETTER
    most_tries = 3

    def places_of(self, person: UUID) -> Sequence[Place]:
        found = contact_of(person, ContactKind.POST)
        return [Place(contact=found)] if found else []

    def hand_over(self, delivery: Delivery, *, at: datetime, repeated: bool) -> Outcome:  # noqa: ARG002 - the Protocol's
        """It lies in the print queue then; making it again after a crash gives the one letter of this delivery."""
        if delivery.contact is None:
            return Failed(Reason.BAD_ADDRESS)
        document = letter_pdf(delivery, at=at)
        Letter.objects.create(
            delivery=delivery,
            document=base64.b64encode(document).decode(),
            sha256=hashlib.sha256(document).hexdigest(),
            made_at=at,
        )
        return InOtherHands()


def letter_pdf(delivery: Delivery, *, at: datetime) -> bytes:
    """In the reader's language first, then in the other: whoever opens the envelope at home can help."""
    languages = sorted(_LANGUAGES, key=lambda language: language != delivery.language)
    readers = readers_of(delivery.notice.subject, on=at.date())
    name = next((reader.name for reader in readers if reader.person == delivery.person), "")
    context: dict[str, Any] = {
        "city": city(),
        "name": name,
        "address": delivery.contact.value.splitlines() if delivery.contact else [],
        "language": delivery.language,
        "versions": [_version(delivery, language) for language in languages],
        "made_at": at,
        "demo": settings.DEMO,
    }
    with override(delivery.language):
        html = render_to_string("notices/letter_pdf.html", context)
    # WeasyPrint would follow any address in the page, local files too: only data: is let through.
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
    return cast("bytes", HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1"))


def _version(delivery: Delivery, language: str) -> dict[str, Any]:
    message = outside_message(delivery.notice, channel=ChannelCode.LETTER, language=language)
    return {"language": language, "message": message, "portal": address("/")}
