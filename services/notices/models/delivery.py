"""The attempts to reach somebody with a notice."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.core.crypto.api import EncryptedTextField
from services.notices.ladders import ChannelCode
from services.notices.models.contact import Contact, PushSubscription
from services.notices.models.notice import Notice
from services.notices.states import DeliveryState, Reason


class Delivery(models.Model):
    """One notice for one reader by one channel. Its id is the idempotency id at whoever carries it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries", verbose_name=_("notice"))
    person = models.UUIDField(_("reader"))
    language = models.CharField(_("language"), max_length=10)
    channel = models.CharField(_("channel"), max_length=8, choices=ChannelCode.choices)
    rung = models.SmallIntegerField(_("rung of the ladder"))
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+", verbose_name=_("contact"))
    subscription = models.ForeignKey(
        PushSubscription, models.PROTECT, null=True, related_name="+", verbose_name=_("browser")
    )
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(
        _("to be sent at"), null=True, blank=True, help_text=_("Empty while it is in a worker's hands, and afterwards.")
    )
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("planned at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery of a notice")
        verbose_name_plural = _("deliveries of notices")
        ordering: ClassVar = ["created_at", "rung", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="notices_delivery_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=ChannelCode.values), name="notices_delivery_channel_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(reason="") | models.Q(reason__in=Reason.values),
                name="notices_delivery_reason_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=True) | models.Q(state=DeliveryState.QUEUED),
                name="notices_delivery_due_while_queued",
            ),
            # Two workers on one rung, or a rung climbed again after a crash: one message to one place.
            models.UniqueConstraint(
                fields=["notice", "person", "channel", "contact", "subscription"],
                nulls_distinct=False,
                name="notices_delivery_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="notices_delivery_due"),
            models.Index(
                fields=["channel"], condition=models.Q(state=DeliveryState.SENT), name="notices_delivery_under_way"
            ),
            models.Index(fields=["reference"], condition=~models.Q(reference=""), name="notices_delivery_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"


class Letter(models.Model):
    """A letter as it goes into the envelope. Kept as it was printed; encrypted, since it names its addressee."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="letter", verbose_name=_("delivery"))
    document = EncryptedTextField(_("document"))  # PDF, base64
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    printed_at = models.DateTimeField(_("printed at"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering: ClassVar = ["made_at", "id"]
        permissions: ClassVar = [("dispatch_letter", _("Can print letters and say that they are on their way"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(dispatched_at__isnull=True) | models.Q(printed_at__isnull=False),
                name="notices_letter_printed_before_dispatched",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class GatewayReading(models.Model):
    """How far a gateway's reports have been read."""

    gateway = models.CharField(_("gateway"), max_length=40, primary_key=True)
    last_number = models.BigIntegerField(_("last report read"), default=0)

    class Meta:
        verbose_name = _("reading of a gateway's reports")
        verbose_name_plural = _("readings of gateways' reports")

    def __str__(self) -> str:
        return self.gateway
