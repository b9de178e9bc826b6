"""The data steward's desk: what was delivered, and what was held back and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.facts.descriptors import descriptors
from eligibility.facts.models import Feed, QuarantinedRow
from eligibility.facts.words import dataset_title, field_title
from services.bodies.api import body_names
from services.core.calendar.api import today
from services.core.components.api import Tone
from services.core.desk.api import PeriodFilter, ReadOnlyAdmin, ReadOnlyInline


class DatasetFilter(admin.SimpleListFilter):
    title = _("dataset")
    parameter_name = "dataset"
    field = "dataset"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [(name, dataset_title(name)) for name in descriptors()]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset


class DatasetOfFeedFilter(DatasetFilter):
    field = "feed__dataset"


class QuarantineInline(ReadOnlyInline):
    model = QuarantinedRow
    fields = ("line", "field_label", "value", "reason")
    verbose_name_plural = _("first rows in quarantine")

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuarantinedRow]:
        return super().get_queryset(request).select_related("feed").order_by("line", "id")

    @admin.display(description=_("field"))
    def field_label(self, row: QuarantinedRow) -> str:
        return _field_label(row.feed.dataset, row.field)

    @admin.display(description=pgettext_lazy("feed", "reason"))
    def reason(self, row: QuarantinedRow) -> str:
        return row.reason


@admin.register(Feed)
class FeedAdmin(ReadOnlyAdmin):
    list_display = ("title", "sender", "label", "state", "rows", "quarantined", "received_at")
    list_filter = (DatasetFilter, "state", ("received_at", PeriodFilter))
    search_fields = ("=id", "=label")
    search_help_text = _("The whole delivery key, file name or identifier")
    fields = (
        "title", "sender", "label", "received_at", "state", "why", "size", "content_hash", "rows", "applied",
        "unchanged", "quarantined", "all_quarantined", "id",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (QuarantineInline,)
    tones: ClassVar = {Feed.State.APPLIED: Tone.SUCCESS, Feed.State.REJECTED: Tone.DANGER}
    about = _("What other bodies delivered, and what became of it.")
    nothing = _("A delivery comes by the machine interface or by manage.py feed.")

    def called(self, row: Feed) -> str:
        return f"{row.dataset_title} {row.label}".strip()

    def prepare(self, rows: Sequence[Feed]) -> None:
        names = body_names({row.body for row in rows}, today())
        for row in rows:
            row.body_words = names[row.body]

    @admin.display(description=_("sent by"), ordering="body")
    def sender(self, feed: Feed) -> str:
        return feed.body_words

    @admin.display(description=_("dataset"), ordering="dataset")
    def title(self, feed: Feed) -> str:
        return feed.dataset_title

    @admin.display(description=_("why it was rejected"), empty_value="")
    def why(self, feed: Feed) -> str:
        return feed.reason

    @admin.display(description=_("content hash (SHA-256)"))
    def content_hash(self, feed: Feed) -> str:
        return bytes(feed.sha256).hex()

    @admin.display(description=_("all rows in quarantine"))
    def all_quarantined(self, feed: Feed) -> SafeString:
        url = reverse("admin:facts_quarantinedrow_changelist") + f"?feed__id__exact={feed.pk}"
        return format_html('<a href="{}">{}</a>', url, _("Show the list"))


@admin.register(QuarantinedRow)
class QuarantinedRowAdmin(ReadOnlyAdmin):
    list_display = ("place", "field_label", "value", "why")
    list_filter = (DatasetOfFeedFilter, ("feed__received_at", PeriodFilter))
    list_select_related = ("feed",)
    search_fields = ("=feed__id", "=field", "=code")
    search_help_text = _("The whole identifier of a delivery, name of a field or code of a reason")
    fields = ("feed", "line", "field_label", "value", "code", "why")
    readonly_fields = fields
    ordering = ("-id",)
    sortable_by = ()
    about = _("Rows that were held back because something in them can’t be right. Their body sends them again, mended.")
    nothing = _("Every row that was delivered could be used.")

    def called(self, row: QuarantinedRow) -> str:
        return _("%(dataset)s, line %(line)s") % {"dataset": row.feed.dataset_title, "line": row.line}

    @admin.display(description=_("Delivery and line"))
    def place(self, row: QuarantinedRow) -> str:
        return format_html("{}<br><small>{}</small>", self.called(row), row.feed.label)

    @admin.display(description=_("field"), ordering="field")
    def field_label(self, row: QuarantinedRow) -> str:
        return _field_label(row.feed.dataset, row.field)

    @admin.display(description=pgettext_lazy("feed", "reason"), ordering="code")
    def why(self, row: QuarantinedRow) -> str:
        return row.reason


def _field_label(dataset: str, names: str) -> str:
    """The titles of the fields that a row in quarantine names (a key may have several)."""
    if dataset not in descriptors():
        return names
    return ", ".join(field_title(dataset, name) for name in names.split(", ") if name)
