from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MyDataConfig(AppConfig):
    name = "portal.mydata"
    verbose_name = _("My data")
