"""Text messages by way of an HTTP gateway, which knows each message by our id and takes it once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.conf import settings

from services.notices.channels.base import Failed, HandedOver, Outcome, Place, TryLater
from services.notices.contacts import contact_of
from services.notices.ladders import ChannelCode
from services.notices.models import ContactKind, Delivery
from services.notices.signed_http import GatewayUnavailable, SignedHttp
from services.notices.states import Reason
from services.notices.words import outside_message, sms_text

_BAD_NUMBER: Final = "number"


@dataclass(frozen=True, slots=True)
class Report:
    """What the gateway says later about one message."""

    number: int
    message: str
    arrived: bool
    bad_number: bool


@dataclass(frozen=True, slots=True)
class SmsGateway:
    http: SignedHttp

    def post(self, identity: str, number: str, text: str) -> Outcome:
        """Hand a message over. The same id again is the same message, whatever became of the first reply."""
        body = json.dumps({"id": identity, "to": number, "text": text}, ensure_ascii=False).encode()
        try:
            status, reply = self.http.ask("POST", "/messages", body)
        except GatewayUnavailable:
            return TryLater()
        if status == HTTPStatus.ACCEPTED:
            return HandedOver(reference=identity)
        if status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return Failed(Reason.BAD_ADDRESS if reply.get("error") == _BAD_NUMBER else Reason.REFUSED)
        if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT}:
            return Failed(Reason.REFUSED)
        return TryLater()

    def has(self, identity: str) -> bool:
        """Whether the gateway has a message of this id; GatewayUnavailable where it can't be asked."""
        status, _reply = self.http.ask("GET", f"/messages/{identity}")
        if status not in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            message = f"status {status}"
            raise GatewayUnavailable(message)
        return status == HTTPStatus.OK

    def reports_after(self, number: int) -> list[Report]:
        status, reply = self.http.ask("GET", f"/reports?after={number}")
        if status != HTTPStatus.OK:
            message = f"status {status}"
            raise GatewayUnavailable(message)
        try:
            found = [
                Report(
                    int(each["number"]), str(each["id"]), each["state"] == "delivered", each.get("error") == _BAD_NUMBER
                )
                for each in reply["reports"]
            ]
        except (KeyError, TypeError, ValueError):
            message = "reports that can't be read"
            raise GatewayUnavailable(message) from None
        return sorted(found, key=lambda report: report.number)


def gateway() -> SmsGateway | None:
    """The gateway of the settings; none where the operator named none."""
    if not settings.SMS_URL:
        return None
    return SmsGateway(SignedHttp(settings.SMS_URL, settings.SMS_KEY.encode(), settings.SMS_TIMEOUT_SECONDS))


class SmsChannel:
    code = ChannelCode.SMS
    most_tries = 6

    def places_of(self, person: UUID) -> Sequence[Place]:
        phone = contact_of(person, ContactKind.PHONE) if settings.SMS_URL else None
        return [Place(contact=phone)] if phone else []

    def hand_over(self, delivery: Delivery, *, at: datetime, repeated: bool) -> Outcome:  # noqa: ARG002 - the Protocol's
        sms = gateway()
        if sms is None or delivery.contact is None:
            return Failed(Reason.UNAVAILABLE)
        language = delivery.language
        message = outside_message(delivery.notice, channel=self.code, language=language)
        outcome = sms.post(str(delivery.pk), delivery.contact.value, sms_text(message, language))
        if isinstance(outcome, TryLater) and delivery.tries + 1 >= self.most_tries:
            return self._last_question(sms, delivery)
        return outcome

    @staticmethod
    def _last_question(sms: SmsGateway, delivery: Delivery) -> Outcome:
        """Before the ladder goes on: perhaps it was taken each time and only the replies were lost."""
        try:
            return HandedOver(str(delivery.pk)) if sms.has(str(delivery.pk)) else TryLater()
        except GatewayUnavailable:
            return TryLater()
