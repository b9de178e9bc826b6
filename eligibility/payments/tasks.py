"""What runs outside requests: sending after commit, asking after what got lost, fetching answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from eligibility.payments.bank import BankUnavailable, bank_of_the_settings
from eligibility.payments.commands.answers import fetch_answers
from eligibility.payments.commands.sending import send_batch, send_name_check
from eligibility.payments.models import AccountCheck, Batch
from eligibility.payments.states import BatchState
from services.core.outbox.api import Payload, every, handler


@handler("payments.batch.released", "payments.send_batch")
def batch_released(payload: Payload, *, at: datetime) -> None:
    send_batch(batch=UUID(payload["id"]), bank=bank_of_the_settings(), at=at)


@handler("payments.account.check_requested", "payments.send_name_check")
def check_requested(payload: Payload, *, at: datetime) -> None:
    send_name_check(check=UUID(payload["check"]), bank=bank_of_the_settings(), at=at)


@every(5, "payments.talk_to_bank")
def talk_to_bank(*, at: datetime) -> None:
    """Ask after files whose receipt is unknown, ask again what was not asked, and read the answers."""
    bank = bank_of_the_settings()
    for batch in Batch.objects.filter(state=BatchState.SENT_UNKNOWN).values_list("pk", flat=True):
        send_batch(batch=batch, bank=bank, at=at)
    for check in AccountCheck.objects.filter(sent_at__isnull=True).values_list("pk", flat=True):
        send_name_check(check=check, bank=bank, at=at)
    try:
        fetch_answers(bank=bank, at=at)
    except BankUnavailable:
        return  # asked again in a few seconds; the batches' states say that answers are missing
