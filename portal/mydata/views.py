"""My file: what is known about me, what was concluded, who looked at it; to take along, and to put right."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from eligibility.awards import api as awards
from portal.mydata.download import as_json, schema_text
from portal.mydata.file import legal_basis, read_file
from portal.mydata.filters import ReadingFilter
from portal.mydata.readings import ReadingsOf
from portal.mydata.shown import disputable, page_of, sheet_named
from services.bodies.api import city
from services.core.calendar.api import now, today, working_days_after
from services.core.components.api import Entry
from services.core.documents.api import render_pdf
from services.core.routes.api import OwnerRequest, actor_of, owner, public

PER_PAGE = 25


@owner
@require_safe
def my_file(request: OwnerRequest) -> HttpResponse:
    return render(request, "access/file.html", _page(request))


def _page(request: OwnerRequest) -> dict[str, Any]:
    file = read_file(subject=request.acting.subject, actor=actor_of(request), at=now())
    return {**page_of(file), "basis": legal_basis(), "whose": request.acting.label}


@owner
@require_safe
def file_json(request: OwnerRequest) -> HttpResponse:
    """The same as data (个人信息保护法, art. 45): fields named for machines, titles in every language for people."""
    file = read_file(subject=request.acting.subject, actor=actor_of(request), at=now())
    document = as_json(file, label=request.acting.label, schema=request.build_absolute_uri(reverse("access:schema")))
    text = json.dumps(document, ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": f'attachment; filename="tongban-{file.on.isoformat()}.json"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@owner
@require_safe
def file_pdf(request: OwnerRequest) -> HttpResponse:
    context = {**_page(request), "made_at": now(), "demo": settings.DEMO}
    document = render_pdf("access/file_pdf.html", context, author=city().portal_name)
    headers = {"Content-Disposition": f'attachment; filename="tongban-{today().isoformat()}.pdf"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


@public
@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """What a downloaded file holds, for whoever wants to read it with a program."""
    return HttpResponse(schema_text(), content_type="application/schema+json")


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: OwnerRequest, dataset: str, record: UUID) -> HttpResponse:
    """A fact of one's file is wrong: which one of its entry, and what is right."""
    file = read_file(subject=request.acting.subject, actor=actor_of(request), at=now())
    sheet = sheet_named(file, dataset, record)
    if sheet is None:
        raise Http404
    facts = disputable(file, sheet)
    form = awards.ContestForm(request.POST if request.method == "POST" else None, facts=facts)
    if form.is_valid():
        line = next(one for one in sheet.lines if one.field == form.cleaned_data["fact"])
        fact = awards.DisputedFact(
            dataset=sheet.dataset, field=line.field, record=str(sheet.record), value=str(line.value)
        )
        return _send(request, fact, form.cleaned_data["right"])
    context = {
        "form": form,
        "title": sheet.title,
        "offer_until": None,
        "due": working_days_after(today(), awards.ANSWER_WORKING_DAYS).day,
        "back": reverse("access:file"),
    }
    return render(request, "awards/contest.html", context)


def _send(request: OwnerRequest, fact: awards.DisputedFact, statement: str) -> HttpResponse:
    try:
        made = awards.contest_fact(
            subject=request.acting.subject, fact=fact, statement=statement, actor=actor_of(request), at=now()
        )
    except awards.AwardError as error:
        messages.error(request, error.message)
        return redirect("access:file")
    return redirect("benefits:contested", made.pk)


@owner
@require_safe
def readings(request: OwnerRequest) -> HttpResponse:
    chosen = ReadingFilter(request.GET, on=today())
    if not chosen.is_valid():  # an address from elsewhere: nothing anybody could mend
        chosen = ReadingFilter({}, on=today())
    wanted = chosen.wanted()
    found = ReadingsOf(request.acting.subject, wanted, reader=request.acting.person, on=today())
    pages: Paginator[Entry] = Paginator(found, PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"rows": list(page.object_list), "page": page, "form": chosen, "filtered": wanted.narrows}
    return render(request, "access/list.html", context)
