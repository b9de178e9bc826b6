"""What the portal told somebody: once, with the page that it leads to."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    sent_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-sent_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["subject", "-sent_at", "-id"], name="notices_of_subject"),
            models.Index(fields=["subject"], condition=models.Q(read_at__isnull=True), name="notices_unread"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/") & ~models.Q(path__startswith="//"),
                name="notices_notice_path_is_ours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
