"""After the bank refused an account: another one, for what is owed already and for what follows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from eligibility.awards import errors
from eligibility.awards.models import Entitlement
from eligibility.awards.queries import payments_of
from eligibility.awards.who import answering_person
from eligibility.payments.api import AccountDetails, replace_account
from services.core.audit.api import Actor, record
from services.core.outbox.api import emit
from services.core.transitions.api import Refused


@transaction.atomic
def mend_account(*, entitlement_id: UUID, account: AccountDetails, actor: Actor, at: datetime) -> Entitlement:
    """Order what was refused again, to an account that the bank checks first; instalments to come go there too.

    Raises:
        NotYours, CannotMend: nothing has changed.
    """
    entitlement = Entitlement.objects.select_for_update(of=("self",)).get(pk=entitlement_id)
    answering_person(subjects=[entitlement.payee_id, entitlement.subject_id], actor=actor, on=at.date())
    refused = [
        one.payment.payment for one in payments_of([entitlement])[entitlement.pk] if one.payment.can_replace_account
    ]
    if not refused:
        raise errors.CannotMend(_("Nothing needs to be mended: this payment is on its way."))
    try:
        for payment in refused:
            replace_account(payment=payment, account=account, actor=actor, at=at)
    except Refused as error:
        raise errors.CannotMend(error.message) from error
    entitlement.account_number, entitlement.account_holder = account.number, account.holder_name
    entitlement.account_bank, entitlement.account_known = account.bank_code, False
    entitlement.save(update_fields=["account_number", "account_holder", "account_bank", "account_known"])
    emit("awards.account_replaced", {"entitlement": str(entitlement.pk), "payments": [str(one) for one in refused]})
    record(
        actor=actor,
        action="awards.entitlement.account_replaced",
        object_type="awards.Entitlement",
        object_id=str(entitlement.pk),
        at=at,
        data={"payments": [str(payment) for payment in refused]},
    )
    return entitlement
