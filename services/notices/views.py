from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from services.core.calendar.api import now
from services.core.routes.api import Acting, actor_of, owner
from services.notices.commands import mark_read
from services.notices.models import Notice
from services.notices.queries import page_of


class OwnersRequest(HttpRequest):
    acting: Acting


@owner
@require_safe
def notice_list(request: OwnersRequest) -> HttpResponse:
    context: dict[str, Any] = {"page": page_of(request.acting.subject, request.GET.get("page", 1))}
    return render(request, "notices/list.html", context)


@owner
@require_POST
def notice_open(request: OwnersRequest, notice: UUID) -> HttpResponse:
    """Opening is an act (it marks the notice as read), so it is a POST even though it only leads somewhere."""
    try:
        path = mark_read(notice=notice, subject=request.acting.subject, actor=actor_of(request), at=now())
    except Notice.DoesNotExist as missing:
        raise Http404 from missing
    return redirect(path)
