"""What the portal told somebody: once, with the page that it leads to."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.notices.codes import new_code


class Settled(models.TextChoices):
    """Why nobody need be told any more."""

    DONE = "done", _("This has been settled.")
    OVER = "over", _("This no longer holds.")


class Notice(models.Model):
    """Kept as kind and parameters, so that it is read in the language of whoever opens it, whenever that is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(_("subject"))
    kind = models.CharField(_("kind"), max_length=80)
    params = models.JSONField(_("parameters"), default=dict)
    path = models.CharField(_("leads to"), max_length=300)
    key = models.CharField(
        _("key"), max_length=200, unique=True, help_text=_("Two notices with one key are one notice.")
    )
    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    body = models.CharField(_("on behalf of"), max_length=40, blank=True, db_default="")
    sent_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    rung = models.SmallIntegerField(_("rung of its ladder"), default=-1, db_default=-1)
    climb_at = models.DateTimeField(_("next rung at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_as = models.CharField(_("settled as"), max_length=10, blank=True, choices=Settled.choices, db_default="")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-sent_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["subject", "-sent_at", "-id"], name="notices_of_subject"),
            models.Index(fields=["subject"], condition=models.Q(read_at__isnull=True), name="notices_unread"),
            models.Index(fields=["climb_at"], condition=models.Q(climb_at__isnull=False), name="notices_to_climb"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/") & ~models.Q(path__startswith="//"),
                name="notices_notice_path_is_ours",
            ),
            # Who has read it, or need not, is left in peace.
            models.CheckConstraint(
                condition=models.Q(climb_at__isnull=True) | models.Q(read_at__isnull=True, settled_at__isnull=True),
                name="notices_notice_climbs_while_open",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_as="")
                | models.Q(settled_at__isnull=False, settled_as__in=Settled.values),
                name="notices_notice_settled_as_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
