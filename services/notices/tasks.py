"""What runs outside requests: climbing ladders, handing messages over, hearing what became of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from services.core.outbox.api import Payload, attempt, every, handler
from services.notices.channels.base import HandedOver, TryLater
from services.notices.channels.email import claim_mail, post
from services.notices.channels.sms import gateway
from services.notices.climbing import announce_due, climb_due
from services.notices.handing_over import hand_over, note_arrival
from services.notices.ladders import ChannelCode
from services.notices.models import Claim, ContactKind, Delivery
from services.notices.reports import awaits_reports, read_reports
from services.notices.signed_http import GatewayUnavailable
from services.notices.words import claim_sms


@every(5, "notices.climb")
def climb(*, at: datetime) -> None:
    climb_due(at=at)
    announce_due(at=at)


@handler("notices.delivery.due", "notices.hand_over")
def delivery_due(payload: Payload, *, at: datetime) -> None:
    hand_over(delivery=UUID(payload["delivery"]), tries=payload["tries"], repeated=attempt() > 1, at=at)


@handler("notices.claim.made", "notices.send_code")
def claim_made(payload: Payload, *, at: datetime) -> None:
    """The person waits at the page: what can't be sent within the ten minutes is not sent at all."""
    claim = Claim.objects.select_for_update(no_key=True).get(pk=payload["claim"])
    if claim.handed_over_at is not None or claim.proved_at is not None or claim.expires_at <= at:
        return
    outcome = _send_code(claim)
    if isinstance(outcome, TryLater):
        message = "the code is not on its way yet"
        raise GatewayUnavailable(message)
    if isinstance(outcome, HandedOver):
        claim.handed_over_at = at
        claim.save(update_fields=["handed_over_at"])


def _send_code(claim: Claim) -> object:
    if claim.kind == ContactKind.EMAIL:
        return post(claim_mail(claim))
    sms = gateway()
    return sms.post(str(claim.pk), claim.value, claim_sms(claim)) if sms else None


@every(5, "notices.sms_reports")
def hear_reports(*, at: datetime) -> None:
    sms = gateway()
    if sms is None or not awaits_reports():
        return
    try:
        read_reports(gateway=sms, at=at)
    except GatewayUnavailable:
        return  # asked again in a few seconds; deliveries say meanwhile that they are sent


@handler("tasks.task.closed", "notices.visit_made")
def visit_made(payload: Payload, *, at: datetime) -> None:
    """A clerk closed the task of a visit: somebody was spoken to."""
    with transaction.atomic():
        locked = Delivery.objects.select_for_update(of=("self",), no_key=True)
        delivery = locked.filter(channel=ChannelCode.VISIT, reference=str(payload["id"])).first()
        if delivery is not None:
            note_arrival(delivery, at=at)
