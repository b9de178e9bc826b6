"""Government bodies and administrative areas: two dated trees.

Bodies are merged and districts redrawn, so a row holds on the days valid_from <= day < valid_to and a parent is named
by its code: which row that means depends on the day. What the trees guarantee beyond these constraints (no overlap,
no cycle, a parent for every day) `services.bodies.commands` proves under a lock.
"""

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.core.languages.api import TextsField


class BodyKind(models.TextChoices):
    GOVERNMENT = "government", _("Government")
    DEPARTMENT = "department", _("Department")
    AGENCY = "agency", _("Agency")


class AreaLevel(models.TextChoices):
    """From the largest to the smallest: a child's level comes after its parent's."""

    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    DISTRICT = "district", _("District or county")
    STREET = "street", _("Street or town")
    COMMUNITY = "community", _("Community or village")


class Dated(models.Model):
    """One state of one node of a tree."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=40)
    names = TextsField(_("names"))
    parent = models.CharField(_("parent in the tree"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["code", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="%(app_label)s_%(class)s_one_start"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to__isnull=True), name="%(app_label)s_%(class)s_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("code")), name="%(app_label)s_%(class)s_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValidationError(_("A row must begin before it ends."))


class Body(Dated):
    kind = models.CharField(_("kind"), max_length=12, choices=BodyKind.choices)

    class Meta(Dated.Meta):
        verbose_name = _("government body")
        verbose_name_plural = _("government bodies")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=models.Q(kind__in=BodyKind.values), name="bodies_body_kind_is_known"),
        ]


class Area(Dated):
    """An administrative area. Codes are modelled on GB/T 2260 (six digits) with streets appended (nine)."""

    level = models.CharField(_("level"), max_length=12, choices=AreaLevel.choices)

    class Meta(Dated.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=models.Q(level__in=AreaLevel.values), name="bodies_area_level_is_known"),
        ]
