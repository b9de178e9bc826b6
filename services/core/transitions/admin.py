"""The history of all objects, to look at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from services.core.desk.api import LogAdmin, PeriodFilter
from services.core.transitions.models import HistoryEntry


@admin.register(HistoryEntry)
class HistoryEntryAdmin(LogAdmin):
    list_display = ("at", "about_what", "source", "target", "who", "reason")
    list_filter = ("actor_kind", ("at", PeriodFilter))
    about = _("Each step of everything that has states: from which to which, by whom, and why.")
    search_fields = ("=object_id", "=actor_id")
    search_help_text = _("The whole object or actor, not a part of it")
