"""How people want to be reached."""

import uuid
from datetime import time
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.notices.kinds import NoticeGroup
from services.notices.ladders import ChannelCode


class ReachingPreference(models.Model):
    """A person's quiet hours. Who has no row keeps the city's."""

    person = models.UUIDField(_("person"), primary_key=True)
    quiet_start = models.TimeField(_("quiet from"), default=time(21))
    quiet_end = models.TimeField(_("quiet until"), default=time(8))

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")

    def __str__(self) -> str:
        return str(self.person)


class ChannelChoice(models.Model):
    """A channel that a person switched off for a group of notices. What is not here is on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(_("person"))
    group = models.CharField(_("group of notices"), max_length=12, choices=NoticeGroup.choices)
    channel = models.CharField(_("channel"), max_length=8, choices=ChannelCode.choices)

    class Meta:
        verbose_name = _("channel switched off")
        verbose_name_plural = _("channels switched off")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "group", "channel"], name="notices_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.channel}"
