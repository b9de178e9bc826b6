from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from eligibility.matching.models import MatchResult, MatchRun
from services.core.desk.api import ReadOnlyAdmin, ReadOnlyInline, money_column


class MatchResultInline(ReadOnlyInline):
    model = MatchResult
    fields = ("policy", "evaluated", "eligible", "not_eligible", "unknown", "sum", "seconds", "missing", "failed")
    sum = money_column("amount", _("amount"))


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "trigger", "as_of", "state", "finished_at")
    list_filter = ("trigger", "state")
    date_hierarchy = "started_at"
    inlines = (MatchResultInline,)
