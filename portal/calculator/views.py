"""What am I owed, if…: one question a page, by POST, and nothing of it is kept."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eligibility.policies.api import LifeEvent
from portal.calculator.assessing import world_of
from portal.calculator.course import Asking, ChoosingSource, Course, Finished, Known, Page
from portal.calculator.events import occasions
from portal.calculator.registers import known_of
from portal.calculator.results import answered, asked_for, groups_of, owner_of, used
from portal.calculator.state import Spoiled, State
from portal.calculator.world import NOT_KNOWN, World
from services.core.calendar.api import now, today
from services.core.components.api import Verdict
from services.core.routes.api import Acting, actor_of, public
from services.identity.api import Relation


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Which moment of a life, or of a company's, it is about."""
    acting: Acting | None = getattr(request, "acting", None)
    first = "enterprises" if acting is not None and acting.relation == Relation.ENTERPRISE else "people"
    return render(request, "calculator/start.html", {"occasions": occasions(first=first)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, name: str) -> HttpResponse:
    """A question, or the result."""
    if name not in LifeEvent.values:
        raise Http404
    life_event = LifeEvent(name)
    world = world_of(life_event, today())
    if not world.policies:
        raise Http404
    course = Course(world, _known(request, world), today())
    response = _show(request, life_event, world, *_page(request, course, world))
    add_never_cache_headers(response)
    return response


def _page(request: HttpRequest, course: Course, world: World) -> tuple[Page, str]:
    """The page that follows, and what went wrong on the way."""
    if request.method != "POST":
        return course.begin(), ""
    try:
        state = State.read(request.POST.get("state", ""), world)
    except Spoiled:
        return course.begin(), _("Your earlier answers could not be read, so we start again. Nothing was kept.")
    return course.follow(state, request.POST), ""


def _known(request: HttpRequest, world: World) -> Known | None:
    """The registers can be asked about somebody signed in, for themselves or for their enterprise."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None:
        return None
    fits = acting.relation == Relation.ENTERPRISE if world.me == "enterprise" else acting.for_self
    return partial(known_of, acting, actor=actor_of(request), at=now()) if fits and world.own_paths else None


def _show(request: HttpRequest, life_event: LifeEvent, world: World, page: Page, trouble: str) -> HttpResponse:
    context: dict[str, Any] = {"event": life_event, "page": page, "state": page.state.signed(), "trouble": trouble}
    if isinstance(page, ChoosingSource):
        return render(request, "calculator/source.html", {**context, "form": page.form})
    if isinstance(page, Asking):
        return render(request, "calculator/question.html", {**context, **_asking(page, world)})
    return render(request, "calculator/result.html", {**context, **_finished(page)})


def _asking(page: Asking, world: World) -> dict[str, Any]:
    return {
        "form": page.form,
        "asked_for": asked_for(page.question, page.what_if),
        "owner": owner_of(page.question, world.as_of),
        "decided": page.decided,
        "total": len(page.what_if.outcomes),
    }


def _finished(page: Finished) -> dict[str, Any]:
    groups = groups_of(page.what_if)
    eligible = next((len(group.shown) for group in groups if group.state is Verdict.ELIGIBLE), 0)
    return {
        "groups": groups,
        "eligible": eligible,
        "open": any(group.state is Verdict.UNKNOWN for group in groups),
        "can_go_on": page.what_if.next_place is not None or NOT_KNOWN in page.state.answers.values(),
        "answered": answered(page.what_if),
        "used": used(page.what_if),
    }
