"""Who somebody is: accounts, subjects (natural and legal persons) and who may act for whom.

A subject is one random UUID. Everything that says who that is in the real world hangs on it encrypted or, for a
company, public; rooms above know the UUID only.
"""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Length, Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from services.core.crypto.api import EncryptedTextField

CREDIT_CODE_PATTERN = r"^[0-9A-HJ-NPQRTUWXY]{18}$"


class SubjectKind(models.TextChoices):
    PERSON = "person", _("Natural person")
    ENTERPRISE = "enterprise", _("Enterprise")


class Subject(models.Model):
    """Who can be owed something: a natural or a legal person, known to every other room by this UUID alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=SubjectKind.choices)
    synthetic = models.BooleanField(
        _("synthetic"), default=False, help_text=_("Made up for a demonstration or a test; exists nowhere else.")
    )
    created_at = models.DateTimeField(_("registered at"))

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=SubjectKind.values), name="identity_subject_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Person(models.Model):
    """A natural person. The resident ID is encrypted; equality is asked of its keyed blind index only."""

    subject = models.OneToOneField(
        Subject, on_delete=models.PROTECT, primary_key=True, related_name="person", verbose_name=_("subject")
    )
    name = EncryptedTextField(_("name"), blank=True)
    resident_id = EncryptedTextField(_("resident ID"))
    resident_id_index = models.BinaryField(max_length=32, unique=True, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Exact(Length("resident_id_index"), 32), name="identity_person_index_is_hmac_sha256"
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject_id)


class Enterprise(models.Model):
    """A legal person. Name and unified social credit code are public in China (GB 32100-2015), so they stay plain."""

    subject = models.OneToOneField(
        Subject, on_delete=models.PROTECT, primary_key=True, related_name="enterprise", verbose_name=_("subject")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, unique=True)

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(credit_code__regex=CREDIT_CODE_PATTERN), name="identity_enterprise_code_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.credit_code


class Theme(models.TextChoices):
    AUTO = "auto", _("As on my device")
    LIGHT = "light", pgettext_lazy("appearance", "Light")
    DARK = "dark", pgettext_lazy("appearance", "Dark")


class User(AbstractUser):
    """An account. Citizens and staff alike are persons: two accounts of one person are one person to every check."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Names live encrypted at the person, never in plain text at the account.
    first_name = None  # type: ignore[assignment]  # how Django documents the removal of an inherited field
    last_name = None  # type: ignore[assignment]  # the same
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("person")
    )
    # How its reader reads, on every device; null or empty: never chosen (see services.identity.preferences).
    language = models.CharField(_("preferred language"), max_length=10, blank=True)
    # By which the organisation's own sign-in finds the account; citizens have none.
    employee_number = models.CharField(_("employee number"), max_length=60, blank=True)
    elder_mode = models.BooleanField(_("easy view"), null=True)
    theme = models.CharField(
        _("appearance"), max_length=5, choices=Theme.choices, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("username"),
                name="identity_user_username_any_case",
                violation_error_message=_("A user with that username already exists."),
            ),
            models.UniqueConstraint(
                fields=["employee_number"],
                condition=~models.Q(employee_number=""),
                name="identity_user_employee_number_once",
                violation_error_message=_("Another account has this employee number."),
            ),
            models.CheckConstraint(
                condition=models.Q(theme__in=["", *Theme.values]), name="identity_user_theme_is_known"
            ),
        ]

    def get_full_name(self) -> str:
        return self.username

    def get_short_name(self) -> str:
        return self.username


class MandateRole(models.TextChoices):
    LEGAL_REPRESENTATIVE = "legal_representative", _("Legal representative")
    AGENT = "agent", _("Authorised agent")


class Representation(models.Model):
    """A person's mandate to act for an enterprise, in force on the days valid_from <= day < valid_to.

    Half open, so that a mandate that ends today has ended now and not at midnight.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agent = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("representative")
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("enterprise")
    )
    role = models.CharField(_("role"), max_length=24, choices=MandateRole.choices)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("ended on"), null=True, blank=True)
    created_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("representation")
        verbose_name_plural = _("representations")
        permissions: ClassVar = [("end_representation", _("Can end mandates"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=MandateRole.values), name="identity_representation_role_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="identity_representation_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["agent", "enterprise", "role"],
                condition=models.Q(valid_to__isnull=True),
                name="identity_representation_one_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agent", "enterprise"], name="identity_repr_pair")]

    def __str__(self) -> str:
        return str(self.id)


class ServiceKey(models.Model):
    """A government body's key to the machine interface. Only the SHA-256 of the secret is kept.

    The secret is 256 random bits, so a fast hash is enough: there is nothing to guess.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prefix = models.CharField(_("prefix"), max_length=12, unique=True)
    secret_hash = models.BinaryField(max_length=32, editable=False)
    body = models.CharField(_("government body"), max_length=40)
    datasets = models.JSONField(_("datasets"), default=list)
    created_at = models.DateTimeField(_("issued at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("service key")
        verbose_name_plural = _("service keys")
        permissions: ClassVar = [("revoke_servicekey", _("Can revoke service keys"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Exact(Length("secret_hash"), 32), name="identity_servicekey_hash_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.prefix}"
