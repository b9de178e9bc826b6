"""Published policies. A version is never changed: it can end, and it can be withdrawn for a corrected one.

The migrations add what Django's constraints can't say: that versions in force never overlap, and that no row loses or
changes what decisions were based on.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.core.languages.api import TextsField


class Policy(models.Model):
    """What people are told about a policy. None of it decides anything, so it may be corrected."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    titles = TextsField(_("titles"))
    summary = TextsField(_("summary"))
    source = models.JSONField(_("source"))
    reasons = models.JSONField(_("sentences of reasons"), default=dict, blank=True)
    life_events = models.JSONField(
        _("life events"), default=list, db_default=models.Value([], models.JSONField()), blank=True
    )
    words = models.JSONField(
        _("words that people use"), default=dict, db_default=models.Value({}, models.JSONField()), blank=True
    )

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class Published(models.Model):
    """A dated row: in force from its first to its last day, and valid while it is not withdrawn."""

    valid_from = models.DateField(_("in force from"))
    published_at = models.DateTimeField(_("published at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gte=models.F("published_at")),
                name="%(app_label)s_%(class)s_withdrawn_after_published",
            ),
        ]


class PolicyVersion(Published):
    """One immutable version of a policy's rule. Its id follows from its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions", verbose_name=_("policy"))
    number = models.PositiveIntegerField(_("version"))
    valid_to = models.DateField(_("last day in force"), null=True, blank=True)
    terms = models.JSONField(_("terms"))
    model = models.TextField(_("decision model"))
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    cases = models.TextField(_("cases"))

    class Meta(Published.Meta):
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering: ClassVar = ["policy__code", "number"]
        constraints: ClassVar = [
            *Published.Meta.constraints,
            models.UniqueConstraint(fields=["policy", "number"], name="policies_policyversion_one_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="policies_policyversion_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="policies_policyversion_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy.code} {self.number}"


class Parameter(models.Model):
    """A value of the law that changes on its own schedule."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    titles = TextsField(_("titles"))
    feel = models.CharField(_("type"), max_length=10)
    unit = models.CharField(_("unit"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(feel__in=["number", "string"]), name="policies_parameter_feel"),
        ]

    def __str__(self) -> str:
        return self.name


class ParameterVersion(Published):
    """One immutable value of a parameter. It always has a last day: no value outlives its year unseen."""

    parameter = models.ForeignKey(
        Parameter, on_delete=models.PROTECT, related_name="versions", verbose_name=_("parameter")
    )
    valid_to = models.DateField(_("last day in force"))
    value = models.CharField(_("value"), max_length=200)
    source = models.JSONField(_("source"))

    class Meta(Published.Meta):
        verbose_name = _("parameter value")
        verbose_name_plural = _("parameter values")
        ordering: ClassVar = ["parameter__name", "valid_from"]
        constraints: ClassVar = [
            *Published.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(value=""), name="policies_parameterversion_has_a_value"),
        ]

    def __str__(self) -> str:
        return f"{self.parameter.name} {self.valid_from}"


class Edition(models.Model):
    """One loading of the library that changed something: processes know by it that what they remember is old."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("edition of the library")
        verbose_name_plural = _("editions of the library")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return str(self.number)
