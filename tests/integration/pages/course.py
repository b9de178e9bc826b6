"""Taking an award through its states as people, clerks and the bank do, without a bank process."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation

from eligibility.awards.answering import decline_offer, snooze_offer
from eligibility.awards.confirming import Shown, confirm_offer
from eligibility.awards.models import Entitlement, Offer
from eligibility.payments import api as payments
from eligibility.payments.models import AccountCheck, Batch, Payment
from fakes.bank import documents
from services.core.outbox.api import drain
from tests import story
from tests.fixtures import acting_as
from tests.integration.payments import world

_SAID_AT = "2025-12-01T01:00:00Z"


def confirmed(offer: Offer, at: datetime, *, payee: UUID | None = None, last4: str = "1234") -> Entitlement:
    """With one click of the mother's, to the known account of the payee."""
    shown = Shown(offer.amount, payee or offer.subject_id, last4)
    return confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=acting_as(story.MOTHER), at=at)


def confirmed_by(offer: Offer, at: datetime, *, who: str, last4: str) -> Entitlement:
    """With one click of somebody else's."""
    shown = Shown(offer.amount, offer.subject_id, last4)
    return confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=acting_as(who), at=at)


def held(offer: Offer, at: datetime, who: str = story.SECOND_MOTHER, number: str = "6222000000007777") -> Entitlement:
    """With one click, to an account given with it."""
    account = payments.AccountDetails(number=number, bank_code="102", holder_name=story.NAMES[who])
    return confirm_offer(
        offer_id=offer.pk, shown=Shown(offer.amount, offer.subject_id), account=account, actor=acting_as(who), at=at
    )


def declined(offer: Offer, at: datetime) -> Offer:
    return decline_offer(offer_id=offer.pk, reason="unwanted", actor=acting_as(story.MOTHER), at=at)


def put_off(offer: Offer, at: datetime) -> Offer:
    return snooze_offer(offer_id=offer.pk, actor=acting_as(story.MOTHER), at=at)


def released() -> Batch:
    """Everything that can be paid, in a batch that two clerks have released."""
    with translation.override("en"):
        return world.released()


def bank_says(status: str, *, reason: str = "", at: datetime) -> None:
    """The bank's word about everything in the last batch, and the work that follows from it."""
    batch = Batch.objects.latest("number")
    members = [
        documents.Transfer(payment.end_to_end_id, payment.amount.amount, "CNY", "", "")
        for payment in Payment.objects.filter(batch=batch)
    ]
    if status == "RETURNED":
        answer = documents.return_notification(f"back{batch.pk.hex[:24]}", _SAID_AT, members, reason)
    else:
        order = documents.TransferOrder(batch.message_id, batch.message_id, len(members), members[0].amount, ())
        outcomes = [documents.Outcome(member, status, reason) for member in members]
        answer = documents.transfer_report(f"{status}{batch.pk.hex[:24]}", _SAID_AT, order, outcomes)
    _hear(answer, at)


def bank_knows_holder(*, knows: bool, at: datetime) -> None:
    """The bank's answer to the question that is open about a holder's name."""
    check = AccountCheck.objects.get(state="REQUESTED")
    question = documents.NameQuestion(check.message_id, ((check.pk.hex, "", ""),))
    answer = documents.name_report(f"name{check.pk.hex[:24]}", _SAID_AT, question, ["" if knows else "BE01"])
    _hear(answer, at)


def _hear(answer: bytes, at: datetime) -> None:
    kept = payments.read_answer(content=answer, at=at)
    assert kept.reading == "read", kept.error
    drain(at=at)
