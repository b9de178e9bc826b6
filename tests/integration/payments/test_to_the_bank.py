"""The way of a payment from the order to the bank's answer, over a socket, and everything that can go wrong on it."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.db import transaction

from eligibility.payments import api as payments
from eligibility.payments.commands import sending
from eligibility.payments.models import AccountCheck, BankMessage, BankStatement, Batch, Effect, LedgerEntry, Payment
from services.core.outbox.api import drain, run_due_ticks
from services.core.transitions.api import Refused
from services.tasks.api import open_tasks
from tests.integration.payments import world
from tests.integration.payments.bank_process import BankProcess
from tests.integration.payments.world import AT

pytestmark = pytest.mark.usefixtures("committed_db")


def work(rounds: int = 1) -> None:
    """What `manage.py work` does in so many rounds of ticks."""
    for number in range(rounds):
        drain(at=AT + timedelta(seconds=10 * number))
        run_due_ticks(at=AT + timedelta(seconds=10 * number))


def test_a_released_batch_is_paid_rejected_and_reconciled(bank: BankProcess) -> None:
    good, closed, wrong = world.order(2), world.order(4, ending="9904"), world.order(6, ending="9951")
    batch = world.released()

    work()

    assert world.states([good, closed, wrong]) == ["ACSC", "RJCT", "RJCT"]
    reasons = Payment.objects.filter(pk__in=[closed.pk, wrong.pk]).values_list("reason_code", flat=True)
    assert set(reasons) == {"AC04", "BE01"}
    assert Batch.objects.get(pk=batch.pk).state == "RECONCILED"
    assert [credit["end_to_end_id"] for credit in bank.credits()] == [good.end_to_end_id]
    assert bank.credits()[0]["amount"] == "63200.00"


def test_a_new_account_is_held_until_the_bank_confirms_its_holder(bank: BankProcess) -> None:
    payment = world.order(verified=False)

    before = payments.payment_for(payment.obligation_id)
    with pytest.raises(payments.NothingToPay):
        world.build()
    work()
    after = payments.payment_for(payment.obligation_id)

    assert before is not None
    assert before.held == "account_check"
    assert after is not None
    assert (after.held, after.state) == ("", "CREATED")
    assert world.build().count == 1


def test_an_account_of_somebody_else_is_refused_and_another_can_be_given(bank: BankProcess) -> None:
    number = world.account().number
    bank.set_account(number, "李娜")
    payment = world.order(ending="3331", verified=False)

    work()
    refused = payments.payment_for(payment.obligation_id)
    assert refused is not None
    assert (refused.state, refused.reason_code, refused.can_replace_account) == ("CANC", "BE01", True)

    second = payments.replace_account(payment=payment.pk, account=world.account("7777"), actor=world.SYSTEM, at=AT)
    work(2)
    world.released()
    work(3)

    paid = payments.payment_for(payment.obligation_id)
    assert paid is not None
    assert paid.is_paid
    assert (paid.payment, paid.attempt, paid.account_last4) == (second.pk, 2, "7777")
    assert second.end_to_end_id != payment.end_to_end_id
    assert len(bank.credits()) == 1
    assert LedgerEntry.objects.filter(obligation_id=payment.obligation_id, kind="order").count() == 1


def test_a_reply_that_never_comes_leads_to_exactly_one_credit(bank: BankProcess) -> None:
    payment = world.order()
    bank.fault("timeout_after_accept", seconds=3)
    batch = world.released()

    drain(at=AT)
    lost = Batch.objects.get(pk=batch.pk).state
    work(3)

    assert lost == "SENT_UNKNOWN"
    assert world.states([payment]) == ["ACSC"]
    assert len(bank.credits()) == 1


@pytest.mark.parametrize("fault", ["error_before", "drop_before", "error_after"])
def test_whatever_the_bank_breaks_the_file_arrives_once(bank: BankProcess, fault: str) -> None:
    payment = world.order()
    bank.fault(fault)
    world.released()

    work(3)

    assert world.states([payment]) == ["ACSC"]
    assert len(bank.credits()) == 1


def test_a_bank_that_is_down_for_hours_is_asked_until_it_is_back(bank: BankProcess) -> None:
    payment = world.order()
    bank.kill()
    batch = world.released()

    work(4)
    meanwhile = Batch.objects.get(pk=batch.pk).state
    bank.start()
    run_due_ticks(at=AT + timedelta(minutes=5))

    assert meanwhile == "SENT_UNKNOWN"
    assert world.states([payment]) == ["ACSC"]
    assert len(bank.credits()) == 1


def test_a_bank_killed_after_accepting_remembers_the_file(bank: BankProcess) -> None:
    payment = world.order()
    bank.fault("timeout_after_accept", seconds=30)
    world.released()
    drain(at=AT)
    bank.kill()
    bank.start()

    work(3)

    assert world.states([payment]) == ["ACSC"]
    assert len(bank.credits()) == 1


def test_a_refused_file_goes_to_a_clerk_who_sends_it_again_or_aborts(bank: BankProcess) -> None:
    payment = world.order()
    bank.fault("refuse")
    batch = world.released()

    work()
    refused = Batch.objects.get(pk=batch.pk)
    assert (refused.state, refused.refusal) == ("RELEASED", "422: this customer may not send that")
    assert [task.kind for task in open_tasks(role="payment_clerk")] == ["payments.refused_file"]

    payments.send_batch_again(batch=batch.pk, actor=world.clerk(1), at=AT)
    work(3)

    assert world.states([payment]) == ["ACSC"]
    assert len(bank.credits()) == 1


def test_a_refused_file_can_be_aborted_and_its_members_paid_in_another(bank: BankProcess) -> None:
    payment = world.order()
    bank.fault("refuse")
    batch = world.released()
    work()

    payments.abort_batch(batch=batch.pk, reason="wrong contract", actor=world.clerk(1), at=AT)
    second = world.released()
    work(3)

    assert second.pk != batch.pk
    assert world.states([payment]) == ["ACSC"]
    assert {credit["message"] for credit in bank.credits()} == {second.message_id}


def test_a_file_whose_fate_is_unknown_cannot_be_aborted(bank: BankProcess) -> None:
    world.order()
    batch = world.released()

    with pytest.raises(Refused):
        payments.abort_batch(batch=batch.pk, reason="", actor=world.clerk(1), at=AT)


def test_duplicate_late_and_reordered_answers_end_where_those_in_order_would(bank: BankProcess) -> None:
    ordered = [world.order(2), world.order(4, ending="9904"), world.order(6)]
    for fault in ("staged", "duplicate", "late", "reorder"):
        bank.fault(fault)
    world.released()

    work(6)

    assert world.states(ordered) == ["ACSC", "RJCT", "ACSC"]
    assert LedgerEntry.objects.filter(kind="settlement").count() == 2
    assert all(message.times == 2 for message in BankMessage.objects.filter(direction="in"))
    assert not BankStatement.objects.filter(effect=Effect.CONTRADICTION).exists()


def test_contradicting_answers_change_nothing_and_stop_a_second_payment(bank: BankProcess) -> None:
    paid, rejected = world.order(2), world.order(4, ending="9904")
    bank.fault("contradict")
    world.released()

    work(3)

    assert world.states([paid, rejected]) == ["ACSC", "RJCT"]
    assert BankStatement.objects.disputes().count() == 2
    assert [task.kind for task in open_tasks(role="payment_supervisor")] == ["payments.contradicting_answer"]
    with pytest.raises(Refused, match="contradict"):
        payments.replace_account(payment=rejected.pk, account=world.account("8888"), actor=world.SYSTEM, at=AT)


def test_an_answer_about_an_unknown_payment_is_kept_and_given_to_a_clerk(bank: BankProcess) -> None:
    payment = world.order()
    bank.fault("unknown")
    world.released()

    work(2)

    unmatched = BankStatement.objects.get(effect=Effect.UNMATCHED)
    assert (unmatched.reference, unmatched.payment) == ("0" * 32, None)
    assert [task.kind for task in open_tasks(role="payment_supervisor")] == ["payments.unmatched_answer"]
    assert world.states([payment]) == ["ACSC"]


def test_an_answer_that_cannot_be_read_stands_before_nothing(bank: BankProcess) -> None:
    payment = world.order()
    bank.fault("garbled")
    world.released()

    work(2)

    assert BankMessage.objects.get(direction="in", reading="unreadable").body == "<Document>&nothing;"
    assert [task.kind for task in open_tasks(role="payment_supervisor")] == ["payments.unreadable_answer"]
    assert world.states([payment]) == ["ACSC"]


def test_a_forged_reply_is_not_believed(bank: BankProcess) -> None:
    payment = world.order()
    world.released()
    drain(at=AT)
    bank.fault("forged")

    run_due_ticks(at=AT)
    forged = world.states([payment])
    run_due_ticks(at=AT + timedelta(seconds=10))

    assert forged == ["BATCHED"]
    assert world.states([payment]) == ["ACSC"]


def test_money_that_comes_back_is_owed_again(bank: BankProcess) -> None:
    payment = world.order()
    bank.fault("returned", reason="AC04")
    bank.fault("reorder")  # the return is told before the settlement
    world.released()

    work(2)

    view = payments.payment_for(payment.obligation_id)
    assert view is not None
    assert (view.state, view.reason_code, view.can_replace_account) == ("RETURNED", "AC04", True)
    kinds = LedgerEntry.objects.filter(payment=payment).values_list("kind", flat=True)
    assert sorted(kinds) == ["order", "return", "settlement"]


def test_what_failed_for_want_of_our_money_is_paid_again_by_a_clerk(bank: BankProcess) -> None:
    payment = world.order(4, ending="9940")
    batch = world.released()
    work(2)
    bank.set_account(world.account("9940").number, "王芳")

    view = payments.payment_for(payment.obligation_id)
    assert view is not None
    assert (view.reason_code, view.can_replace_account) == ("AM04", False)
    assert payments.pay_again(batch=batch.pk, actor=world.clerk(1), at=AT) == 1
    world.released()
    work(4)

    again = payments.payment_for(payment.obligation_id)
    assert again is not None
    assert (again.state, again.attempt) == ("ACSC", 2)


def test_a_name_check_that_was_not_sent_is_sent_by_the_next_tick(bank: BankProcess) -> None:
    payment = world.order(verified=False)
    bank.fault("drop_before")

    work(3)

    assert AccountCheck.objects.get(payment=payment).state == "VERIFIED"
    assert payments.is_account_verified(payment.payee_id, world.account("0002").number)
    assert not payments.is_account_verified(world.person(4), world.account("0002").number)


def test_a_worker_that_dies_between_sending_and_noting_pays_once(bank: BankProcess) -> None:
    payment = world.order()
    batch = world.released()

    class Dies:
        """Hands the file over and is killed before anything is written down."""

        def post(self, content: bytes) -> None:
            bank.client.post(content)
            raise SystemExit

    with pytest.raises(SystemExit), transaction.atomic():
        payments.send_batch(batch=batch.pk, bank=Dies(), at=AT)  # type: ignore[arg-type]  # all that sending asks of it
    before = Batch.objects.get(pk=batch.pk).state
    work(2)

    assert before == "RELEASED"
    assert world.states([payment]) == ["ACSC"]
    assert len(bank.credits()) == 1


def test_a_file_that_is_not_the_signed_one_is_not_sent(bank: BankProcess) -> None:
    world.order()
    batch = world.released()
    message = BankMessage.objects.get(direction="out")
    message.body = message.body.replace("63200.00", "63200.01")

    with (
        pytest.raises(sending.FileChanged),
        mock.patch.object(sending, "kept_message", return_value=message),
    ):
        payments.send_batch(batch=batch.pk, bank=bank.client, at=AT)

    assert bank.credits() == []
