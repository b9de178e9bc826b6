"""Clearing up where the bank contradicts itself, or says what we cannot match."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from eligibility.payments.models import BankStatement
from eligibility.payments.signatures import unknown_person
from services.core.audit.api import Actor, record
from services.core.transitions.api import Refused


@transaction.atomic
def settle_dispute(*, statement: int, reason: str, actor: Actor, at: datetime) -> BankStatement:
    """A person has the bank's word on it: what we recorded stands, and the obligation may be paid on.

    The states do not move: where the bank turns out to have paid what it rejected, that money is recovered, not
    rewritten.
    """
    disputed = BankStatement.objects.select_for_update(of=("self",)).get(pk=statement)
    refusal = unknown_person(actor)
    if refusal:
        raise Refused(refusal)
    if not disputed.needs_an_answer:
        raise Refused(_("There is nothing to clear up here."))
    if not reason.strip():
        raise Refused(_("Say what the bank explained."))
    disputed.resolved_at, disputed.resolution = at, reason
    disputed.save(update_fields=["resolved_at", "resolution"])
    record(
        actor=actor,
        action="payments.bankstatement.dispute_settled",
        object_type="payments.bankstatement",
        object_id=str(disputed.pk),
        at=at,
        data={"payment": str(disputed.payment_id)},
    )
    return disputed
