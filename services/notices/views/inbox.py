"""The list of notices, and where the links in messages lead."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from services.core.calendar.api import now
from services.core.routes.api import OwnerRequest, actor_of, owner
from services.notices.codes import read_code
from services.notices.commands import mark_opened, mark_read
from services.notices.models import Notice
from services.notices.ports import may_read
from services.notices.queries import NoticeView, Shelf, one_of, page_of
from services.notices.words import WAYS

_SHELVES: dict[Shelf, Promise] = {
    Shelf.NEEDED: _("This needs you"),
    Shelf.NEW: _("New notices"),
    Shelf.READ: _("Earlier notices"),
}


@owner
@require_safe
def notice_list(request: OwnerRequest) -> HttpResponse:
    page = page_of(request.acting.subject, request.acting.person, request.GET.get("page", 1))
    shelves = [(_SHELVES[shelf], list(notices)) for shelf, notices in groupby(page, key=lambda notice: notice.shelf)]
    return render(request, "notices/list.html", {"page": page, "shelves": shelves})


@owner
@require_POST
def notice_open(request: OwnerRequest, notice: UUID) -> HttpResponse:
    """Opening is an act (it marks the notice as read), so it is a POST even though it only leads somewhere."""
    try:
        path = mark_read(notice=notice, subject=request.acting.subject, actor=actor_of(request), at=now())
    except Notice.DoesNotExist as missing:
        raise Http404 from missing
    if not _leads_somewhere(path):
        row = Notice.objects.get(id=notice)
        return _page(request, one_of(row, request.acting.person), dead=True, status=410)
    return redirect(path)


@owner
@require_safe
def linked(request: OwnerRequest, code: str) -> HttpResponse:
    """Where a message leads after signing in: the notice itself, with one button to its page.

    It is marked as read here, by a GET: whoever is signed in as its reader and sees its words has read it, and nothing
    else comes of it. Whatever does not lead to a notice of theirs gets one and the same page.
    """
    notice = Notice.objects.filter(code=read_code(code) or "").first()
    person, at = request.acting.person, now()
    if notice is None or not may_read(person=person, subject=notice.subject, on=at.date()):
        return render(request, "notices/dead_link.html", status=404)
    if notice.subject != request.acting.subject:
        return render(request, "notices/for_another.html", {"subject": notice.subject, "here": request.path})
    way = WAYS.get(request.GET.get("v", ""))
    if way is not None:
        mark_opened(notice=notice.pk, person=person, channel=way, actor=actor_of(request), at=at)
    mark_read(notice=notice.pk, subject=notice.subject, actor=actor_of(request), at=at)
    notice.refresh_from_db()
    return _page(request, one_of(notice, person), dead=not _leads_somewhere(notice.path))


def _page(request: HttpRequest, notice: NoticeView, *, dead: bool, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"notice": notice, "dead": dead}
    return render(request, "notices/notice.html", context, status=status)


def _leads_somewhere(path: str) -> bool:
    """Whether the portal still has such a page: a notice may be years old."""
    try:
        resolve(path.partition("?")[0].partition("#")[0])
    except Resolver404:
        return False
    return True
