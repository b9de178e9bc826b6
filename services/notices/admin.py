"""That a notice was sent, how it got there and that it was read; not what it said: its parameters are its reader's."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor
from services.core.desk.api import ReadOnlyAdmin, ReadOnlyInline, desk_action
from services.core.transitions.api import TransitionError
from services.notices.contacts import masked_value
from services.notices.letters import LetterRefused, document_of, mark_dispatched, mark_printed, mark_returned
from services.notices.models import Contact, Delivery, Letter, Notice, PushSubscription
from services.notices.telling import place_of

_REFUSALS = (LetterRefused, TransitionError)


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    fields = ("channel", "place", "state", "reason", "tries", "due_at", "sent_at", "delivered_at", "opened_at")

    @admin.display(description=_("to"))
    def place(self, delivery: Delivery) -> str:
        return place_of(delivery)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("sent_at", "kind", "subject", "read_at", "rung", "climb_at", "settled_as")
    list_filter = ("kind", "settled_as")
    search_fields = ("=subject", "=key", "=code")
    search_help_text = _("The whole subject, key or code, not a part of it")
    exclude = ("params", "path")
    inlines: ClassVar = [DeliveryInline]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "channel", "place", "state", "reason", "tries", "due_at", "sent_at", "delivered_at")
    list_filter = ("state", "channel", "reason")
    list_select_related = ("contact", "subscription")
    search_fields = ("=id", "=person", "=notice__id")
    search_help_text = _("The whole delivery, reader or notice, not a part of it")
    fields = (
        *("notice", "person", "channel", "place", "rung", "state", "reason", "tries", "language"),
        *("created_at", "due_at", "sent_at", "delivered_at", "opened_at"),
    )
    readonly_fields = ("place",)

    @admin.display(description=_("to"))
    def place(self, delivery: Delivery) -> str:
        return place_of(delivery)


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    list_display = ("person", "kind", "masked", "source", "body", "verified_at", "ended_at")
    list_filter = ("kind", "source")
    search_fields = ("=person",)
    search_help_text = _("The whole person, not a part of it")
    fields = ("person", "kind", "masked", "source", "body", "verified_at", "ended_at")
    readonly_fields = ("masked",)

    @admin.display(description=_("number or address"))
    def masked(self, contact: Contact) -> str:
        return masked_value(contact.kind, contact.value)


@admin.register(PushSubscription)
class PushSubscriptionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "person", "host", "language", "ended_at")
    list_filter = ("host",)
    search_fields = ("=person",)
    search_help_text = _("The whole person, not a part of it")
    fields = ("person", "host", "language", "created_at", "ended_at")


class WaitingFilter(admin.SimpleListFilter):
    title = _("what is to be done")
    parameter_name = "waiting"

    def lookups(self, _request: HttpRequest, _page: object) -> list[tuple[str, str]]:
        return [("print", _now("To print")), ("post", _now("Printed, to post")), ("away", _now("On their way"))]

    def queryset(self, _request: HttpRequest, letters: QuerySet[Letter]) -> QuerySet[Letter]:
        wanted: dict[str, dict[str, Any]] = {
            "print": {"printed_at__isnull": True, "delivery__state": "queued"},
            "post": {"printed_at__isnull": False, "dispatched_at__isnull": True, "delivery__state": "queued"},
            "away": {"dispatched_at__isnull": False},
        }
        chosen = wanted.get(self.value() or "")
        return letters if chosen is None else letters.filter(**chosen)


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("made_at", "state", "pdf", "printed_at", "dispatched_at")
    list_filter = (WaitingFilter,)
    list_select_related = ("delivery",)
    fields = ("delivery", "state", "pdf", "sha256", "made_at", "printed_at", "dispatched_at")
    readonly_fields = ("state", "pdf")
    actions = ("printed", "dispatched", "returned")

    @admin.display(description=_("state"))
    def state(self, letter: Letter) -> str:
        return str(letter.delivery.get_state_display())

    @admin.display(description=_("document"))
    def pdf(self, letter: Letter) -> str:
        return format_html('<a href="{}">PDF</a>', reverse("admin:notices_letter_pdf", args=[letter.pk]))

    def get_urls(self) -> list[URLPattern]:
        show = self.admin_site.admin_view(self.show_pdf)
        return [path("<uuid:letter>/pdf/", show, name="notices_letter_pdf"), *super().get_urls()]

    def show_pdf(self, request: HttpRequest, letter: UUID) -> HttpResponse:
        """Names its addressee, so it takes the right to handle letters, not only to see that there are some."""
        if not request.user.has_perm("notices.dispatch_letter"):
            raise PermissionDenied
        row = Letter.objects.filter(pk=letter).first()
        if row is None:
            raise Http404
        response = HttpResponse(document_of(row), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="letter-{row.pk}.pdf"'
        return response

    @desk_action(label=_("Mark as printed"), permission="notices.dispatch_letter", refusals=_REFUSALS)
    def printed(self, letter: Letter, *, actor: Actor, at: datetime) -> None:
        mark_printed(letter=letter.pk, actor=actor, at=at)

    @desk_action(label=_("Mark as posted"), permission="notices.dispatch_letter", refusals=_REFUSALS)
    def dispatched(self, letter: Letter, *, actor: Actor, at: datetime) -> None:
        mark_dispatched(letter=letter.pk, actor=actor, at=at)

    @desk_action(label=_("Mark as come back"), permission="notices.dispatch_letter", refusals=_REFUSALS)
    def returned(self, letter: Letter, *, actor: Actor, at: datetime) -> None:
        mark_returned(letter=letter.pk, actor=actor, at=at)
