"""Double-entry books of what the city owes and pays: append-only, each entry sums to zero (deferred trigger)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from services.core.money.api import MoneyField


class LedgerCode(models.TextChoices):
    EXPENSE = "benefit_expense", _("Benefit expense")
    PAYABLE = "benefits_payable", _("Benefits payable")
    TREASURY = "treasury_account", _("Treasury account at the bank")


class EntryKind(models.TextChoices):
    ORDER = "order", _("Obligation recognised")
    SETTLEMENT = "settlement", _("Paid")
    RETURN = "return", _("Returned by the bank")


class LedgerAccount(models.Model):
    code = models.CharField(_("code"), max_length=40, primary_key=True, choices=LedgerCode.choices)

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(code__in=LedgerCode.values), name="payments_account_code_known")
        ]

    def __str__(self) -> str:
        return str(LedgerCode(self.code).label)


class LedgerEntry(models.Model):
    """One event in money. An obligation is recognised once, whichever attempt then pays it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind.choices)
    obligation_id = models.UUIDField(_("obligation"), db_index=True)
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, related_name="entries", verbose_name=_("payment")
    )
    purpose = models.CharField(_("purpose"), max_length=60)
    at = models.DateTimeField(_("booked at"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering: ClassVar = ["-at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=EntryKind.values), name="payments_entry_kind_known"),
            models.UniqueConstraint(
                fields=["obligation_id"], condition=models.Q(kind=EntryKind.ORDER), name="payments_entry_ordered_once"
            ),
            models.UniqueConstraint(fields=["payment", "kind"], name="payments_entry_once_for_payment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.payment_id}"


class LedgerLine(models.Model):
    """Debit is positive, credit negative."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="lines", verbose_name=_("entry"))
    account = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="lines", verbose_name=_("account")
    )
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(amount=Value(0)), name="payments_line_not_empty"),
            models.UniqueConstraint(fields=["entry", "account"], name="payments_line_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"
