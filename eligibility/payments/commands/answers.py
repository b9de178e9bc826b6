"""Reading what the bank says: whole, once, in any order.

An answer is kept before it is believed, and every statement in it is recorded with what it did. States only rise, so
repeated, late and reordered answers end where those in order would; contradictions change nothing and go to a clerk.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from eligibility.payments import work
from eligibility.payments.bank import Bank
from eligibility.payments.commands.name_answers import apply_name_lines
from eligibility.payments.commands.statuses import apply_return_lines, apply_status_lines
from eligibility.payments.messages.answers import Answer, AnswerKind, read_document
from eligibility.payments.messages.document import UnreadableAnswer
from eligibility.payments.models import BankMessage, BankStatement, Direction, Effect, Inbox, Reading
from services.core.audit.api import Actor, ActorKind
from services.core.calendar.api import working_days_after
from services.tasks.api import open_task

logger = logging.getLogger(__name__)

BANK: Final = Actor(ActorKind.BANK, "bank")
_READING: Final = 0x616E7377  # of an advisory lock: one reader at a time
_TIME_TO_LOOK: Final = 1  # working days
_LONGEST_ERROR: Final = 300
_TASK_OF: Final = {
    Effect.UNMATCHED: work.UNMATCHED,
    Effect.UNKNOWN_CODE: work.UNMATCHED,
    Effect.CONTRADICTION: work.CONTRADICTION,
}
_READERS: Final = {
    AnswerKind.STATUS: apply_status_lines,
    AnswerKind.NAME_CHECK: apply_name_lines,
    AnswerKind.RETURN: apply_return_lines,
}


def fetch_answers(*, bank: Bank, at: datetime) -> int:
    """Read what the bank has said since last time; gives how many answers came."""
    count = 0
    while answers := bank.answers_after(_fetched_up_to()):
        for answer in answers:
            _read_one(answer.content, answer.number, at=at)
            count += 1
    return count


def read_answer(*, content: bytes, at: datetime) -> BankMessage:
    """Keep and apply one answer. The same answer again is counted and changes nothing else.

    One that could not be read before is tried again: the reader may have been mended since.
    """
    with transaction.atomic():
        _only_reader()
        message = _kept(content, at=at)
        if message.reading != Reading.UNREADABLE:
            return message
        try:
            answer = read_document(content)
        except UnreadableAnswer as error:
            return _set_aside(message, Reading.UNREADABLE, str(error), at=at)
        message.name, message.message_id = answer.name, answer.message_id
        others = BankMessage.objects.filter(direction=Direction.IN, reading=Reading.READ).exclude(pk=message.pk)
        if others.filter(message_id=answer.message_id).exists():
            return _set_aside(message, Reading.CONFLICT, "", at=at)
        message.reading, message.error = Reading.READ, ""
        message.save(update_fields=["name", "message_id", "reading", "error"])
        _apply(message, answer, at=at)
        return message


def _read_one(content: bytes, number: int, *, at: datetime) -> None:
    """Read it and move on: what breaks the reader must not stand before every answer behind it."""
    try:
        with transaction.atomic():
            read_answer(content=content, at=at)
            _note_fetched(number)
    except (OperationalError, InterfaceError):
        raise  # the database was in the way: the next tick tries again
    except Exception as error:
        logger.exception("payments.answer_not_applied")
        with transaction.atomic():
            _only_reader()
            _set_aside(_kept(content, at=at), Reading.UNREADABLE, type(error).__name__, at=at)
            _note_fetched(number)


def _apply(message: BankMessage, answer: Answer, *, at: datetime) -> None:
    statements = _READERS[answer.kind](answer.lines, actor=BANK, at=at)
    for statement in statements:
        statement.message = message
    BankStatement.objects.bulk_create(statements)
    _open_tasks(message, {Effect(statement.effect) for statement in statements}, at=at)


def _kept(content: bytes, *, at: datetime) -> BankMessage:
    """The row of these bytes, new or counted once more."""
    sha256 = hashlib.sha256(content).hexdigest()
    BankMessage.objects.filter(direction=Direction.IN, sha256=sha256).update(times=F("times") + 1)
    known = BankMessage.objects.filter(direction=Direction.IN, sha256=sha256).first()
    if known is not None:
        return known
    text = content.decode("utf-8", "backslashreplace")
    return BankMessage.objects.create(
        direction=Direction.IN, sha256=sha256, body=text, reading=Reading.UNREADABLE, at=at
    )


def _set_aside(message: BankMessage, reading: Reading, error: str, *, at: datetime) -> BankMessage:
    """Kept, not believed, and shown to a person."""
    message.reading, message.error = reading, error[:_LONGEST_ERROR]
    message.save(update_fields=["name", "message_id", "reading", "error"])
    _open_task(work.UNREADABLE, message, at=at)
    return message


def _open_tasks(message: BankMessage, effects: Iterable[Effect], *, at: datetime) -> None:
    for kind in sorted({_TASK_OF[effect] for effect in effects if effect in _TASK_OF}):
        _open_task(kind, message, at=at)


def _open_task(kind: str, message: BankMessage, *, at: datetime) -> None:
    open_task(
        kind=kind,
        subject=None,
        role=work.SUPERVISOR,
        params={},
        due=working_days_after(at.date(), _TIME_TO_LOOK).day,
        object_type="payments.bankmessage",
        object_id=str(message.pk),
        actor=BANK,
        at=at,
    )


def _only_reader() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_READING])


def _fetched_up_to() -> int:
    inbox, _made = Inbox.objects.get_or_create(pk=1)
    return inbox.fetched_up_to


def _note_fetched(number: int) -> None:
    Inbox.objects.filter(pk=1, fetched_up_to__lt=number).update(fetched_up_to=number)
