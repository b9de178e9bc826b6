"""What the gateway says later: whether text messages arrived."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from services.notices.channels.sms import Report, SmsGateway
from services.notices.handing_over import note_arrival, note_failure
from services.notices.ladders import ChannelCode
from services.notices.models import Delivery, GatewayReading
from services.notices.states import DeliveryState, Reason

_SMS: Final = "sms"


def awaits_reports() -> bool:
    """Whether there is anything that the gateway could tell us of."""
    under_way = Delivery.objects.filter(channel=ChannelCode.SMS, state=DeliveryState.SENT)
    return under_way.exists()


def read_reports(*, gateway: SmsGateway, at: datetime) -> int:
    """Ask for what is new and note it; gives how many reports there were.

    Each batch and how far we have read are one transaction: a crash reads it again, which changes nothing.
    """
    last = GatewayReading.objects.filter(gateway=_SMS).values_list("last_number", flat=True).first() or 0
    reports = gateway.reports_after(last)
    if not reports:
        return 0
    with transaction.atomic():
        GatewayReading.objects.get_or_create(gateway=_SMS)
        reading = GatewayReading.objects.select_for_update().get(gateway=_SMS)
        for report in reports:
            _note(report, at=at)
        reading.last_number = max(reading.last_number, reports[-1].number)
        reading.save(update_fields=["last_number"])
    return len(reports)


def _note(report: Report, *, at: datetime) -> None:
    delivery = _delivery_of(report.message)
    if delivery is None:  # a code that somebody asked for, or no message of ours
        return
    if report.arrived:
        note_arrival(delivery, at=at)
    else:
        note_failure(delivery, Reason.BAD_ADDRESS if report.bad_number else Reason.NOT_DELIVERED, at=at)


def _delivery_of(text: str) -> Delivery | None:
    try:
        key = UUID(text)
    except ValueError:
        return None
    locked = Delivery.objects.select_for_update(of=("self",), no_key=True)
    return locked.filter(pk=key, channel=ChannelCode.SMS).first()
