"""That a notice was sent and read, not what it said: its parameters are its reader's."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from services.core.desk.api import ReadOnlyAdmin
from services.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("sent_at", "kind", "subject", "read_at")
    list_filter = ("kind",)
    search_fields = ("=subject", "=key")
    search_help_text = _("The whole subject or key, not a part of it")
    exclude = ("params", "path")
