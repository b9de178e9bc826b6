"""The data steward's desk: what was delivered, and what was held back and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.facts.descriptors import descriptors
from eligibility.facts.models import Feed, QuarantinedRow
from eligibility.facts.words import dataset_title, field_title
from services.core.desk.api import ReadOnlyAdmin, ReadOnlyInline

if TYPE_CHECKING:
    FormSet = BaseInlineFormSet[QuarantinedRow, Feed, Any]
else:
    FormSet = BaseInlineFormSet

_ROWS_ON_PAGE = 100


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


class _FirstRows(FormSet):
    """A feed may hold back a million rows; its page shows the first, the list all."""

    def get_queryset(self) -> QuerySet[QuarantinedRow]:
        return self._first

    @cached_property
    def _first(self) -> QuerySet[QuarantinedRow]:
        return super().get_queryset().select_related("feed")[:_ROWS_ON_PAGE]


class QuarantineInline(ReadOnlyInline):
    model = QuarantinedRow
    formset = _FirstRows
    fields = ("line", "field_label", "value", "reason")
    readonly_fields = fields
    verbose_name_plural = _("first rows in quarantine")

    @admin.display(description=_("field"))
    def field_label(self, row: QuarantinedRow) -> str:
        return _field_label(row.feed.dataset, row.field)

    @admin.display(description=pgettext_lazy("feed", "reason"))
    def reason(self, row: QuarantinedRow) -> str:
        return row.reason


@admin.register(Feed)
class FeedAdmin(ReadOnlyAdmin):
    list_display = ("received_at", "title", "body", "label", "state", "rows", "applied", "unchanged", "quarantined")
    list_filter = (DatasetFilter, "state", "body", "received_at")
    search_fields = ("=id", "label")
    fields = (
        "id", "title", "body", "label", "received_at", "state", "why", "size", "content_hash", "rows", "applied",
        "unchanged", "quarantined", "all_quarantined",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (QuarantineInline,)

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
    list_display = ("feed", "line", "field_label", "value", "why")
    list_filter = (DatasetOfFeedFilter, "feed__body", "feed__received_at")
    list_select_related = ("feed",)
    search_fields = ("=feed__id", "=field", "=code")
    fields = ("feed", "line", "field_label", "value", "code", "why")
    readonly_fields = fields

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
    return ", ".join(f"{field_title(dataset, name)} ({name})" for name in names.split(", ") if name)
