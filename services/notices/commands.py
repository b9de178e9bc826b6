"""Telling a subject something, their having read it, and its no longer mattering."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from services.core.audit.api import Actor, record
from services.core.transitions.api import move
from services.notices.kinds import Param, kind_named
from services.notices.ladders import ChannelCode
from services.notices.models import Delivery, Notice, Settled
from services.notices.ports import visit_desk
from services.notices.states import DELIVERY_TABLE, DeliveryState


@transaction.atomic
def send(
    *,
    subject: UUID,
    kind: str,
    params: Mapping[str, Param],
    path: str,
    actor: Actor,
    at: datetime,
    key: str,
    body: str = "",
) -> UUID:
    """Put a notice into the subject's list, once for each key however often and from wherever it is sent.

    `path` is the page of ours that it leads to; `body` the code of the government body that it speaks for. Where its
    kind has a ladder, the next sweep begins to climb it. Gives the notice's id, old or new.
    """
    named = kind_named(kind)
    named.words(params)  # a placeholder without a parameter must fail here and not before the reader
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        message = f"A notice leads to a page of this portal, not to {path!r}."
        raise ValueError(message)
    notice = Notice(
        subject=subject,
        kind=kind,
        params=dict(params),
        path=path,
        key=key,
        body=body,
        sent_at=at,
        climb_at=at if named.ladder else None,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    # A sender who comes second waits above until the first commits, so one of the two rows is here to be read.
    kept: UUID = Notice.objects.values_list("id", flat=True).get(key=key)
    if kept == notice.id:
        _record("notices.notice.sent", notice, actor=actor, at=at)
    return kept


@transaction.atomic
def mark_read(*, notice: UUID, subject: UUID, actor: Actor, at: datetime) -> str:
    """Note that the subject has opened it, the first time; gives the page that it leads to.

    Somebody else's notice does not exist (Notice.DoesNotExist).
    """
    row = Notice.objects.select_for_update(no_key=True).get(id=notice, subject=subject)
    if row.read_at is None:
        row.read_at = at
        row.climb_at = None
        row.save(update_fields=["read_at", "climb_at"])
        _record("notices.notice.read", row, actor=actor, at=at)
        _leave_in_peace(row, at=at)
    return row.path


@transaction.atomic
def settle(*, key: str, settled_as: Settled, actor: Actor, at: datetime) -> bool:
    """What the notice was about settled itself, or no longer holds: nobody is gone after any more.

    False where there is no such notice, or it was settled before.
    """
    row = Notice.objects.select_for_update(no_key=True).filter(key=key, settled_at__isnull=True).first()
    if row is None:
        return False
    row.settled_at, row.settled_as, row.climb_at = at, settled_as, None
    row.save(update_fields=["settled_at", "settled_as", "climb_at"])
    _record("notices.notice.settled", row, actor=actor, at=at)
    _leave_in_peace(row, at=at)
    return True


def mark_opened(*, notice: UUID, person: UUID, channel: ChannelCode, actor: Actor, at: datetime) -> None:
    """Somebody followed the link of a message: it arrived, whatever the carrier said about it.

    A transaction of its own, before `mark_read`: whoever hands over locks the delivery first and then the notice.
    """
    with transaction.atomic():
        found = Delivery.objects.filter(notice=notice, person=person, channel=channel)
        openable = {state for state, name in DELIVERY_TABLE.pairs() if name == "opened"}
        latest = found.filter(state__in=openable).order_by("created_at").last()
        if latest is not None:
            changes = {"opened_at": at, "due_at": None, "reason": ""}
            move(latest, "opened", table=DELIVERY_TABLE, actor=actor, at=at, changes=changes)


def _leave_in_peace(notice: Notice, *, at: datetime) -> None:
    """Call off what has not left yet. What a worker has in hand this moment is locked, and goes out."""
    actor = Actor.system("notices")
    waiting = Delivery.objects.filter(notice=notice, state=DeliveryState.QUEUED)
    for delivery in waiting.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk"):
        move(delivery, "cancelled", table=DELIVERY_TABLE, actor=actor, at=at, changes={"due_at": None})
    desk = visit_desk()
    if desk is not None:
        visits = Delivery.objects.filter(notice=notice, channel=ChannelCode.VISIT, state=DeliveryState.SENT)
        for delivery in visits:
            desk.call_off(delivery=delivery.pk, at=at)


def _record(action: str, notice: Notice, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        object_type="notices.notice",
        object_id=str(notice.id),
        at=at,
        data={"kind": notice.kind, "subject": str(notice.subject)},
    )
