"""Offers, entitlements, instalments and contests. Shape and constraints only: `commands` is who writes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from eligibility.awards.states import EntitlementState, OfferState
from services.core.crypto.api import EncryptedTextField
from services.core.money.api import MoneyField

LIVE_OFFERS = (OfferState.CANDIDATE, OfferState.OFFERED)


class Award(models.Model):
    """What an offer and its entitlement have in common: who is owed what, by which version, for which event."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.CharField(_("policy"), max_length=80)
    version = models.ForeignKey("policies.PolicyVersion", models.PROTECT, related_name="+", verbose_name=_("version"))
    subject = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+", verbose_name=_("subject"))
    award_key = models.CharField(
        _("award key"), max_length=200, help_text=_("What makes it unique besides policy and subject: event and period")
    )
    event_date = models.DateField(_("event date"))
    period_start = models.DateField(_("first period from"), null=True)
    period_end = models.DateField(_("first period to"), null=True)
    amount = MoneyField(_("amount"))
    total = MoneyField(_("amount in all"), null=True)
    # The frozen verdict: reasons and facts used, as the engine serialises them.
    verdict = models.JSONField(_("verdict"))
    verdict_hash = models.CharField(_("hash of the verdict"), max_length=64)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        abstract = True


class Offer(Award):
    """A verdict shown to its subject, waiting for one click of the subject or who represents it."""

    unit_key = models.CharField(_("key of the award unit's row"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=OfferState.choices, default=OfferState.CANDIDATE)
    payees = models.JSONField(_("who may be paid"), default=list, help_text=_("Ids of subjects, the first is proposed"))
    confirm_by = models.DateField(_("confirm by"))
    snoozed_until = models.DateField(_("not before"), null=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("replaces")
    )

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ("-created_at", "id")
        constraints = [
            models.CheckConstraint(name="offer_state_known", condition=Q(state__in=OfferState.values)),
            models.CheckConstraint(name="offer_amount_positive", condition=Q(amount__gt=Value(0))),
            models.CheckConstraint(
                name="offer_period_whole",
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                | Q(period_end__gte=models.F("period_start")),
            ),
            # A withdrawn offer gives way to its successor; anything else stands for good.
            models.UniqueConstraint(
                name="one_offer_per_award",
                fields=("policy", "subject", "award_key"),
                condition=~Q(state=OfferState.WITHDRAWN),
            ),
        ]
        indexes = [models.Index(name="offer_of_subject", fields=("subject", "state"))]

    def __str__(self) -> str:
        return f"{self.policy} {self.id}"


class Entitlement(Award):
    """What was confirmed: amount, account, policy version and facts, frozen."""

    offer = models.OneToOneField(Offer, models.PROTECT, related_name="entitlement", verbose_name=_("offer"))
    state = models.CharField(
        _("state"), max_length=20, choices=EntitlementState.choices, default=EntitlementState.PENDING_APPROVAL
    )
    payee = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+", verbose_name=_("payee"))
    confirmed_by = models.ForeignKey(
        "identity.Subject", models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    account_number = EncryptedTextField(_("account"))
    account_holder = EncryptedTextField(_("account holder"))
    account_bank = models.CharField(_("bank"), max_length=20)
    account_known = models.BooleanField(_("account known from the registers"))

    class Meta:
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        ordering = ("-created_at", "id")
        constraints = [
            models.CheckConstraint(name="entitlement_state_known", condition=Q(state__in=EntitlementState.values)),
            models.CheckConstraint(name="entitlement_amount_positive", condition=Q(amount__gt=Value(0))),
            models.UniqueConstraint(
                name="one_entitlement_per_award",
                fields=("policy", "subject", "award_key"),
                condition=~Q(state__in=[EntitlementState.REJECTED, EntitlementState.CANCELLED]),
            ),
        ]
        indexes = [models.Index(name="entitlement_of_subject", fields=("subject", "state"))]

    def __str__(self) -> str:
        return f"{self.policy} {self.id}"


class Instalment(models.Model):
    """One period of an entitlement that is to be paid; its id is the payment's obligation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="instalments")
    period_start = models.DateField(_("from"), null=True)
    period_end = models.DateField(_("to"), null=True)
    amount = MoneyField(_("amount"))
    verdict_hash = models.CharField(_("hash of the verdict"), max_length=64)
    created_at = models.DateTimeField(_("created"))
    settled_at = models.DateTimeField(_("paid"), null=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ("period_start", "id")
        constraints = [
            models.UniqueConstraint(
                name="one_instalment_per_period", fields=("entitlement", "period_start"), nulls_distinct=False
            ),
            models.CheckConstraint(name="instalment_amount_positive", condition=Q(amount__gt=Value(0))),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Contest(models.Model):
    """*This is wrong*: which fact its subject disputes and what they say is right. It becomes a clerk's task."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="contests", verbose_name=_("offer"))
    dataset = models.CharField(_("dataset"), max_length=80)
    field = models.CharField(_("field"), max_length=80)
    path = models.CharField(_("path"), max_length=300)
    statement = EncryptedTextField(_("what is right"))
    raised_by = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+", verbose_name=_("raised by"))
    raised_at = models.DateTimeField(_("raised"))
    answer_by = models.DateField(_("answer by"))

    class Meta:
        verbose_name = _("contest of a fact")
        verbose_name_plural = _("contests of facts")
        ordering = ("-raised_at", "id")

    def __str__(self) -> str:
        return str(self.id)
