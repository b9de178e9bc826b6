"""Events and what became of them."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Something that happened, in ids only: personal data stays in its own tables."""

    topic = models.CharField(_("topic"), max_length=100)
    payload = models.JSONField(_("payload"))
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [models.Index(fields=["created_at"], name="outbox_event_by_age")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(topic=""), name="outbox_event_has_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("waiting")
    DONE = "done", _("delivered")
    DEAD = "dead", _("given up")


class Delivery(models.Model):
    """One event for one handler. `due_at` empty means at once; during and after a try it is when to try again."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("event"))
    handler = models.CharField(_("handler"), max_length=150)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        permissions: ClassVar = [("retry_delivery", _("Can retry deliveries that were given up"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "handler"], name="outbox_delivery_once_per_handler"),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="outbox_delivery_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=DeliveryState.PENDING) | models.Q(finished_at__isnull=False),
                name="outbox_delivery_end_is_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=models.Q(state=DeliveryState.PENDING), name="outbox_delivery_waiting"
            ),
            models.Index(fields=["id"], condition=models.Q(state=DeliveryState.DEAD), name="outbox_delivery_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} #{self.pk}"


class Tick(models.Model):
    """When a periodic tick last began, whichever worker ran it."""

    name = models.CharField(_("name"), max_length=100, primary_key=True)
    began_at = models.DateTimeField(_("began at"))
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("periodic tick")
        verbose_name_plural = _("periodic ticks")

    def __str__(self) -> str:
        return self.name
