"""Match runs: what was decided for whom, in figures."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.core.components.api import long_day
from services.core.money.api import MoneyField


class RunState(models.TextChoices):
    RUNNING = "RUNNING", _("Running")
    DONE = "DONE", _("Done")
    FAILED = "FAILED", _("Failed")


class Trigger(models.TextChoices):
    POPULATION = "POPULATION", _("Whole population")
    FEED = "FEED", _("A feed arrived")


class MatchRun(models.Model):
    """One run over a population, or over what one feed changed. A dry run is not stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trigger = models.CharField(_("trigger"), max_length=20, choices=Trigger.choices)
    feed = models.UUIDField(_("feed"), null=True)
    as_of = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=20, choices=RunState.choices, default=RunState.RUNNING)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        ordering = ("-started_at", "id")
        constraints = [
            models.CheckConstraint(name="match_run_state_known", condition=Q(state__in=RunState.values)),
            models.UniqueConstraint(name="one_run_per_feed", fields=("feed",), condition=Q(feed__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{long_day(self.as_of)} {self.id}"


class MatchResult(models.Model):
    """What one run found for one policy."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="results")
    policy = models.CharField(_("policy"), max_length=80)
    evaluated = models.PositiveIntegerField(_("evaluated"))
    eligible = models.PositiveIntegerField(_("eligible"))
    not_eligible = models.PositiveIntegerField(_("not eligible"))
    unknown = models.PositiveIntegerField(_("unknown"))
    amount = MoneyField(_("amount"))
    seconds = models.FloatField(_("seconds"))
    missing = models.JSONField(_("unknown by missing facts"), default=dict)
    failed = models.JSONField(_("not eligible by failed condition"), default=dict)

    class Meta:
        verbose_name = _("result of a match run")
        verbose_name_plural = _("results of match runs")
        ordering = ("policy",)
        constraints = [
            models.UniqueConstraint(name="one_result_per_policy", fields=("run", "policy")),
            models.CheckConstraint(
                name="match_result_adds_up",
                condition=Q(evaluated=models.F("eligible") + models.F("not_eligible") + models.F("unknown")),
            ),
        ]

    def __str__(self) -> str:
        return self.policy
