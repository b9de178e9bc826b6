"""What a subject finds among their notices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator

from services.notices.kinds import kind_named
from services.notices.models import Notice

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice in the words of the reader's language."""

    id: UUID
    title: str
    body: str
    path: str
    sent_at: datetime
    read_at: datetime | None


def unread_count(subject: UUID) -> int:
    return Notice.objects.filter(subject=subject, read_at__isnull=True).count()


def notices_of(subject: UUID, *, limit: int = PAGE_SIZE) -> list[NoticeView]:
    """The newest notices first."""
    return [_view(notice) for notice in Notice.objects.filter(subject=subject)[:limit]]


def page_of(subject: UUID, number: str | int) -> Page[NoticeView]:
    """One page of the list; a number out of range gives the nearest."""
    rows = Paginator(Notice.objects.filter(subject=subject), PAGE_SIZE).get_page(number)
    views = [_view(notice) for notice in rows]
    return Page(views, rows.number, rows.paginator)  # type: ignore[arg-type]  # the same pages, in the reader's words


def _view(notice: Notice) -> NoticeView:
    title, body = kind_named(notice.kind).words(notice.params)
    return NoticeView(notice.id, title, body, notice.path, notice.sent_at, notice.read_at)
