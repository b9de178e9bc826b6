"""What moved from which state to which."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.core.audit.api import ActedRow


class HistoryEntry(ActedRow):
    """One move of one object. The reason is what the actor wrote or chose, for those who may see the object."""

    object_type = models.CharField(_("object type"), max_length=80)
    object_id = models.CharField(_("object"), max_length=80)
    transition = models.CharField(_("transition"), max_length=60)
    source = models.CharField(_("state before"), max_length=40)
    target = models.CharField(_("state after"), max_length=40)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        indexes: ClassVar = [models.Index(fields=["object_type", "object_id", "id"], name="transitions_of_object")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.transition} #{self.pk}"
