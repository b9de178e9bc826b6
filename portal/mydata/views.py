"""What is known about me, and who looked at it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.mydata.readings import ReadingsOf
from services.core.calendar.api import today
from services.core.components.api import Entry
from services.core.routes.api import OwnerRequest, owner

PER_PAGE = 25


@owner
@require_safe
def readings(request: OwnerRequest) -> HttpResponse:
    found = ReadingsOf(request.acting.subject, reader=request.acting.person, on=today())
    pages: Paginator[Entry] = Paginator(found, PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "access/list.html", {"rows": list(page.object_list), "page": page})
