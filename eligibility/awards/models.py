"""Offers, entitlements, instalments, contests, decisions, appeals. Shape and constraints: commands are who writes."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from eligibility.awards.states import AppealState, ContestState, EntitlementState, OfferState
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


class Objection(models.Model):
    """What somebody says against a fact or a decision, and what they are answered; both may name people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = EncryptedTextField(_("what is right"))
    raised_by = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+", verbose_name=_("raised by"))
    raised_at = models.DateTimeField(_("raised"))
    answer_by = models.DateField(_("answer by"))
    answer = EncryptedTextField(_("answer"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        abstract = True


class Contest(Objection):
    """*This is wrong*: which fact its subject disputes and what they say is right. It becomes a clerk's task."""

    subject = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+", verbose_name=_("subject"))
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="contests", verbose_name=_("offer"))
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ContestState.choices,
        default=ContestState.RAISED,
        db_default=ContestState.RAISED,
    )
    dataset = models.CharField(_("dataset"), max_length=80)
    field = models.CharField(_("field"), max_length=80)
    path = models.CharField(_("path"), max_length=300, blank=True)
    record = models.CharField(_("record"), max_length=200, blank=True, db_default="")
    value = EncryptedTextField(_("value on record"), null=True)

    class Meta:
        verbose_name = _("contest of a fact")
        verbose_name_plural = _("contests of facts")
        ordering = ("-raised_at", "id")
        constraints = [
            models.CheckConstraint(name="contest_state_known", condition=Q(state__in=ContestState.values)),
            models.CheckConstraint(
                name="contest_answered_has_a_time",
                condition=Q(state__in=[ContestState.CORRECTED, ContestState.UPHELD], answered_at__isnull=False)
                | Q(state__in=[ContestState.RAISED, ContestState.WITHDRAWN], answered_at__isnull=True),
            ),
            # Sent twice it is one: the clerk has one task, the person one answer.
            models.UniqueConstraint(
                name="one_open_contest_per_fact",
                fields=("subject", "dataset", "record", "field"),
                condition=Q(state=ContestState.RAISED),
            ),
        ]
        indexes = [models.Index(name="contest_of_subject", fields=("subject", "-raised_at"))]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def about(self) -> UUID:
        return self.subject_id


class DecisionKind(models.TextChoices):
    NOT_GRANTED = "not_granted", _("Not granted")
    WITHDRAWN = "withdrawn", _("Offer withdrawn")
    ENDED = "ended", _("Benefit ended")
    FACT_UPHELD = "fact_upheld", _("Fact not changed")


class Decision(models.Model):
    """What somebody does not get, in writing: frozen with its reasons, and served, since periods run from then.

    A refusal is never the end of silence: it is made where the person asks for it, or where something that they had
    is taken back (an offer, a benefit), or where a fact that they dispute stays as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=DecisionKind.choices)
    subject = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+", verbose_name=_("subject"))
    body = models.CharField(_("deciding body"), max_length=40)
    policy = models.CharField(_("policy"), max_length=80, blank=True)
    version = models.ForeignKey(
        "policies.PolicyVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("version")
    )
    offer = models.OneToOneField(Offer, models.PROTECT, null=True, related_name="withdrawal", verbose_name=_("offer"))
    entitlement = models.OneToOneField(
        Entitlement, models.PROTECT, null=True, related_name="ending", verbose_name=_("entitlement")
    )
    contest = models.OneToOneField(
        Contest, models.PROTECT, null=True, related_name="decision", verbose_name=_("contest of a fact")
    )
    # As the engine serialises it; none where the rows that it was about are gone, or where a fact is at issue.
    verdict = models.JSONField(_("verdict"), null=True)
    verdict_hash = models.CharField(_("hash of the verdict"), max_length=64, blank=True)
    effective_on = models.DateField(_("holds from"))
    issued_at = models.DateTimeField(_("decided"))
    served_at = models.DateTimeField(_("served"), null=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-issued_at", "id")
        constraints = [
            models.CheckConstraint(name="decision_kind_known", condition=Q(kind__in=DecisionKind.values)),
            models.CheckConstraint(
                name="decision_names_its_object",
                condition=Q(kind=DecisionKind.NOT_GRANTED, offer=None, entitlement=None, contest=None)
                | Q(kind=DecisionKind.WITHDRAWN, offer__isnull=False, entitlement=None, contest=None)
                | Q(kind=DecisionKind.ENDED, offer=None, entitlement__isnull=False, contest=None)
                | Q(kind=DecisionKind.FACT_UPHELD, offer=None, entitlement=None, contest__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_is_served_after_it_is_made",
                condition=Q(served_at__isnull=True) | Q(served_at__gte=models.F("issued_at")),
            ),
            models.UniqueConstraint(
                name="one_refusal_for_the_same_reasons",
                fields=("policy", "subject", "verdict_hash"),
                condition=Q(kind=DecisionKind.NOT_GRANTED),
            ),
        ]
        indexes = [models.Index(name="decision_of_subject", fields=("subject", "-issued_at"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Appeal(Objection):
    """An objection to a decision, put to the body that made it: a person looks again. No later way is lost by it."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals", verbose_name=_("decision"))
    state = models.CharField(_("state"), max_length=20, choices=AppealState.choices, default=AppealState.LODGED)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ("-raised_at", "id")
        constraints = [
            models.CheckConstraint(name="appeal_state_known", condition=Q(state__in=AppealState.values)),
            models.CheckConstraint(
                name="appeal_answered_has_a_time",
                condition=Q(state__in=[AppealState.UPHELD, AppealState.OVERTURNED], answered_at__isnull=False)
                | Q(
                    state__in=[AppealState.LODGED, AppealState.UNDER_REVIEW, AppealState.WITHDRAWN],
                    answered_at__isnull=True,
                ),
            ),
            models.UniqueConstraint(
                name="one_open_appeal_per_decision",
                fields=("decision",),
                condition=Q(state__in=[AppealState.LODGED, AppealState.UNDER_REVIEW]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def about(self) -> UUID:
        return self.decision.subject_id
