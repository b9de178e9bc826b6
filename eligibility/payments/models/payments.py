"""A payment: one attempt to meet one obligation, with the account as it was confirmed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from eligibility.payments.states import UNPAID_FOR_GOOD, CheckState, Hold, PaymentState
from services.core.crypto.api import EncryptedTextField
from services.core.money.api import MoneyField


class Payment(models.Model):
    """Amount, payee and account are frozen when it is ordered (a trigger holds them); only its course changes.

    A rejected payment is not changed but followed by another attempt, so EndToEndId and account never part.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    obligation_id = models.UUIDField(_("obligation"), editable=False)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("replaces")
    )
    payee = models.ForeignKey(
        "identity.Subject", on_delete=models.PROTECT, related_name="+", verbose_name=_("payee"), editable=False
    )
    amount = MoneyField(_("amount"))
    purpose = models.CharField(_("purpose"), max_length=60)
    end_to_end_id = models.CharField(_("EndToEndId"), max_length=35, unique=True)

    account_number = EncryptedTextField(_("account number"))
    holder_name = EncryptedTextField(_("account holder"))
    bank_code = models.CharField(_("bank code"), max_length=14)
    account_last4 = models.CharField(_("last four digits"), max_length=4)
    account_index = models.BinaryField(max_length=32, editable=False)

    state = models.CharField(_("state"), max_length=12, choices=PaymentState.choices, default=PaymentState.CREATED)
    held = models.CharField(_("held"), max_length=20, choices=Hold.choices, default=Hold.NONE, blank=True)
    reason_code = models.CharField(_("reason code"), max_length=35, blank=True)
    batch = models.ForeignKey(
        "payments.Batch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("batch"),
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes: ClassVar = [
            models.Index(
                fields=["ordered_at", "id"],
                condition=models.Q(state=PaymentState.CREATED, held=Hold.NONE),
                name="payments_payment_to_batch",
            ),
            models.Index(
                fields=["held"],
                condition=models.Q(state=PaymentState.CREATED) & ~models.Q(held=Hold.NONE),
                name="payments_payment_held",
            ),
            models.Index(fields=["account_index"], name="payments_payment_account"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["obligation_id"],
                condition=~models.Q(state__in=sorted(UNPAID_FOR_GOOD)),
                name="payments_payment_one_live_attempt",
            ),
            models.UniqueConstraint(fields=["obligation_id", "attempt"], name="payments_payment_attempts_counted"),
            models.CheckConstraint(
                condition=models.Q(attempt=1, previous__isnull=True) | models.Q(attempt__gt=1, previous__isnull=False),
                name="payments_payment_later_attempt_has_former",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=Value(0)), name="payments_payment_amount_positive"),
            models.CheckConstraint(
                condition=models.Q(state__in=PaymentState.values), name="payments_payment_state_known"
            ),
            models.CheckConstraint(condition=models.Q(held__in=Hold.values), name="payments_payment_hold_known"),
            models.CheckConstraint(
                condition=models.Q(held=Hold.NONE) | models.Q(state=PaymentState.CREATED),
                name="payments_payment_held_before_batch",
            ),
            models.CheckConstraint(
                condition=models.Q(state=PaymentState.CREATED, batch__isnull=True)
                | models.Q(state=PaymentState.CANC)
                | (~models.Q(state__in=[PaymentState.CREATED, PaymentState.CANC]) & models.Q(batch__isnull=False)),
                name="payments_payment_batch_fits_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[PaymentState.ACSC, PaymentState.RETURNED], settled_at__isnull=False)
                | (~models.Q(state__in=[PaymentState.ACSC, PaymentState.RETURNED]) & models.Q(settled_at__isnull=True)),
                name="payments_payment_settled_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id


class AccountCheck(models.Model):
    """The question to the bank whether a payment's account belongs to the holder named. Its id is the MsgId."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="account_check", verbose_name=_("payment")
    )
    state = models.CharField(_("state"), max_length=12, choices=CheckState.choices, default=CheckState.REQUESTED)
    reason_code = models.CharField(_("reason code"), max_length=35, blank=True)
    requested_at = models.DateTimeField(_("asked at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("account check")
        verbose_name_plural = _("account checks")
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(sent_at__isnull=True), name="payments_check_unsent")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=CheckState.values), name="payments_check_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=CheckState.REQUESTED, answered_at__isnull=True)
                | (~models.Q(state=CheckState.REQUESTED) & models.Q(answered_at__isnull=False)),
                name="payments_check_answer_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def message_id(self) -> str:
        """MsgId of the acmt.023 and the Id of the one question in it."""
        return self.id.hex
