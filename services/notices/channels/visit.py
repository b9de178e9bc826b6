"""The last rung: somebody goes there, or calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.notices.channels.base import Failed, HandedOver, Outcome, Place
from services.notices.codes import shown_code
from services.notices.ladders import ChannelCode
from services.notices.models import Delivery
from services.notices.ports import visit_desk
from services.notices.states import Reason

_DAYS: Final = timedelta(days=10)


class VisitChannel:
    code = ChannelCode.VISIT
    most_tries = 3

    def places_of(self, person: UUID) -> Sequence[Place]:  # noqa: ARG002 - the Protocol's signature
        """Wherever they are: finding that out is part of the task."""
        return [Place()] if visit_desk() else []

    def hand_over(self, delivery: Delivery, *, at: datetime, repeated: bool) -> Outcome:  # noqa: ARG002 - the same
        desk = visit_desk()
        if desk is None:
            return Failed(Reason.UNAVAILABLE)
        reference = desk.ask(
            delivery=delivery.pk,
            subject=delivery.person,
            notice=shown_code(delivery.notice.code),
            due=(at + _DAYS).date(),
            at=at,
        )
        return HandedOver(reference=reference)
