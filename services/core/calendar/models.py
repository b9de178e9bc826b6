"""The days on which people work otherwise than their weekday says, year by year as they are announced."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.core.languages.api import TextsField


class WorkCalendarDay(models.Model):
    day = models.DateField(_("day"), primary_key=True)
    works = models.BooleanField(_("worked"), help_text=_("A weekend day that is worked, or a weekday that is off."))
    names = TextsField(_("names"))

    class Meta:
        verbose_name = _("exceptional day")
        verbose_name_plural = _("exceptional days")
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"


class AnnouncedYear(models.Model):
    """A year whose holidays are known; a limit that ends after the last one is provisional."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)

    class Meta:
        verbose_name = _("announced year")
        verbose_name_plural = _("announced years")

    def __str__(self) -> str:
        return str(self.year)
