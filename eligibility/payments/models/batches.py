"""A batch: payments that go to the bank as one file, after two people signed it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eligibility.payments.models.bank import BankStatement
from eligibility.payments.states import BatchState
from services.core.money.api import MoneyField

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from eligibility.payments.models.payments import Payment

_UNSEALED = [BatchState.DRAFT, BatchState.ABORTED]
_UNSIGNED = [BatchState.DRAFT, BatchState.SEALED, BatchState.IN_APPROVAL, BatchState.ABORTED]


def _signer(label: str | Promise) -> models.ForeignKey:  # type: ignore[type-arg]  # generic only for the type checker
    return models.ForeignKey(
        "identity.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,  # type: ignore[arg-type]  # the stubs forget that a label may be lazy
    )


class Batch(models.Model):
    """Its id is the MsgId; sealing freezes members, sum and file (triggers hold them)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True)
    state = models.CharField(_("state"), max_length=20, choices=BatchState.choices, default=BatchState.DRAFT)
    created_at = models.DateTimeField(_("built at"))
    execution_date = models.DateField(_("execution date"))

    count = models.PositiveIntegerField(_("payments"), default=0)
    total = MoneyField(_("total"))
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)

    submitted_by = _signer(_("submitted by"))
    first_approver = _signer(_("first signature"))
    second_approver = _signer(_("second signature"))
    released_by = _signer(_("released by"))
    refusal = models.CharField(_("the bank’s refusal"), max_length=300, blank=True)

    if TYPE_CHECKING:
        members: RelatedManager[Payment]

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=BatchState.values), name="payments_batch_state_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=_UNSEALED)
                | models.Q(
                    count__gt=0, total__gt=Value(0), sealed_at__isnull=False, file_sha256__regex=r"^[0-9a-f]{64}$"
                ),
                name="payments_batch_sealed_is_complete",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_UNSIGNED)
                | models.Q(submitted_by__isnull=False, first_approver__isnull=False, second_approver__isnull=False),
                name="payments_batch_approved_is_signed_twice",
            ),
            models.CheckConstraint(
                condition=~models.Q(first_approver=models.F("second_approver")),
                name="payments_batch_two_different_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(submitted_by=models.F("second_approver")),
                name="payments_batch_maker_is_not_checker",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[*_UNSIGNED, BatchState.APPROVED]) | models.Q(released_by__isnull=False),
                name="payments_batch_released_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Batch %(number)d")) % {"number": self.number}

    @property
    def message_id(self) -> str:
        """MsgId and PmtInfId of the file."""
        return self.id.hex

    def has_disputed_members(self) -> bool:
        """Whether the bank contradicts itself, unresolved, about an obligation of this batch."""
        obligations = self.members.values("obligation_id")
        return BankStatement.objects.disputes().filter(payment__obligation_id__in=obligations).exists()
