"""Where people can be reached, and how we know."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from services.core.crypto.api import EncryptedTextField
from services.notices.codes import new_code


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Mobile number")
    EMAIL = "email", _("E-mail address")
    POST = "post", _("Postal address")


class ContactSource(models.TextChoices):
    """What a person entered counts after a code sent there came back; a register or a counter has checked before."""

    OWN = "own", _("Given by you, checked by a code")
    REGISTER = "register", _("From a register")
    COUNTER = "counter", _("Given at a counter")


class Contact(models.Model):
    """A verified number or address of a person. Ended ones stay, so that old deliveries still say where they went."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(_("person"))
    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind.choices)
    value = EncryptedTextField(_("number or address"))
    value_index = models.BinaryField(max_length=32, editable=False)
    source = models.CharField(_("source"), max_length=10, choices=ContactSource.choices)
    body = models.CharField(_("government body"), max_length=40, blank=True)
    verified_at = models.DateTimeField(_("verified at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering: ClassVar = ["kind", "verified_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ContactKind.values), name="notices_contact_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=ContactSource.values), name="notices_contact_source_is_known"
            ),
            models.CheckConstraint(
                condition=Exact(Length("value_index"), 32), name="notices_contact_index_is_hmac_sha256"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(ended_at__isnull=True), name="notices_contact_one_of_kind"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["value_index"], name="notices_contact_same")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Claim(models.Model):
    """Somebody says that a number or address is theirs; the code sent there proves it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(_("person"))
    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind.choices)
    value = EncryptedTextField(_("number or address"))
    value_index = models.BinaryField(max_length=32, editable=False)
    secret = EncryptedTextField(_("code that proves it"))
    language = models.CharField(_("language"), max_length=10)
    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    handed_over_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    proved_at = models.DateTimeField(_("proved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("claim of a contact")
        verbose_name_plural = _("claims of contacts")
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "made_at"], name="notices_claims_of_person"),
            models.Index(fields=["value_index", "made_at"], name="notices_claims_of_value"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class PushSubscription(models.Model):
    """A browser that agreed to show notices. Its address is a secret: whoever knows it can try to use it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(_("person"))
    endpoint = EncryptedTextField(_("address at the push service"))
    endpoint_index = models.BinaryField(max_length=32, unique=True, editable=False)
    host = models.CharField(_("push service"), max_length=255)
    public_key = models.BinaryField(_("public key of the browser"), max_length=65)
    auth = EncryptedTextField(_("secret shared with the browser"))
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("added at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("browser with notices")
        verbose_name_plural = _("browsers with notices")
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["person"], condition=models.Q(ended_at__isnull=True), name="notices_push_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.host} {self.id}"
