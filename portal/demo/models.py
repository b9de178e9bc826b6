"""The stamp that a database holds a demo city, and which one."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Preparation(models.Model):
    """One row at most: a database is the demo's, of one seed and population, or it is not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    seed = models.BigIntegerField(_("seed"))
    population = models.PositiveIntegerField(_("population"))
    # What the index key makes of a fixed word: with other keys nothing encrypted here can be read.
    keys_mark = models.BinaryField(max_length=32, editable=False)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("demo city")
        verbose_name_plural = _("demo cities")
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="demo_preparation_only_one")]

    def __str__(self) -> str:
        return f"{self.seed}-{self.population}"
