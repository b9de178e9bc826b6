"""The desk of the audit log and of the outbox."""

from datetime import datetime
from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import Actor, AuditEntry, record
from services.core.components.api import Tone
from services.core.desk.actions import desk_action
from services.core.desk.bases import LogAdmin, ReadOnlyAdmin, ReadOnlyInline
from services.core.desk.filters import PeriodFilter
from services.core.desk.verbs import verb_of
from services.core.outbox.api import Delivery, DeliveryState, Event, Tick, retry


@admin.register(AuditEntry)
class AuditEntryAdmin(LogAdmin):
    list_display = ("at", "what", "about_what", "who")
    list_filter = ("actor_kind", ("at", PeriodFilter))
    search_fields = ("=object_id", "=actor_id")
    search_help_text = _("The whole object or actor, not a part of it")
    about = _("Every act, in the order in which it was recorded. Nobody can change or remove a line.")

    def called(self, row: AuditEntry) -> str:
        return f"{verb_of(row.action)} ({row.action})"

    @admin.display(description=_("what happened"))
    def what(self, entry: AuditEntry) -> str:
        return verb_of(entry.action)


class DeliveryInline(ReadOnlyInline):
    model = Delivery


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("topic", "id", "created_at")
    list_filter = (("created_at", PeriodFilter),)
    search_fields = ("=topic",)
    search_help_text = _("The whole topic, not a part of it")
    ordering = ("-id",)
    sortable_by = ()
    about = _(
        "What happened and had to be acted on after it was certain. Delivered events are removed after some weeks."
    )
    inlines: ClassVar = [DeliveryInline]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("handler", "event", "state", "attempts", "due_at", "finished_at", "last_error")
    list_filter = ("state",)
    list_select_related = ("event",)
    ordering = ("-id",)
    sortable_by = ()
    actions = ("retry_dead",)
    tones: ClassVar = {DeliveryState.DONE: Tone.SUCCESS, DeliveryState.DEAD: Tone.DANGER}
    about = _("Each event for each part of the portal that acts on it.")

    @desk_action(
        label=_("Retry what was given up"),
        permission="outbox.retry_delivery",
        consequence=_("It is tried again at once, and then up to fourteen times more."),
        done=_("It is tried again."),
        refusal=lambda delivery, _request: None if delivery.state == DeliveryState.DEAD else "",
    )
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
    about = _("What the portal does by itself at intervals, and when it last did.")
