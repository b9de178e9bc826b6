"""The audit log and its seals."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from services.core.audit.actor import Actor, ActorKind


class ActedRow(models.Model):
    """The columns of who acted, the same in every log."""

    at = models.DateTimeField(_("time of the act"))
    actor_kind = models.CharField(_("kind of actor"), max_length=10, choices=ActorKind.choices)
    actor_id = models.CharField(_("actor"), max_length=100)
    actor_person = models.UUIDField(_("person"), null=True, blank=True)
    on_behalf_of = models.UUIDField(_("on behalf of"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind(self.actor_kind), self.actor_id, self.actor_person, self.on_behalf_of)


class AuditEntry(ActedRow):
    """One act. Ids only: personal data never stands in `data`, because nobody can take it out again."""

    action = models.CharField(_("action"), max_length=120)
    object_type = models.CharField(_("object type"), max_length=80)
    object_id = models.CharField(_("object"), max_length=80)
    data = models.JSONField(_("data"), default=dict)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(actor_kind__in=ActorKind.values), name="audit_entry_actor_kind_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(actor_id=""), name="audit_entry_has_actor"),
            models.CheckConstraint(
                condition=models.Q(action__regex=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$"), name="audit_entry_action_is_dotted"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["object_type", "object_id", "id"], name="audit_entry_of_object")]

    def __str__(self) -> str:
        return f"{self.action} #{self.pk}"


class AuditPending(models.Model):
    """Entries that no seal covers yet. A trigger adds them, so no way of inserting an entry misses the chain."""

    entry = models.OneToOneField(AuditEntry, primary_key=True, on_delete=models.PROTECT, related_name="pending")

    class Meta:
        verbose_name = _("entry waiting for its seal")
        verbose_name_plural = _("entries waiting for their seal")

    def __str__(self) -> str:
        return str(self.pk)


class AuditSeal(models.Model):
    """A link of the chain: the hash of the link before and of one entry.

    Positions follow the order of sealing, not the ids of entries: a long transaction commits a low id late.
    """

    position = models.BigIntegerField(_("position"), primary_key=True)
    entry = models.OneToOneField(
        AuditEntry, on_delete=models.PROTECT, related_name="seal", db_constraint=False, verbose_name=_("entry")
    )
    chain_hash = models.BinaryField(_("hash"), max_length=32)
    sealed_at = models.DateTimeField(_("sealed at"), db_default=Now())

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(position__gt=0), name="audit_seal_position_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.position}:{bytes(self.chain_hash).hex()}"
