"""Is this message yours? What anybody may learn who types the code of a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from services.core.components.api import in_city_time
from services.notices.codes import read_code
from services.notices.kinds import kind_named
from services.notices.models import Claim, Notice
from services.notices.words import sender_name


@dataclass(frozen=True, slots=True)
class Sent:
    """Which kind of message went out on which day for whom of us; not to whom, nor what it was about."""

    about: str
    on: date
    sender: str


def sent_with(typed: str) -> Sent | None:
    """What we sent with this code; None for one that we never gave."""
    code = read_code(typed)
    if code is None:
        return None
    notice = Notice.objects.filter(code=code).only("kind", "sent_at", "body").first()
    if notice is not None:
        on = in_city_time(notice.sent_at).date()
        return Sent(str(kind_named(notice.kind).outside), on, sender_name(notice.body, on))
    claim = Claim.objects.filter(code=code).only("made_at").first()
    if claim is None:
        return None
    on = in_city_time(claim.made_at).date()
    return Sent(_("A code to check a telephone number or an e-mail address."), on, sender_name("", on))
