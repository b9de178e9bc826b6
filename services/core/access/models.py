"""The access log."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.core.access.purposes import Purpose
from services.core.audit.api import ActedRow


class AccessEntry(ActedRow):
    """One reading: of one subject's facts, or of a whole population's, named by its scope."""

    subject = models.UUIDField(_("subject"), null=True, blank=True)
    scope = models.CharField(_("scope"), max_length=200, blank=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    datasets = ArrayField(models.CharField(max_length=80), verbose_name=_("datasets"))
    policy = models.CharField(_("policy"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("access entry")
        verbose_name_plural = _("access entries")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(subject__isnull=False) | ~models.Q(scope=""), name="access_entry_says_whose"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values), name="access_entry_purpose_is_known"
            ),
            models.CheckConstraint(condition=models.Q(datasets__len__gt=0), name="access_entry_says_what"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "-id"], name="access_entry_of_subject"),
            models.Index(fields=["-id"], condition=models.Q(subject__isnull=True), name="access_entry_population"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} #{self.pk}"
