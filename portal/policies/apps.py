"""Every policy in words, for everybody: what it gives, to whom, by which law, and how it was before."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PolicyPagesConfig(AppConfig):
    name = "portal.policies"
    label = "policy_pages"
    verbose_name = _("Policy pages")
