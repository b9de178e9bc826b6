"""The access log, to look at. It holds who read, never what was read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from services.core.access.models import AccessEntry
from services.core.desk.api import LogAdmin, PeriodFilter


@admin.register(AccessEntry)
class AccessEntryAdmin(LogAdmin):
    list_display = ("at", "who", "purpose", "datasets", "scope", "subject")
    list_filter = ("purpose", "actor_kind", ("at", PeriodFilter))
    about = _("Who read whose facts, for what. Everybody sees the lines about themselves in My file.")
    search_fields = ("=subject", "=actor_id", "=policy")
    search_help_text = _("The whole subject, actor or policy, not a part of it")
