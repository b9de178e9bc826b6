"""The way of a letter after it was made: printed, handed to the post, perhaps back again."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from services.core.audit.api import Actor, record
from services.core.transitions.api import move
from services.notices.climbing import climb_after_loss
from services.notices.models import Delivery, Letter
from services.notices.states import DELIVERY_TABLE, DeliveryState, Reason


class LetterRefused(ValueError):
    """This step is not possible for the letter; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def letters_to_print() -> Sequence[Letter]:
    """In the order in which they were made; what nobody needs any more is not among them."""
    waiting = Letter.objects.filter(printed_at__isnull=True, delivery__state=DeliveryState.QUEUED)
    return list(waiting.select_related("delivery", "delivery__notice"))


def document_of(letter: Letter) -> bytes:
    return base64.b64decode(letter.document)


@transaction.atomic
def mark_printed(*, letter: UUID, actor: Actor, at: datetime) -> Letter:
    row, delivery = _locked(letter)
    if delivery.state != DeliveryState.QUEUED:
        raise LetterRefused(_("Nobody needs this letter any more. Do not print it."))
    if row.printed_at is None:
        row.printed_at = at
        row.save(update_fields=["printed_at"])
        _record("notices.letter.printed", row, actor=actor, at=at)
    return row


@transaction.atomic
def mark_dispatched(*, letter: UUID, actor: Actor, at: datetime) -> Letter:
    """It was handed to the post."""
    row, delivery = _locked(letter)
    if row.printed_at is None:
        raise LetterRefused(_("Mark the letter as printed first."))
    if row.dispatched_at is None:
        row.dispatched_at = at
        row.save(update_fields=["dispatched_at"])
        move(delivery, "handed_over", table=DELIVERY_TABLE, actor=actor, at=at, changes={"sent_at": at})
        _record("notices.letter.dispatched", row, actor=actor, at=at)
    return row


@transaction.atomic
def mark_returned(*, letter: UUID, actor: Actor, at: datetime) -> Letter:
    """The post brought it back: the ladder goes on."""
    row, delivery = _locked(letter)
    if row.dispatched_at is None:
        raise LetterRefused(_("This letter has not been sent yet."))
    delivery = move(delivery, "failed", table=DELIVERY_TABLE, actor=actor, at=at, changes={"reason": Reason.CAME_BACK})
    _record("notices.letter.returned", row, actor=actor, at=at)
    climb_after_loss(delivery, at=at)
    return row


def _locked(letter: UUID) -> tuple[Letter, Delivery]:
    delivery = Delivery.objects.select_for_update(of=("self",), no_key=True).get(letter=letter)
    return Letter.objects.select_for_update(of=("self",)).get(pk=letter), delivery


def _record(action: str, letter: Letter, *, actor: Actor, at: datetime) -> None:
    record(actor=actor, action=action, object_type="notices.letter", object_id=str(letter.pk), at=at)
