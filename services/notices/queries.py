"""What a subject finds among their notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from services.notices.codes import shown_code
from services.notices.kinds import codes_that_ask, kind_named
from services.notices.models import Delivery, Notice, Settled
from services.notices.telling import Line, Means, lines_of, means_of, next_step

PAGE_SIZE = 20


class Shelf(StrEnum):
    """Where a notice lies: what needs its reader first, then what is new, then the rest."""

    NEEDED = "needed"
    NEW = "new"
    READ = "read"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice in the words of the reader's language."""

    id: UUID
    title: str
    body: str
    path: str
    sent_at: datetime
    read_at: datetime | None
    shelf: Shelf = Shelf.READ
    code: str = ""
    settled: str = ""
    lines: Sequence[Line] = ()
    next_step: str = ""


def unread_count(subject: UUID) -> int:
    return Notice.objects.filter(subject=subject, read_at__isnull=True).count()


def notices_of(subject: UUID, *, limit: int = PAGE_SIZE) -> list[NoticeView]:
    """The newest notices first."""
    return [_view(notice) for notice in Notice.objects.filter(subject=subject)[:limit]]


def page_of(subject: UUID, reader: UUID, number: str | int) -> Page[NoticeView]:
    """One page of the list; a number out of range gives the nearest."""
    rows = Paginator(_shelved(subject), PAGE_SIZE).get_page(number)
    notices = list(rows)
    attempts = _attempts(notices)
    means = means_of(reader) if any(notice.climb_at for notice in notices) else None
    views = [_view(notice, attempts.get(notice.id, ()), means) for notice in notices]
    return Page(views, rows.number, rows.paginator)  # type: ignore[arg-type]  # the same pages, in the reader's words


def one_of(notice: Notice, reader: UUID) -> NoticeView:
    return _view(notice, _attempts([notice]).get(notice.id, ()), means_of(reader))


def _shelved(subject: UUID) -> QuerySet[Notice]:
    """In the order of the shelves, and on each the newest first."""
    needed = Q(kind__in=codes_that_ask(), settled_at__isnull=True)
    shelf = Case(
        When(needed, then=Value(0)),
        When(read_at__isnull=True, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return Notice.objects.filter(subject=subject).annotate(shelf=shelf).order_by("shelf", "-sent_at", "-id")


def _attempts(notices: Iterable[Notice]) -> dict[UUID, list[Delivery]]:
    found: dict[UUID, list[Delivery]] = {}
    keys = [notice.id for notice in notices]
    for delivery in Delivery.objects.filter(notice__in=keys).select_related("contact", "subscription"):
        found.setdefault(delivery.notice_id, []).append(delivery)
    return found


def _view(notice: Notice, attempts: Sequence[Delivery] = (), means: Means | None = None) -> NoticeView:
    kind = kind_named(notice.kind)
    title, body = kind.words(notice.params)
    return NoticeView(
        id=notice.id,
        title=title,
        body=body,
        path=notice.path,
        sent_at=notice.sent_at,
        read_at=notice.read_at,
        shelf=_shelf(notice, asks=kind.asks),
        code=shown_code(notice.code),
        settled=str(Settled(notice.settled_as).label) if notice.settled_as else "",
        lines=lines_of(attempts),
        next_step=next_step(notice, kind, means) if means else "",
    )


def _shelf(notice: Notice, *, asks: bool) -> Shelf:
    if asks and notice.settled_at is None:
        return Shelf.NEEDED
    return Shelf.NEW if notice.read_at is None else Shelf.READ
