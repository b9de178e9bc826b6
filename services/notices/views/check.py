"""Is this message from us? Anybody may ask, and learns nothing about anybody."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from services.core.routes.api import public
from services.notices.checking import sent_with
from services.notices.codes import read_code, shown_code
from services.notices.forms import CheckForm
from services.notices.limits import within_limit

_MOST: Final = 20
_SECONDS: Final = 300


@public
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A POST, so that no code stands in addresses and logs; limited, so that nobody tries codes out."""
    if request.method != "POST":
        return render(request, "notices/check.html", {"form": CheckForm()})
    if not within_limit(request, action="notices.check", most=_MOST, seconds=_SECONDS):
        return render(request, "429.html", status=429)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return render(request, "notices/check.html", {"form": form})
    typed = form.cleaned_data["code"]
    code = read_code(typed)
    context = {"form": form, "asked": True, "sent": sent_with(typed), "code": shown_code(code) if code else ""}
    return render(request, "notices/check.html", context)
