"""What staff may be. A role is a Django group; which rights it holds is said once, in portal/roles.py."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    BENEFIT_CLERK = "benefit_clerk", _("Benefit clerk")
    PAYMENT_CLERK = "payment_clerk", _("Payment clerk")
    PAYMENT_SUPERVISOR = "payment_supervisor", _("Payment supervisor")
    DATA_STEWARD = "data_steward", _("Data steward")
    AUDITOR = "auditor", _("Auditor")


def make_role_groups(sender: AppConfig, using: str, **_arguments: Any) -> None:  # noqa: ARG001 - a signal's signature
    """After each migration there is a group for every role. Groups of other origin are left alone."""
    groups = [Group(name=role.value) for role in Role]
    Group.objects.using(using).bulk_create(groups, ignore_conflicts=True)
