from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from eligibility.matching.models import MatchResult, MatchRun, RunState
from eligibility.matching.panels import title_of
from services.core.components.api import Tone, long_day
from services.core.desk.api import PeriodFilter, ReadOnlyAdmin, ReadOnlyInline, money_column


class MatchResultInline(ReadOnlyInline):
    model = MatchResult
    fields = ("benefit", "evaluated", "eligible", "not_eligible", "unknown", "sum", "seconds", "missing", "failed")
    sum = money_column("amount", _("amount"))

    @admin.display(description=_("policy"))
    def benefit(self, result: MatchResult) -> str:
        return title_of(result.policy)


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "trigger", "as_of", "state", "finished_at")
    list_filter = ("trigger", "state", ("started_at", PeriodFilter))
    tones: ClassVar = {RunState.DONE: Tone.SUCCESS, RunState.FAILED: Tone.DANGER, RunState.RUNNING: Tone.INFO}
    about = _("Each time that the policies were decided: for everybody, or for those whom a delivery is about.")
    nothing = _("The first run follows the first delivery, or manage.py match.")
    inlines = (MatchResultInline,)

    def called(self, row: MatchRun) -> str:
        return f"{row.get_trigger_display()}, {long_day(row.started_at)}"
