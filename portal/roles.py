"""Which rights each role of the staff holds, said once for all rooms; written to Django's groups after migrating.

A right to view opens a list and a page in the admin. The payment desk's buttons ask for the role itself.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission

from services.identity.api import Role

Rights = dict[str, str]  # a room, and what of it by name: models that may be viewed, acts that may be done

_CASEWORK: Rights = {
    "awards": "view_offer view_entitlement view_contest view_decision view_appeal",
    "policies": "view_policy view_policyversion view_parameter",
    "tasks": "view_task",
}
_MONEY: Rights = {
    "payments": "view_payment view_batch view_ledgerentry view_bankmessage view_bankstatement view_accountcheck",
    "tasks": "view_task",
}
_DATA: Rights = {
    "facts": "view_feed view_quarantinedrow",
    "bodies": "view_body view_area",
    "identity": "view_subject",
    "policies": "view_policy view_policyversion view_parameter view_edition",
}
_LETTERS: Rights = {"notices": "view_notice view_delivery view_contact view_letter dispatch_letter"}
_DONE: Rights = {"tasks": "view_task claim_task close_task"}
_LEADING: Rights = {"tasks": "reassign_task"}
_WORK: Rights = {"outbox": "view_event view_delivery view_tick retry_delivery", "matching": "view_matchrun"}
_KEYS: Rights = {"identity": "view_servicekey revoke_servicekey view_representation end_representation"}
_LOGS: Rights = {
    "audit": "view_auditentry",
    "access": "view_accessentry",
    "transitions": "view_historyentry",
    "matching": "view_matchrun",
    "identity": "view_subject view_representation view_servicekey view_user",
    "notices": "view_notice view_delivery view_contact view_pushsubscription view_letter",
    "outbox": "view_event view_delivery view_tick",
    "tasks": "view_task view_every_task",
}

RIGHTS: dict[Role, tuple[Rights, ...]] = {
    Role.BENEFIT_CLERK: (
        _CASEWORK,
        _DONE,
        _LEADING,
        _LETTERS,
        {"identity": "view_subject", "matching": "view_matchrun"},
    ),
    Role.PAYMENT_CLERK: (_MONEY, _DONE),
    Role.PAYMENT_SUPERVISOR: (_MONEY, _DONE, _LEADING, {"awards": "view_entitlement"}),
    Role.DATA_STEWARD: (_DATA, _DONE, _LEADING, _WORK, _KEYS),
    Role.AUDITOR: (_CASEWORK, _MONEY, _DATA, _LOGS),
}


def grant_permissions(sender: AppConfig, using: str, **_arguments: Any) -> None:  # noqa: ARG001 - a signal's signature
    """Make each group's permissions exactly those above; a right that does not exist is a mistake and says so."""
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for role, rooms in RIGHTS.items():
        wanted = {(app, name) for room in rooms for app, names in room.items() for name in names.split()}
        unknown = wanted - known.keys()
        if unknown:
            message = f"portal/roles.py names rights that do not exist: {sorted(unknown)}"
            raise LookupError(message)
        group, _made = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.set([known[key] for key in wanted])
