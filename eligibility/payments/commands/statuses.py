"""pain.002 and camt.054: how far each payment has come, and what came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from eligibility.payments.commands.books import book_returns, book_settlements
from eligibility.payments.messages.answers import RETURNED, AnswerLine
from eligibility.payments.models import BankStatement, Batch, Effect, Payment
from eligibility.payments.states import (
    BANK_STEP,
    BATCH_TABLE,
    FINAL,
    NOT_YET_SENT,
    PAYMENT_TABLE,
    RANK,
    BatchState,
    PaymentState,
)
from services.core.audit.api import Actor
from services.core.money.api import Money
from services.core.outbox.api import emit_many
from services.core.transitions.api import move, move_many

# No answer can be about what never left the house.
_NEVER_SENT: Final = NOT_YET_SENT | {BatchState.ABORTED}
_TOPICS: Final = {
    PaymentState.ACSC: "payments.payment.settled",
    PaymentState.RJCT: "payments.payment.rejected",
    PaymentState.CANC: "payments.payment.rejected",
    PaymentState.RETURNED: "payments.payment.returned",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One statement about one payment, or about none that we know."""

    line: AnswerLine
    payment: Payment | None

    def as_statement(self, effect: Effect) -> BankStatement:
        reference = self.line.reference or (self.payment.end_to_end_id if self.payment else "")
        amount = self.line.amount
        return BankStatement(
            about=self.line.about,
            reference=reference,
            status=self.line.status,
            reason_code=self.line.reason,
            amount=amount if amount is not None and amount.currency == "CNY" else None,
            payment=self.payment,
            effect=effect,
        )


def effect_of(state: str, status: str, *, ordered: Money, stated: Money | None) -> Effect:
    """What a status does to a payment in this state. Pure: the whole of how answers may come in any order."""
    if status not in RANK or status == PaymentState.BATCHED:
        return Effect.UNKNOWN_CODE
    if stated is not None and stated != ordered:
        return Effect.CONTRADICTION
    # What was returned had been paid: for every other statement it counts as that.
    current = PaymentState.ACSC if state == PaymentState.RETURNED else PaymentState(state)
    if status == current:
        return Effect.REPEATED
    if RANK[status] > RANK[current]:
        return Effect.APPLIED
    return Effect.LATE if RANK[status] < RANK[current] else Effect.CONTRADICTION


def effect_of_return(state: str, *, ordered: Money, stated: Money | None) -> Effect:
    """What a returned credit does. Money can only come back if it was paid, even if that was not said yet."""
    if stated is not None and stated != ordered:
        return Effect.CONTRADICTION
    if state == PaymentState.RETURNED:
        return Effect.REPEATED
    return Effect.CONTRADICTION if state in {PaymentState.RJCT, PaymentState.CANC} else Effect.APPLIED


def apply_status_lines(lines: Sequence[AnswerLine], *, actor: Actor, at: datetime) -> list[BankStatement]:
    """The lines as statements, each with what it did; batches move on with their members."""
    batches = _batches({line.about for line in lines}, actor=actor, at=at)
    statements = []
    for said in _rounds(_matched(lines, batches)):
        effects = [_status_effect(each) for each in said]
        _apply([each for each, effect in zip(said, effects, strict=True) if effect == Effect.APPLIED], actor, at)
        statements += [each.as_statement(effect) for each, effect in zip(said, effects, strict=True)]
    for batch in batches.values():
        _advance(batch, actor=actor, at=at)
    return statements


def apply_return_lines(lines: Sequence[AnswerLine], *, actor: Actor, at: datetime) -> list[BankStatement]:
    """Returned credits: first the settlement where it was not said yet, then the return."""
    references = {line.reference for line in lines}
    sent = Payment.objects.filter(end_to_end_id__in=references).exclude(batch=None)
    payments = {payment.end_to_end_id: payment for payment in sent.exclude(batch__state__in=_NEVER_SENT)}
    statements = []
    for said in _rounds(Said(line, payments.get(line.reference)) for line in lines):
        effects = [_return_effect(each) for each in said]
        returned = [each for each, effect in zip(said, effects, strict=True) if effect == Effect.APPLIED]
        unsaid = [each for each in returned if _of(each).state != PaymentState.ACSC]
        _apply([Said(_settled(each.line), each.payment) for each in unsaid], actor, at)
        _take_back(returned, actor, at)
        statements += [each.as_statement(effect) for each, effect in zip(said, effects, strict=True)]
    for key in sorted({payment.batch_id for payment in payments.values() if payment.batch_id}):
        _advance(Batch.objects.select_for_update(no_key=True).get(pk=key), actor=actor, at=at)
    return statements


def _batches(message_ids: set[str], *, actor: Actor, at: datetime) -> dict[str, Batch]:
    """The batches that were sent under these ids, locked. An answer proves that a file arrived."""
    keys = [key for key in map(_uuid, sorted(message_ids)) if key is not None]
    rows = Batch.objects.select_for_update(no_key=True).filter(pk__in=keys).exclude(state__in=_NEVER_SENT)
    found = {}
    for batch in rows.order_by("pk"):
        arrived = batch
        if batch.state in {BatchState.RELEASED, BatchState.SENT_UNKNOWN}:
            arrived = move(batch, "sent", table=BATCH_TABLE, actor=actor, at=at)
        found[arrived.message_id] = arrived
    return found


def _matched(lines: Sequence[AnswerLine], batches: dict[str, Batch]) -> Iterator[Said]:
    members: dict[str, dict[str, Payment]] = {
        message_id: {payment.end_to_end_id: payment for payment in batch.members.order_by("pk")}
        for message_id, batch in batches.items()
    }
    for line in lines:
        of_batch = members.get(line.about, {})
        if line.reference or not of_batch:
            yield Said(line, of_batch.get(line.reference))
        else:
            yield from (Said(line, payment) for payment in of_batch.values())


def _rounds(said: Iterable[Said]) -> Iterator[list[Said]]:
    """Split so that no payment is spoken of twice in one round: its second statement meets the state of the first."""
    current: list[Said] = []
    spoken_of: set[UUID] = set()
    for each in said:
        if each.payment is not None and each.payment.pk in spoken_of:
            yield current
            current, spoken_of = [], set()
        current.append(each)
        if each.payment is not None:
            spoken_of.add(each.payment.pk)
    yield current


def _status_effect(said: Said) -> Effect:
    if said.payment is None:
        return Effect.UNMATCHED
    return effect_of(said.payment.state, said.line.status, ordered=said.payment.amount, stated=said.line.amount)


def _return_effect(said: Said) -> Effect:
    if said.payment is None:
        return Effect.UNMATCHED
    return effect_of_return(said.payment.state, ordered=said.payment.amount, stated=said.line.amount)


def _apply(said: Sequence[Said], actor: Actor, at: datetime) -> None:
    """Raise the payments to what is said, those with the same status and reason together."""
    alike: dict[tuple[str, str], list[Payment]] = defaultdict(list)
    for each in said:
        alike[each.line.status, each.line.reason].append(_of(each))
    for (status, reason), payments in alike.items():
        changes: dict[str, object] = {"reason_code": reason}
        if status == PaymentState.ACSC:
            changes["settled_at"] = at
        _step(payments, BANK_STEP[status], status, changes, reason=reason, actor=actor, at=at)
        if status == PaymentState.ACSC:
            book_settlements(payments, at=at)


def _take_back(said: Sequence[Said], actor: Actor, at: datetime) -> None:
    alike: dict[str, list[Payment]] = defaultdict(list)
    for each in said:
        alike[each.line.reason].append(_of(each))
    for reason, payments in alike.items():
        _step(payments, "returned", RETURNED, {"reason_code": reason}, reason=reason, actor=actor, at=at)
        book_returns(payments, at=at)


def _step(
    payments: list[Payment],
    step: str,
    state: str,
    changes: dict[str, object],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    keys = [payment.pk for payment in payments]
    move_many(Payment, keys, step, table=PAYMENT_TABLE, actor=actor, at=at, reason=reason, changes=changes)
    for payment in payments:
        payment.state = state
    topic = _TOPICS.get(PaymentState(state))
    if topic is not None:
        emit_many(
            topic,
            [{"payment": str(p.pk), "obligation": str(p.obligation_id), "reason": reason} for p in payments],
        )


def _advance(batch: Batch, *, actor: Actor, at: datetime) -> None:
    """A batch is partly settled once one member has come to an end, reconciled once all have."""
    if batch.state not in {BatchState.SENT, BatchState.PARTIALLY_SETTLED}:
        return
    states = set(batch.members.values_list("state", flat=True).distinct())
    if states <= FINAL:
        move(batch, "reconciled", table=BATCH_TABLE, actor=actor, at=at)
    elif states & FINAL and batch.state == BatchState.SENT:
        move(batch, "partly_settled", table=BATCH_TABLE, actor=actor, at=at)


def _settled(line: AnswerLine) -> AnswerLine:
    return AnswerLine(line.about, line.reference, PaymentState.ACSC, "", line.amount)


def _of(said: Said) -> Payment:
    if said.payment is None:
        message = "an unmatched statement changes nothing"
        raise TypeError(message)
    return said.payment


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None
