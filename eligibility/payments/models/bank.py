"""What was said to the bank and what the bank said, kept whole; and each statement with what it changed."""

from __future__ import annotations

import uuid
from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from services.core.crypto.api import EncryptedTextField
from services.core.money.api import MoneyField


class Direction(models.TextChoices):
    OUT = "out", _("To the bank")
    IN = "in", _("From the bank")


class Reading(models.TextChoices):
    READ = "read", pgettext_lazy("a message of the bank", "Read")
    UNREADABLE = "unreadable", _("Not readable")
    CONFLICT = "conflict", _("Same identifier, other content")


class Effect(models.TextChoices):
    APPLIED = "applied", _("Changed the payment")
    REPEATED = "repeated", _("Said before")
    LATE = "late", _("Overtaken by a later statement")
    CONTRADICTION = "contradiction", _("Contradicts an earlier statement")
    UNMATCHED = "unmatched", _("About nothing that we sent")
    UNKNOWN_CODE = "unknown_code", _("A status that is not known")


# What no rule of ours can explain: a person asks the bank.
UNEXPLAINED: Final = frozenset({Effect.CONTRADICTION, Effect.UNMATCHED, Effect.UNKNOWN_CODE})


class BankMessage(models.Model):
    """A message as it was sent or came. Its text holds accounts and names, so it is encrypted; lists show digests."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    name = models.CharField(_("message"), max_length=35, blank=True)
    message_id = models.CharField(_("MsgId"), max_length=35, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    body = EncryptedTextField(_("text"))
    reading = models.CharField(_("reading"), max_length=12, choices=Reading.choices, default=Reading.READ)
    error = models.CharField(_("error"), max_length=300, blank=True)
    times = models.PositiveIntegerField(_("times received or sent"), default=1)
    batch = models.ForeignKey(
        "payments.Batch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("batch"),
    )
    at = models.DateTimeField(_("first received or sent at"))

    class Meta:
        verbose_name = _("bank message")
        verbose_name_plural = _("bank messages")
        ordering: ClassVar = ["-at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(direction__in=Direction.values), name="payments_message_direction_known"
            ),
            models.CheckConstraint(
                condition=models.Q(reading__in=Reading.values), name="payments_message_reading_known"
            ),
            models.UniqueConstraint(fields=["direction", "sha256"], name="payments_message_once"),
            # Content that contradicts an earlier message of the same id is kept beside it, but not believed.
            models.UniqueConstraint(
                fields=["direction", "message_id"],
                condition=models.Q(reading=Reading.READ),
                name="payments_message_id_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.message_id}"


class BankStatementQuerySet(models.QuerySet["BankStatement"]):
    def disputes(self) -> BankStatementQuerySet:
        """Where the bank contradicts itself and nobody has cleared it up: nothing more is paid for that obligation."""
        return self.filter(effect=Effect.CONTRADICTION, resolved_at__isnull=True)


class BankStatement(models.Model):
    """One statement of an answer about one payment (or about none that we know), and what it did."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(
        BankMessage, on_delete=models.PROTECT, related_name="statements", verbose_name=_("message")
    )
    about = models.CharField(_("original MsgId"), max_length=35, blank=True)
    reference = models.CharField(_("EndToEndId"), max_length=35, blank=True)
    status = models.CharField(_("status"), max_length=35)
    reason_code = models.CharField(_("reason code"), max_length=35, blank=True)
    amount = MoneyField(_("amount"), null=True, blank=True)
    payment = models.ForeignKey(
        "payments.Payment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("payment"),
    )
    effect = models.CharField(_("effect"), max_length=16, choices=Effect.choices)
    resolved_at = models.DateTimeField(_("cleared up at"), null=True, blank=True)
    resolution = models.TextField(_("what the bank explained"), blank=True)

    objects = BankStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank statement line")
        verbose_name_plural = _("bank statement lines")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["payment"],
                condition=models.Q(effect=Effect.CONTRADICTION, resolved_at__isnull=True),
                name="payments_statement_disputed",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(effect__in=Effect.values), name="payments_statement_effect_known"
            ),
            models.CheckConstraint(
                condition=models.Q(effect=Effect.UNMATCHED) | models.Q(payment__isnull=False),
                name="payments_statement_matched_has_payment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.status}"

    @property
    def needs_an_answer(self) -> bool:
        """Whether a person still has to find out from the bank what it means."""
        return self.resolved_at is None and self.effect in UNEXPLAINED


class Inbox(models.Model):
    """Up to which of its numbers the bank's answers have been fetched. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    fetched_up_to = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("inbox")
        verbose_name_plural = _("inboxes")
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="payments_inbox_is_one")]

    def __str__(self) -> str:
        return str(self.fetched_up_to)
