"""Choosing for whom to act."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from services.core.calendar.api import now, today
from services.core.routes.api import OwnerRequest, actor_of, owner
from services.identity.forms import ActingForm
from services.identity.mandates import start_acting
from services.identity.queries import MandateEnded, had_mandate, represented
from services.identity.session import choose_subject


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: OwnerRequest) -> HttpResponse:
    if request.method != "POST":
        form = _form(request, initial={"subject": request.acting.subject})
        return render(request, "identity/acting.html", {"form": form, "next": request.GET.get("next", "")})
    asked = ActingForm(request.POST)
    if not asked.is_valid():
        form = _form(request, data=request.POST)
        return render(request, "identity/acting.html", {"form": form, "next": request.POST.get("next", "")})
    _start(request, asked.cleaned_data["subject"])
    return redirect(_next_page(request))


def _form(request: OwnerRequest, **kwargs: object) -> ActingForm:
    return ActingForm(choices=represented(request.acting.person, today()), **kwargs)


def _start(request: OwnerRequest, subject: UUID) -> None:
    person = request.acting.person
    try:
        start_acting(person=person, subject=subject, actor=actor_of(request), at=now())
    except MandateEnded:
        if had_mandate(person=person, subject=subject):
            raise
        raise Http404 from None  # whose mandate it never was learns not even that the subject exists
    choose_subject(request, subject)


def _next_page(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else str(settings.LOGIN_REDIRECT_URL)
