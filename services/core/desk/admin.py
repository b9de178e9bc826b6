"""The desk of the audit log and of the outbox."""

from datetime import datetime
from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor, AuditEntry, record
from services.core.desk.actions import desk_action
from services.core.desk.bases import ReadOnlyAdmin, ReadOnlyInline
from services.core.outbox.api import Delivery, Event, Tick, retry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "action", "object_type", "object_id", "actor_kind", "actor_id", "on_behalf_of")
    list_filter = ("actor_kind",)
    search_fields = ("=action", "=object_id", "=actor_id")
    search_help_text = _("The whole action, object or actor, not a part of it")
    ordering = ("-id",)


class DeliveryInline(ReadOnlyInline):
    model = Delivery


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("id", "topic", "created_at")
    search_fields = ("=topic",)
    ordering = ("-id",)
    inlines: ClassVar = [DeliveryInline]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("id", "handler", "event", "state", "attempts", "due_at", "finished_at", "last_error")
    list_filter = ("state", "handler")
    list_select_related = ("event",)
    ordering = ("-id",)
    actions = ("retry_dead",)

    @desk_action(label=_("Retry what was given up"), permission="outbox.retry_delivery")
    def retry_dead(self, delivery: Delivery, *, actor: Actor, at: datetime) -> None:
        if retry([delivery.pk]):
            record(
                actor=actor,
                action="outbox.delivery.retried",
                object_type="outbox.delivery",
                object_id=str(delivery.pk),
                at=at,
                data={"handler": delivery.handler, "event": delivery.event_id},
            )


@admin.register(Tick)
class TickAdmin(ReadOnlyAdmin):
    list_display = ("name", "began_at", "last_error")
