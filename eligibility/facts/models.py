"""Deliveries of datasets and the rows that were held back. The facts themselves live in schema `facts` (see ddl)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.facts import reasons
from eligibility.facts.descriptors import descriptors
from services.core.languages.api import in_language


class Feed(models.Model):
    """One delivery of a dataset: applied (its good rows) or rejected as a whole."""

    class State(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("feed", "Applied")
        REJECTED = "rejected", pgettext_lazy("feed", "Rejected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.CharField(_("dataset"), max_length=40)
    body = models.CharField(_("sent by"), max_length=40)
    # The file's name, or the Idempotency-Key of a call: the same content under the same label is the same delivery.
    label = models.CharField(_("file or delivery key"), max_length=200, blank=True)
    sha256 = models.BinaryField(_("content hash"), max_length=32, editable=False)
    size = models.BigIntegerField(_("bytes"))
    received_at = models.DateTimeField(pgettext_lazy("feed", "received"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    rows = models.PositiveIntegerField(pgettext_lazy("feed", "rows"), default=0)
    applied = models.PositiveIntegerField(_("rows applied"), default=0)
    unchanged = models.PositiveIntegerField(_("rows unchanged"), default=0)
    quarantined = models.PositiveIntegerField(_("rows in quarantine"), default=0)
    code = models.CharField(_("why it was rejected"), max_length=40, blank=True)
    params = models.JSONField(default=dict, blank=True, editable=False)

    # True on the instance that a repeated delivery gets back: nothing was changed this time.
    repeated: bool = False
    body_words: str = ""  # filled in by pages that name the body

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ("-received_at",)
        indexes: ClassVar = [models.Index(fields=["dataset", "-received_at"], name="facts_feed_by_dataset")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=["applied", "rejected"]), name="facts_feed_state"),
            models.CheckConstraint(
                condition=models.Q(rows=models.F("applied") + models.F("unchanged") + models.F("quarantined")),
                name="facts_feed_rows_add_up",
            ),
            models.CheckConstraint(
                condition=models.Q(state="applied", code="") | models.Q(state="rejected", rows=0) & ~models.Q(code=""),
                name="facts_feed_rejected_says_why",
            ),
            models.UniqueConstraint(
                fields=["dataset", "sha256", "label"],
                condition=models.Q(state="applied"),
                name="facts_feed_applied_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.label}".strip()

    @property
    def dataset_title(self) -> str:
        known = descriptors().get(self.dataset)
        return in_language(known.titles) if known else self.dataset

    @property
    def reason(self) -> str:
        """Why it was rejected, in the reader's language; empty for an applied feed."""
        return reasons.render(self.code, self.params) if self.code else ""


class QuarantinedRow(models.Model):
    """One thing wrong in one line of a feed; the line was not applied. A line may have several."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="quarantine", verbose_name=_("feed"))
    line = models.PositiveIntegerField(pgettext_lazy("feed", "line"))
    field = models.CharField(_("field"), max_length=200, blank=True)
    # National identifiers and account numbers are masked before they come here.
    value = models.CharField(pgettext_lazy("feed", "value"), max_length=200, blank=True)
    code = models.CharField(_("reason code"), max_length=40)
    params = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("row in quarantine")
        verbose_name_plural = _("rows in quarantine")
        ordering = ("feed", "line", "id")
        indexes: ClassVar = [models.Index(fields=["feed", "line"], name="facts_quarantine_by_line")]

    def __str__(self) -> str:
        return f"{self.feed_id}:{self.line}"

    @property
    def reason(self) -> str:
        """What is wrong, in the reader's language."""
        return reasons.render(self.code, self.params)
