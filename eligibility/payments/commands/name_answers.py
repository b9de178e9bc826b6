"""acmt.024: whether an account belongs to its holder. A match lets the payment go on, no match ends the attempt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from eligibility.payments.commands.orders import confirm_account
from eligibility.payments.messages.answers import AnswerLine, NameStatus
from eligibility.payments.models import AccountCheck, BankStatement, Effect, Payment
from eligibility.payments.states import CHECK_TABLE, PAYMENT_TABLE, CheckState, Hold, PaymentState
from services.core.audit.api import Actor
from services.core.outbox.api import emit
from services.core.transitions.api import move

# Where the bank gives no reason: the holder is somebody else.
_NAME_DIFFERS: Final = "BE01"
_SAID_BEFORE: Final = {CheckState.VERIFIED: NameStatus.MATCH, CheckState.REFUSED: NameStatus.NO_MATCH}


def apply_name_lines(lines: Sequence[AnswerLine], *, actor: Actor, at: datetime) -> list[BankStatement]:
    """The lines as statements, each with what it did."""
    return [_apply(line, actor=actor, at=at) for line in lines]


def _apply(line: AnswerLine, *, actor: Actor, at: datetime) -> BankStatement:
    check = _asked(line)
    if check is None:
        return _statement(line, None, Effect.UNMATCHED)
    if check.state != CheckState.REQUESTED:
        same = _SAID_BEFORE[CheckState(check.state)] == line.status
        return _statement(line, check.payment, Effect.REPEATED if same else Effect.CONTRADICTION)
    if line.status == NameStatus.MATCH:
        _verify(check, actor=actor, at=at)
    else:
        _refuse(check, line.reason or _NAME_DIFFERS, actor=actor, at=at)
    return _statement(line, check.payment, Effect.APPLIED)


def _asked(line: AnswerLine) -> AccountCheck | None:
    """The question that this answers, if it is one of ours."""
    try:
        check = AccountCheck.objects.select_related("payment").filter(pk=UUID(hex=line.reference)).first()
    except ValueError:
        return None
    return check if check is not None and line.about in {"", check.message_id} else None


def _verify(check: AccountCheck, *, actor: Actor, at: datetime) -> None:
    move(check, "verified", table=CHECK_TABLE, actor=actor, at=at, changes={"answered_at": at})
    if check.payment.state == PaymentState.CREATED:
        confirm_account(check.payment, actor=actor, at=at)
    _emit("payments.account.verified", check.payment)


def _refuse(check: AccountCheck, reason: str, *, actor: Actor, at: datetime) -> None:
    changes = {"answered_at": at, "reason_code": reason}
    move(check, "refused", table=CHECK_TABLE, actor=actor, at=at, changes=changes)
    ended = {"held": Hold.NONE, "reason_code": reason}
    move(check.payment, "account_refused", table=PAYMENT_TABLE, actor=actor, at=at, reason=reason, changes=ended)
    _emit("payments.account.refused", check.payment, reason=reason)


def _emit(topic: str, payment: Payment, **more: str) -> None:
    emit(topic, {"payment": str(payment.pk), "obligation": str(payment.obligation_id), **more})


def _statement(line: AnswerLine, payment: Payment | None, effect: Effect) -> BankStatement:
    return BankStatement(
        about=line.about,
        reference=line.reference,
        status=line.status,
        reason_code=line.reason,
        payment=payment,
        effect=effect,
    )
