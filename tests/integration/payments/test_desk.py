"""The batch desk in the admin: two clerks, each press one command, accounts masked, no raw edits."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from eligibility.payments import api as payments
from eligibility.payments.models import BankMessage, BankStatement, Batch, LedgerEntry, Payment
from services.core.transitions.api import history
from services.identity.api import Role, open_account
from tests.integration.payments import world
from tests.integration.payments.test_answers import Sent, hear
from tests.integration.payments.world import AT

pytestmark = pytest.mark.django_db

MODELS = ("batch", "payment", "accountcheck", "ledgerentry", "bankmessage", "bankstatement")
NUMBER = "6222021001112220002"


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.TONGBAN_TODAY = AT.date()


def browser(number: int, *roles: Role, language: str = "en") -> Client:
    """The browser of a member of staff who has signed in."""
    who = world.clerk(number)
    user = open_account(
        username=f"clerk{number}",
        password="a long enough phrase",
        person=who.person,
        roles=roles or (Role.PAYMENT_CLERK,),
        actor=world.SYSTEM,
        at=AT,
    )
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def press(client: Client, batch: UUID, step: str, **data: str) -> str:
    """Press a button of a batch's page and give the page that follows."""
    address = reverse("admin:payments_batch_step", args=[batch, step])
    response = client.post(address, data, follow=True)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def page(client: Client, batch: UUID) -> str:
    text: str = client.get(reverse("admin:payments_batch_change", args=[batch])).content.decode()
    return text


def test_two_clerks_take_a_batch_from_what_waits_to_the_bank() -> None:
    world.order(2)
    anna, bo = browser(1), browser(2, Role.PAYMENT_SUPERVISOR)
    anna.post(reverse("admin:payments_batch_build"))
    batch = Batch.objects.get().pk

    assert "Seal the batch" in page(anna, batch)
    assert "Submit for signature" in press(anna, batch, "seal")
    assert "Sign the batch" in press(anna, batch, "submit")
    alone = press(anna, batch, "sign")
    assert "You have signed this batch already" in alone
    assert "Sign the batch" not in alone
    assert "Release to the bank" in press(bo, batch, "sign")
    assert "it goes to the bank now" in press(bo, batch, "release")

    released = Batch.objects.get(pk=batch)
    assert released.state == "RELEASED"
    assert [entry.actor_person for entry in history("payments.batch", batch)] == [
        world.clerk(number).person for number in (1, 1, 1, 2, 2)
    ]


def test_one_clerk_alone_is_told_why_in_both_languages() -> None:
    world.order(2)
    batch = world.in_approval().pk
    anna = browser(1)
    press(anna, batch, "sign")

    assert "You have signed this batch already. A second person must sign it too." in press(anna, batch, "sign")
    assert "is not possible now" in press(anna, batch, "release")
    assert Batch.objects.get(pk=batch).state == "IN_APPROVAL"


def test_releasing_twice_says_what_happened() -> None:
    world.order(2)
    batch = world.approved().pk
    bo = browser(2)
    press(bo, batch, "release")

    assert "This step is not possible now: the state is “Released”." in press(bo, batch, "release")


def test_building_with_nothing_to_pay_says_so() -> None:
    response = browser(1).post(reverse("admin:payments_batch_build"), follow=True)

    assert "There is nothing to pay now" in response.content.decode()


def test_aborting_needs_a_reason_that_is_kept() -> None:
    payment = world.order(2)
    batch = world.approved().pk
    bo = browser(2)

    assert "Say why the batch is aborted." in press(bo, batch, "abort", reason=" ")
    press(bo, batch, "abort", reason="Wrong execution date")

    assert history("payments.batch", batch)[-1].reason == "Wrong execution date"
    assert world.states([payment]) == ["CREATED"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.BENEFIT_CLERK, Role.DATA_STEWARD])
@pytest.mark.parametrize("step", ["seal", "submit", "sign", "release", "abort", "close", "pay-again", "send-again"])
def test_other_roles_press_nothing(role: Role, step: str) -> None:
    world.order(2)
    batch = world.build().pk
    client = browser(5, role)

    assert client.post(reverse("admin:payments_batch_step", args=[batch, step])).status_code == 403
    assert client.post(reverse("admin:payments_batch_build")).status_code == 403
    assert Batch.objects.get(pk=batch).state == "DRAFT"


def test_an_auditor_sees_the_page_without_buttons() -> None:
    world.order(2)
    batch = world.build().pk

    shown = page(browser(5, Role.AUDITOR), batch)

    assert "Payments of this batch" in shown
    assert "Seal the batch" not in shown
    assert "Abort" not in shown


def test_a_step_is_only_ever_posted_and_only_to_steps_that_exist() -> None:
    world.order(2)
    batch = world.build().pk
    anna = browser(1)

    assert anna.get(reverse("admin:payments_batch_step", args=[batch, "seal"])).status_code == 405
    assert anna.post(reverse("admin:payments_batch_step", args=[batch, "explode"])).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = anna.cookies
    assert strict.post(reverse("admin:payments_batch_step", args=[batch, "seal"])).status_code == 403
    assert Batch.objects.get(pk=batch).state == "DRAFT"


def test_accounts_and_names_are_masked_on_every_page() -> None:
    payment = world.order(2)
    held = world.order(4, verified=False)
    sent = Sent(world.released(), [payment])
    (message,) = hear(sent.says((0, "ACSC")))
    client = browser(5, Role.AUDITOR)
    addresses = [reverse(f"admin:payments_{model}_changelist") for model in MODELS]
    addresses += [
        reverse("admin:payments_payment_change", args=[payment.pk]),
        reverse("admin:payments_payment_change", args=[held.pk]),
        reverse("admin:payments_accountcheck_change", args=[held.account_check.pk]),
        reverse("admin:payments_batch_change", args=[sent.batch.pk]),
        reverse("admin:payments_bankmessage_change", args=[message.pk]),
        reverse("admin:payments_bankstatement_change", args=[BankStatement.objects.get().pk]),
        reverse("admin:payments_ledgerentry_change", args=[LedgerEntry.objects.filter(kind="order").first().pk]),
    ]
    addresses += [
        reverse("admin:payments_bankmessage_change", args=[sent_message.pk])
        for sent_message in BankMessage.objects.filter(direction="out")
    ]

    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        assert "622202100111222" not in text, address
        assert "310000000000000001" not in text, address
        assert "王芳" not in text, address
    assert "•••• 0002" in client.get(reverse("admin:payments_payment_change", args=[payment.pk])).content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_added_changed_or_deleted_by_hand(model: str) -> None:
    payment = world.order(2)
    client = browser(3, Role.PAYMENT_CLERK, Role.PAYMENT_SUPERVISOR, Role.AUDITOR)

    assert client.get(reverse(f"admin:payments_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:payments_{model}_add")).status_code == 403
    changed = client.post(reverse("admin:payments_payment_change", args=[payment.pk]), {"amount": "1", "state": "ACSC"})
    assert changed.status_code == 403
    assert client.post(reverse("admin:payments_payment_delete", args=[payment.pk]), {"post": "yes"}).status_code == 403
    kept = Payment.objects.get(pk=payment.pk)
    assert (kept.state, kept.amount) == ("CREATED", payment.amount)


def test_a_supervisor_and_no_clerk_lets_a_held_payment_go_on() -> None:
    for number in (2, 4):
        world.order(number, ending="7000")
    held = world.order(6, ending="7000")
    address = reverse("admin:payments_payment_lift_hold", args=[held.pk])

    assert browser(1).post(address).status_code == 403
    supervisor = browser(2, Role.PAYMENT_SUPERVISOR)
    shown = supervisor.get(reverse("admin:payments_payment_change", args=[held.pk])).content.decode()
    assert "Let the payment go on" in shown
    supervisor.post(address)

    assert Payment.objects.get(pk=held.pk).held == ""


def test_a_supervisor_records_what_the_bank_explained() -> None:
    payment = world.order(2)
    sent = Sent(world.released(), [payment])
    hear(sent.says((0, "RJCT")), sent.says((0, "ACSC")))
    dispute = BankStatement.objects.disputes().get()
    address = reverse("admin:payments_bankstatement_settle", args=[dispute.pk])
    supervisor = browser(2, Role.PAYMENT_SUPERVISOR)

    assert browser(1).post(address, {"reason": "a letter"}).status_code == 403
    empty = supervisor.post(address, {"reason": " "}, follow=True).content.decode()
    assert "Say what the bank explained." in empty
    supervisor.post(address, {"reason": "The bank's letter of 1 December"})

    assert not BankStatement.objects.disputes().exists()
    assert payments.payment_for(payment.obligation_id) is not None


def test_the_batch_page_takes_the_same_statements_whatever_its_size(
    django_assert_max_num_queries: object,
) -> None:
    for number in range(2, 42):
        world.order(number)
    batch = world.approved().pk
    client = browser(2)
    client.get(reverse("admin:payments_batch_change", args=[batch]))

    with django_assert_max_num_queries(30):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(reverse("admin:payments_batch_change", args=[batch]))
