"""Takes a message in: at most once for each MsgId, judged, booked and answered in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from fakes.bank import documents
from fakes.bank.documents import NameQuestion, Outcome, Transfer, TransferOrder
from fakes.bank.faults import Faults
from fakes.bank.judge import reason_against_name, reason_against_transfer
from fakes.bank.store import Answer, Store

STAGES = ("RCVD", "ACTC", "ACCP", "ACSP")
STRANGER = Transfer("0" * 32, Decimal("1.00"), "CNY", "", "")


class Receipt(StrEnum):
    ACCEPTED = "accepted"
    REPEATED = "repeated"
    CONFLICT = "conflict"
    """The same MsgId with other content: never booked."""


@dataclass(slots=True)
class Teller:
    store: Store
    faults: Faults
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def receive(self, content: bytes) -> tuple[str, Receipt]:
        """Book the message and answer it; NotUnderstoodError where it is none."""
        message = documents.read(content)
        sha256 = hashlib.sha256(content).hexdigest()
        with self.store.transaction():
            known = self.store.sha256_of(message.message_id)
            if known is not None:
                return message.message_id, Receipt.REPEATED if known == sha256 else Receipt.CONFLICT
            if isinstance(message, TransferOrder):
                self.store.add_message(message.message_id, documents.TRANSFER, sha256)
                answers = self._transfer(message)
            else:
                self.store.add_message(message.message_id, documents.NAME_CHECK, sha256)
                answers = [self._check_names(message)]
            self._publish(answers)
        return message.message_id, Receipt.ACCEPTED

    def _check_names(self, question: NameQuestion) -> Answer:
        book = self.store.book([number for _reference, number, _holder in question.questions])
        reasons = [reason_against_name(number, holder, book) for _reference, number, holder in question.questions]
        return self._answer(question.message_id, "names", documents.name_report, question, reasons)

    def _transfer(self, order: TransferOrder) -> list[Answer]:
        if order.fault:
            return [self._group(order, "RJCT", order.fault)]
        outcomes = self._judge(order)
        for outcome in outcomes:
            if outcome.status == "ACSC":
                self.store.add_credit(order.message_id, outcome)
        staged = self.faults.take("staged") is not None
        answers = [self._each(order, [replace(o, status=s, reason="") for o in outcomes], s) for s in STAGES if staged]
        if not staged:
            answers.append(self._group(order, "ACTC", ""))
        return [*answers, self._each(order, outcomes, "final"), *self._misleading(order, outcomes)]

    def _judge(self, order: TransferOrder) -> list[Outcome]:
        book = self.store.book([transfer.number for transfer in order.transfers])
        partial = self.faults.take("partial")
        outcomes = []
        for position, transfer in enumerate(order.transfers, start=1):
            reason = reason_against_transfer(transfer.number, transfer.holder, book)
            if partial and position % partial.number("every", 2) == 0:
                reason = partial.text("reason", "AC04")
            outcomes.append(Outcome(transfer, "RJCT" if reason else "ACSC", reason))
        return outcomes

    def _misleading(self, order: TransferOrder, outcomes: list[Outcome]) -> list[Answer]:
        """What the faults in force add after the truth."""
        answers = []
        if self.faults.take("contradict"):
            answers.append(self._each(order, [_opposite(outcome) for outcome in outcomes], "contradiction"))
        if self.faults.take("unknown"):
            answers.append(self._each(order, [Outcome(STRANGER, "ACSC")], "unknown"))
        if returned := self.faults.take("returned"):
            credited = [o.transfer for o in outcomes if o.status == "ACSC"][:: returned.number("every", 1)]
            reason = returned.text("reason", "AC04")
            write = documents.return_notification
            answers.append(self._answer(order.message_id, "returned", write, credited, reason))
        return answers

    def _publish(self, answers: list[Answer]) -> None:
        if self.faults.take("garbled"):
            answers = [Answer("", "<Document>&nothing;"), *answers]
        if self.faults.take("reorder"):
            answers = answers[::-1]
        late, duplicate = self.faults.take("late"), self.faults.take("duplicate")
        for answer in answers:
            for _copy in range(duplicate.number("copies", 2) if duplicate else 1):
                self.store.add_answer(answer, late.number("polls", 2) if late else 0)

    def _group(self, order: TransferOrder, status: str, reason: str) -> Answer:
        write = documents.group_report
        return self._answer(order.message_id, f"group {status}", write, order, status, reason)

    def _each(self, order: TransferOrder, outcomes: list[Outcome], stage: str) -> Answer:
        return self._answer(order.message_id, stage, documents.transfer_report, order, outcomes)

    def _answer(self, about: str, stage: str, write: Callable[..., bytes], *content: object) -> Answer:
        """The document that `write` makes of an id, a time and the content; the same stage has the same id."""
        message_id = "B" + hashlib.sha256(f"{about} {stage}".encode()).hexdigest()[:31]
        created = self.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        return Answer(message_id, write(message_id, created, *content).decode())


def _opposite(outcome: Outcome) -> Outcome:
    if outcome.status == "ACSC":
        return Outcome(outcome.transfer, "RJCT", "AC04")
    return Outcome(outcome.transfer, "ACSC")
