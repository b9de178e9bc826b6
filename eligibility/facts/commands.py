"""The one write of this room: a delivery of a dataset becomes facts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any, Final

from django.db import OperationalError, connection, transaction
from psycopg import errors

from eligibility.facts.delivery import FeedRejected, Inspection, inspect
from eligibility.facts.descriptors import Descriptor, descriptor
from eligibility.facts.loading import Loading, Progress
from eligibility.facts.models import Feed
from eligibility.facts.stage import Stage
from services.core.access import api as access
from services.core.audit.api import Actor, ActorKind, record
from services.core.outbox.api import emit

FEED_APPLIED: Final = "facts.feed_applied"
_ATTEMPTS: Final = 3
_LONGEST_LABEL: Final = 200


def load_feed(
    *,
    dataset: str,
    content: bytes | IO[bytes],
    filename: str,
    actor: Actor,
    at: datetime,
    label: str | None = None,
    synthetic: bool = False,
    progress: Progress | None = None,
) -> Feed:
    """Check a delivery row by row and apply its good rows in one transaction, or reject it as a whole.

    The same content under the same label (the file's name unless said) is the same delivery: it changes nothing and
    gives the first one's feed with `repeated` set. Under another label its rows are compared with what is known.
    """
    source = BytesIO(content) if isinstance(content, bytes) else content
    delivery = _Delivery(
        descriptor=descriptor(dataset),
        source=source,
        filename=filename,
        label=(PurePath(filename).name if label is None else label)[:_LONGEST_LABEL],
        inspection=inspect(source),
        actor=actor,
        at=at,
        synthetic=synthetic,
        progress=progress,
    )
    for _attempt in range(_ATTEMPTS - 1):
        try:
            return _load(delivery)
        except OperationalError as error:
            # Two feeds that register the same newcomers in another order: PostgreSQL stops one, which starts over.
            if connection.in_atomic_block or not isinstance(error.__cause__, errors.DeadlockDetected):
                raise
    return _load(delivery)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Delivery:
    descriptor: Descriptor
    source: IO[bytes]
    filename: str
    label: str
    inspection: Inspection
    actor: Actor
    at: datetime
    synthetic: bool
    progress: Progress | None

    def feed(self, feed_id: uuid.UUID, **outcome: Any) -> Feed:
        from_body = self.actor.kind == ActorKind.BODY
        return Feed.objects.create(
            id=feed_id,
            dataset=self.descriptor.name,
            body=self.actor.id if from_body else self.descriptor.body,
            label=self.label,
            sha256=self.inspection.sha256,
            size=self.inspection.size,
            received_at=self.at,
            **outcome,
        )

    def record(self, feed: Feed, action: str, data: Mapping[str, Any]) -> None:
        record(
            actor=self.actor,
            action=action,
            object_type="facts.feed",
            object_id=str(feed.id),
            at=self.at,
            data={"dataset": feed.dataset, **data},
        )


def _load(delivery: _Delivery) -> Feed:
    try:
        with transaction.atomic(), access.writing():
            return _apply_once(delivery)
    except FeedRejected as rejection:
        return _reject(delivery, rejection)


def _apply_once(delivery: _Delivery) -> Feed:
    with connection.cursor() as cursor:
        # Feeds of one dataset one after the other: the second of two equal ones finds the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('facts.feed'), hashtext(%s))", [delivery.descriptor.name])
    earlier = Feed.objects.filter(
        dataset=delivery.descriptor.name,
        sha256=delivery.inspection.sha256,
        label=delivery.label,
        state=Feed.State.APPLIED,
    ).first()
    if earlier is not None:
        earlier.repeated = True
        return earlier
    if delivery.inspection.fault is not None:
        raise delivery.inspection.fault
    return _apply(delivery)


def _apply(delivery: _Delivery) -> Feed:
    loading = Loading(
        descriptor=delivery.descriptor,
        feed_id=uuid.uuid4(),
        actor=delivery.actor,
        at=delivery.at,
        synthetic=delivery.synthetic,
        progress=delivery.progress,
    )
    with connection.cursor() as cursor:
        stage = Stage(cursor, delivery.descriptor)
        stage.open()
        loading.stage(delivery.source, delivery.filename, stage)
        unchanged = stage.drop_unchanged()
        applied = stage.apply()
        stage.close()
    counts = {
        "rows": loading.rows,
        "applied": applied,
        "unchanged": unchanged,
        "quarantined": loading.quarantined,
    }
    feed = delivery.feed(loading.feed_id, state=Feed.State.APPLIED, **counts)
    delivery.record(feed, "facts.feed.applied", counts)
    if applied:
        emit(FEED_APPLIED, {"feed": str(feed.id)})
    return feed


def _reject(delivery: _Delivery, rejection: FeedRejected) -> Feed:
    with transaction.atomic():
        feed = delivery.feed(
            uuid.uuid4(), state=Feed.State.REJECTED, code=rejection.code, params=dict(rejection.params)
        )
        delivery.record(feed, "facts.feed.rejected", {"code": rejection.code})
    return feed
