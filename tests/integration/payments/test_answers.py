"""Answers of the bank in any order, any number of times: the end is that of the answers in order."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Barrier

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligibility.payments import api as payments
from eligibility.payments.models import (
    BankMessage,
    BankStatement,
    Batch,
    Effect,
    LedgerEntry,
    LedgerLine,
    Payment,
)
from fakes.bank import documents
from services.core.outbox.api import Event
from services.core.transitions.api import Refused
from tests.integration.payments import world
from tests.integration.payments.world import AT

CREATED = "2025-12-01T01:00:00Z"
EARLY = ("RCVD", "PDNG", "ACTC", "ACCP", "ACSP")
# What a bank that does not contradict itself says of one payment: early statuses, then perhaps an end.
COURSES = st.tuples(
    st.lists(st.sampled_from(EARLY), max_size=4, unique=True),
    st.sampled_from([(), ("ACSC",), ("RJCT",), ("CANC",), ("ACSC", "RETURNED")]),
).map(lambda parts: (*parts[0], *parts[1]))
# Each statement a message of its own, arriving in any order and some of them again.
ARRIVALS = st.tuples(COURSES, COURSES, COURSES).flatmap(
    lambda courses: st.tuples(st.just(courses), st.permutations(_numbered(courses)), st.lists(st.integers(0, 50)))
)


def _numbered(courses: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    return [(member, step) for member, course in enumerate(courses) for step in range(len(course))]


@dataclass
class Sent:
    """A batch at the bank, its members, and the bank's pen."""

    batch: Batch
    members: list[Payment] = field(default_factory=list)

    def says(self, *said: tuple[int, str], reason: str = "", message: str = "") -> bytes:
        """A pain.002 (or camt.054) about members by number."""
        identifier = message or "-".join(f"{member}{status}" for member, status in said)
        transfers = [self._transfer(member) for member, _status in said]
        if said[0][1] == "RETURNED":
            return documents.return_notification(identifier, CREATED, transfers, "AC04")
        outcomes = [
            documents.Outcome(transfer, status, reason or ("AC01" if status in {"RJCT", "CANC"} else ""))
            for transfer, (_member, status) in zip(transfers, said, strict=True)
        ]
        order = documents.TransferOrder(self.batch.message_id, self.batch.message_id, 1, transfers[0].amount, ())
        return documents.transfer_report(identifier, CREATED, order, outcomes)

    def says_of_all(self, status: str, reason: str = "") -> bytes:
        order = documents.TransferOrder(self.batch.message_id, "", 1, self.members[0].amount.amount, ())
        return documents.group_report(f"all-{status}", CREATED, order, status, reason)

    def _transfer(self, member: int) -> documents.Transfer:
        payment = self.members[member]
        return documents.Transfer(payment.end_to_end_id, payment.amount.amount, "CNY", "", "")


@pytest.fixture
def sent(db: None) -> Sent:
    ordered = [world.order(number, fen=100 * number) for number in (2, 4, 6)]
    return Sent(world.released(), ordered)


def hear(*contents: bytes) -> list[BankMessage]:
    return [payments.read_answer(content=content, at=AT) for content in contents]


def picture(sent: Sent) -> dict[str, object]:
    """What must not depend on the order of arrival."""
    return {
        "states": world.states(sent.members),
        "reasons": [Payment.objects.get(pk=p.pk).reason_code for p in sent.members if _ended_badly(p)],
        "entries": sorted(LedgerEntry.objects.values_list("payment_id", "kind")),
        "batch": Batch.objects.get(pk=sent.batch.pk).state,
        "disputes": BankStatement.objects.disputes().count(),
    }


def _ended_badly(payment: Payment) -> bool:
    return Payment.objects.get(pk=payment.pk).state in {"RJCT", "CANC", "RETURNED"}


def test_replayed_reordered_and_duplicated_answers_end_like_those_in_order(sent: Sent) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ARRIVALS)
    def check(arrival: tuple[Sequence[Sequence[str]], Sequence[tuple[int, int]], Sequence[int]]) -> None:
        courses, order, repeats = arrival
        answers = {(m, s): sent.says((m, courses[m][s])) for m, s in order}
        in_order = [answers[key] for key in sorted(answers)]
        shuffled = [answers[key] for key in order]
        again = [shuffled[number % len(shuffled)] for number in repeats] if shuffled else []

        assert _end_after(sent, in_order) == _end_after(sent, [*shuffled, *again])

    check()


def _end_after(sent: Sent, contents: Sequence[bytes]) -> dict[str, object]:
    sid = transaction.savepoint()
    hear(*contents)
    end = picture(sent)
    transaction.savepoint_rollback(sid)
    return end


def test_contradicting_ends_never_change_the_first_one(sent: Sent) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.permutations(["ACSC", "RJCT", "CANC", "RETURNED"]))
    def check(order: Sequence[str]) -> None:
        sid = transaction.savepoint()
        hear(*(sent.says((0, status)) for status in order))
        state = world.states(sent.members)[0]
        # A return says that it had been paid; RETURNED then follows ACSC, which is no contradiction.
        assert state == {"ACSC": "RETURNED"}.get(order[0], order[0])
        assert BankStatement.objects.disputes().count() == (3 if state in {"RJCT", "CANC"} else 2)
        assert sum(line.amount.minor for line in LedgerLine.objects.all()) == 0
        transaction.savepoint_rollback(sid)

    check()


def test_the_same_answer_twice_is_counted_and_does_nothing_else(sent: Sent) -> None:
    answer = sent.says((0, "ACSC"), (1, "RJCT"))

    first, second = hear(answer, answer)

    assert first.pk == second.pk
    assert BankMessage.objects.get(pk=first.pk).times == 2
    assert BankStatement.objects.count() == 2
    assert LedgerEntry.objects.filter(kind="settlement").count() == 1
    assert Event.objects.filter(topic="payments.payment.settled").count() == 1


def test_the_same_answer_read_by_two_workers_at_once_applies_once(committed_db: str) -> None:
    ordered = [world.order(2)]
    sent = Sent(world.released(), ordered)
    answer, start = sent.says((0, "ACSC")), Barrier(4)

    def read(_number: int) -> None:
        try:
            start.wait(timeout=10)
            payments.read_answer(content=answer, at=AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read, range(4)))

    assert BankMessage.objects.get(direction="in").times == 4
    assert LedgerEntry.objects.filter(kind="settlement").count() == 1


def test_other_content_under_a_known_identifier_is_kept_and_not_believed(sent: Sent) -> None:
    hear(sent.says((0, "ACTC"), message="m1"))

    (forged,) = hear(sent.says((0, "ACSC"), message="m1"))

    assert forged.reading == "conflict"
    assert world.states(sent.members)[0] == "ACTC"


def test_a_status_of_the_whole_file_goes_to_every_member(sent: Sent) -> None:
    hear(sent.says_of_all("ACTC"), sent.says_of_all("RJCT", "AM10"))

    assert world.states(sent.members) == ["RJCT"] * 3
    assert Batch.objects.get(pk=sent.batch.pk).state == "RECONCILED"
    assert BankStatement.objects.filter(effect=Effect.APPLIED).count() == 6


def test_an_answer_proves_that_the_file_arrived(sent: Sent) -> None:
    assert Batch.objects.get(pk=sent.batch.pk).state == "RELEASED"

    hear(sent.says((0, "ACTC")))
    arrived = Batch.objects.get(pk=sent.batch.pk).state
    hear(sent.says((0, "ACSC")))

    assert arrived == "SENT"
    assert Batch.objects.get(pk=sent.batch.pk).state == "PARTIALLY_SETTLED"


def test_an_answer_about_what_was_never_sent_changes_nothing(sent: Sent) -> None:
    stranger = world.order(8)
    draft = Sent(world.sealed(), [stranger])

    hear(draft.says((0, "ACSC")), draft.says((0, "RETURNED")))

    assert world.states([stranger]) == ["BATCHED"]
    assert set(BankStatement.objects.values_list("effect", flat=True)) == {Effect.UNMATCHED}


def test_a_member_of_one_file_is_not_settled_by_an_answer_to_another(sent: Sent) -> None:
    stranger = world.order(8)
    other = Sent(world.released(), [stranger])

    hear(Sent(sent.batch, [stranger]).says((0, "ACSC")))

    assert world.states([stranger]) == ["BATCHED"]
    assert Batch.objects.get(pk=other.batch.pk).state == "RELEASED"


@pytest.mark.parametrize("status", ["ACCC", "PATC", "BATCHED", "nonsense"])
def test_a_status_that_is_not_known_is_recorded_and_given_to_a_person(sent: Sent, status: str) -> None:
    hear(sent.says((0, status)))

    assert BankStatement.objects.get().effect == Effect.UNKNOWN_CODE
    assert world.states(sent.members)[0] == "BATCHED"


@pytest.mark.parametrize("amount", ["1.99", "2.01"])
def test_another_amount_than_was_ordered_is_a_contradiction(sent: Sent, amount: str) -> None:
    content = sent.says((0, "ACSC")).replace(b">2.00<", f">{amount}<".encode())

    hear(content)

    assert BankStatement.objects.get().effect == Effect.CONTRADICTION
    assert world.states(sent.members)[0] == "BATCHED"


def test_a_contradiction_keeps_the_obligation_out_of_every_batch(sent: Sent) -> None:
    hear(sent.says((0, "RJCT")))
    second = payments.replace_account(
        payment=sent.members[0].pk, account=world.account("5555"), actor=world.SYSTEM, at=AT
    )
    Payment.objects.filter(pk=second.pk).update(held="")
    batch = world.approved()

    hear(sent.says((0, "ACSC")))

    with pytest.raises(Refused, match="contradicts itself"):
        payments.release_batch(batch=batch.pk, actor=world.clerk(2), at=AT)
    payments.abort_batch(batch=batch.pk, reason="disputed", actor=world.clerk(2), at=AT)
    with pytest.raises(payments.NothingToPay):
        world.build()
    dispute = BankStatement.objects.disputes().get()
    settle = partial(payments.settle_dispute, statement=dispute.pk, reason="letter of the bank", at=AT)
    with pytest.raises(Refused):
        settle(actor=replace(world.clerk(3), person=None))
    settle(actor=world.clerk(3))
    assert world.build().members.get() == second


def test_events_name_payment_and_obligation(sent: Sent) -> None:
    hear(sent.says((0, "ACSC")), sent.says((1, "RJCT")), sent.says((0, "RETURNED")))

    topics = dict(Event.objects.filter(topic__startswith="payments.payment.").values_list("topic", "payload"))
    first, second = sent.members[0], sent.members[1]
    mine = {"payment": str(first.pk), "obligation": str(first.obligation_id)}
    assert topics["payments.payment.settled"] == {**mine, "reason": ""}
    assert topics["payments.payment.returned"] == {**mine, "reason": "AC04"}
    assert topics["payments.payment.rejected"] == {
        "payment": str(second.pk),
        "obligation": str(second.obligation_id),
        "reason": "AC01",
    }


def test_an_answer_that_broke_the_reader_is_read_once_the_reader_is_mended(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eligibility.payments.commands import answers  # the module whose reader is broken for a while

    content = sent.says((0, "ACSC"))
    reader = answers.read_document

    class OneAnswer:
        def answers_after(self, number: int) -> list[payments.NumberedAnswer]:
            return [payments.NumberedAnswer(7, content)] if number < 7 else []

    def broken(_content: bytes) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(answers, "read_document", broken)
    count = payments.fetch_answers(bank=OneAnswer(), at=AT)  # type: ignore[arg-type]  # all that is asked of it here
    monkeypatch.setattr(answers, "read_document", reader)
    before = world.states(sent.members)[0]
    (message,) = hear(content)

    assert (count, before) == (1, "BATCHED")
    assert message.reading == "read"
    assert world.states(sent.members)[0] == "ACSC"
