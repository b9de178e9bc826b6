"""What the desk's start page says about match runs: whether they worked, and what the last one found."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility.matching.models import MatchResult, MatchRun, RunState
from eligibility.policies import api as policies
from services.core.calendar.api import now
from services.core.components.api import Action, Chart, Point, TaskItem, Tone, long_day
from services.core.desk.api import Panel, PanelContent, register_panel
from services.core.languages.api import in_language

_DAYS: Final = 30
_MOST: Final = 3
_CHARTED: Final = 10


def register() -> None:
    register_panel(Panel("matching", gettext_lazy("Match runs"), "matching.view_matchrun", 40, runs))


def runs(_request: HttpRequest) -> PanelContent:
    runs = reverse("admin:matching_matchrun_changelist")
    recent = MatchRun.objects.filter(started_at__gte=now() - timedelta(days=_DAYS))
    failed = recent.filter(state=RunState.FAILED).order_by("-started_at")[:_MOST]
    return PanelContent(
        items=[_failed(run) for run in failed],
        chart=_last_run(),
        empty=_("No run failed in the last 30 days."),
        more=Action(_("All runs"), runs),
    )


def _failed(run: MatchRun) -> TaskItem:
    address = reverse("admin:matching_matchrun_change", args=[run.pk])
    return TaskItem(str(run.get_trigger_display()), address, long_day(run.started_at), _("Failed"), Tone.DANGER)


def _last_run() -> Chart | None:
    """How many people the last run over everybody found something for, the largest policies first."""
    last = MatchRun.objects.filter(state=RunState.DONE, feed__isnull=True).order_by("-started_at").first()
    if last is None:
        return None
    results = MatchResult.objects.filter(run=last, eligible__gt=0).order_by("-eligible")[:_CHARTED]
    points = [Point(title_of(result.policy), result.eligible) for result in results]
    if not points:
        return None
    note = _("The run of %(day)s") % {"day": long_day(last.started_at)}
    return Chart(_("Found in the last run over everybody"), _("people and enterprises"), points, note)


def title_of(code: str) -> str:
    try:
        return in_language(policies.policy(code).titles)
    except policies.UnknownPolicy:  # of a library that has changed since
        return code
