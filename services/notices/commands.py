"""Telling a subject something, and their having read it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from services.core.audit.api import Actor, record
from services.notices.kinds import Param, kind_named
from services.notices.models import Notice


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
) -> UUID:
    """Put a notice into the subject's list, once for each key however often and from wherever it is sent.

    `path` is the page of ours that it leads to. Gives the notice's id, old or new.
    """
    kind_named(kind).words(params)  # a placeholder without a parameter must fail here and not before the reader
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        message = f"A notice leads to a page of this portal, not to {path!r}."
        raise ValueError(message)
    notice = Notice(subject=subject, kind=kind, params=dict(params), path=path, key=key, sent_at=at)
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
    row = Notice.objects.select_for_update().get(id=notice, subject=subject)
    if row.read_at is None:
        row.read_at = at
        row.save(update_fields=["read_at"])
        _record("notices.notice.read", row, actor=actor, at=at)
    return row.path


def _record(action: str, notice: Notice, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        action=action,
        object_type="notices.notice",
        object_id=str(notice.id),
        at=at,
        data={"kind": notice.kind, "subject": str(notice.subject)},
    )
