"""Two different people, or nothing moves: through the doors, and past them with plain SQL as the app role."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import Error, IntegrityError, connection, connections, transaction

from eligibility.payments import api as payments
from eligibility.payments.models import Batch
from services.core.audit.api import Actor, AuditEntry
from services.core.outbox.api import Event
from services.core.transitions.api import NotAllowed, Refused, WrongState
from services.identity import api as identity
from services.identity import queries
from services.identity.models import Representation
from tests.integration.payments import world
from tests.integration.payments.world import AT


@pytest.mark.django_db
def test_one_clerk_alone_cannot_approve() -> None:
    world.order()
    batch = world.in_approval()
    payments.approve_batch(batch=batch.pk, actor=world.clerk(1), at=AT)

    with pytest.raises(Refused, match="second person"):
        payments.approve_batch(batch=batch.pk, actor=world.clerk(1), at=AT)
    with pytest.raises(WrongState):
        payments.release_batch(batch=batch.pk, actor=world.clerk(1), at=AT)


@pytest.mark.django_db
def test_a_second_account_of_the_same_person_is_the_same_person() -> None:
    world.order()
    batch = world.in_approval()
    first = world.clerk(1)
    payments.approve_batch(batch=batch.pk, actor=first, at=AT)

    with pytest.raises(Refused, match="second person"):
        payments.approve_batch(batch=batch.pk, actor=replace(first, id=str(uuid4())), at=AT)


@pytest.mark.django_db
def test_whoever_submitted_does_not_give_the_second_signature() -> None:
    world.order()
    batch = world.in_approval()
    payments.approve_batch(batch=batch.pk, actor=world.clerk(2), at=AT)

    with pytest.raises(Refused, match="submitted"):
        payments.approve_batch(batch=batch.pk, actor=world.clerk(1), at=AT)
    assert payments.approve_batch(batch=batch.pk, actor=world.clerk(3), at=AT).state == "APPROVED"


@pytest.mark.django_db
def test_nobody_signs_what_is_paid_to_themselves() -> None:
    world.order()
    payee = world.person(2)
    batch = world.in_approval()

    with pytest.raises(Refused, match="pays money to you"):
        payments.approve_batch(batch=batch.pk, actor=replace(world.clerk(1), person=payee), at=AT)


def represents(who: Actor, enterprise: UUID, *, until: date | None = None) -> None:
    assert who.person is not None
    identity.grant_mandate(
        agent=who.person,
        enterprise=enterprise,
        role=identity.MandateRole.AGENT,
        valid_from=date(2024, 1, 1),
        valid_to=until,
        actor=world.SYSTEM,
        at=AT,
    )


def noodle_shop() -> UUID:
    code = "91310000000000001"
    code += identity.credit_code_check(code)
    return identity.register_enterprise(credit_code=code, name="老马面馆", actor=world.SYSTEM, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("until", [None, AT.date() + timedelta(days=1)], ids=["still acting", "ends tomorrow"])
def test_nobody_signs_what_is_paid_to_an_enterprise_that_they_act_for(until: date | None) -> None:
    shop, agent = noodle_shop(), world.clerk(3)
    world.order_for(shop)
    represents(agent, shop, until=until)
    batch = world.in_approval()

    with pytest.raises(Refused, match="enterprise that you represent"):
        payments.approve_batch(batch=batch.pk, actor=agent, at=AT)
    payments.approve_batch(batch=batch.pk, actor=world.clerk(1), at=AT)
    with pytest.raises(Refused, match="enterprise that you represent"):
        payments.approve_batch(batch=batch.pk, actor=agent, at=AT)
    assert Batch.objects.get(pk=batch.pk).state == "IN_APPROVAL"


@pytest.mark.django_db
def test_ending_the_mandate_today_does_not_help() -> None:
    shop, agent = noodle_shop(), world.clerk(3)
    world.order_for(shop)
    represents(agent, shop)
    batch = world.in_approval()
    later = AT + timedelta(days=1)
    mandate = Representation.objects.get()
    identity.end_mandate(mandate=mandate.pk, on=later.date(), actor=agent, at=later)

    with pytest.raises(Refused, match="enterprise that you represent"):
        payments.approve_batch(batch=batch.pk, actor=agent, at=later + timedelta(days=1))


@pytest.mark.django_db
def test_who_acted_for_it_long_ago_or_acts_for_another_may_sign() -> None:
    shop, agent = noodle_shop(), world.clerk(3)
    world.order_for(shop)
    represents(agent, shop, until=date(2025, 6, 1))
    batch = world.in_approval()

    assert payments.approve_batch(batch=batch.pk, actor=agent, at=AT).first_approver_id == agent.person


@pytest.mark.django_db
def test_nobody_signs_what_is_paid_to_their_child(monkeypatch: pytest.MonkeyPatch) -> None:
    payment, parent = world.order(), world.clerk(3)
    monkeypatch.setattr(queries, "remembered_children", lambda _person, _on: [payment.payee_id])
    batch = world.in_approval()

    with pytest.raises(Refused, match="child of yours"):
        payments.approve_batch(batch=batch.pk, actor=parent, at=AT)


@pytest.mark.django_db
def test_an_account_of_no_person_signs_nothing_and_the_system_neither() -> None:
    world.order()
    batch = world.in_approval()

    with pytest.raises(Refused, match="no person"):
        payments.approve_batch(batch=batch.pk, actor=replace(world.clerk(1), person=None), at=AT)
    with pytest.raises(NotAllowed):
        payments.approve_batch(batch=batch.pk, actor=Actor.system("cron"), at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "state = 'APPROVED'",
        "state = 'RELEASED'",
        "state = 'APPROVED', first_approver_id = submitted_by_id",
        "state = 'APPROVED', first_approver_id = submitted_by_id, second_approver_id = submitted_by_id",
        "state = 'APPROVED', first_approver_id = {other}, second_approver_id = submitted_by_id",
        "state = 'APPROVED', first_approver_id = {other}, second_approver_id = {other}",
        "state = 'SENT', first_approver_id = submitted_by_id, second_approver_id = {other}",
        "submitted_by_id = {other}",
        "total = total + 1",
        "file_sha256 = repeat('0', 64)",
        "state = 'DRAFT'",
        "state = 'PAID'",
    ],
)
def test_plain_sql_as_the_app_role_is_held_to_the_same_rules(change: str) -> None:
    world.order()
    batch = world.in_approval()
    change = change.format(other=f"'{world.clerk(2).person}'")
    sql = f"UPDATE payments_batch SET {change} WHERE id = %s"

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [batch.pk])
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tongban_app",)


@pytest.mark.django_db
def test_two_people_are_let_through_by_the_same_sql() -> None:
    """The control to the test above: what it refuses is refused for its rule and not for another reason."""
    world.order()
    batch = world.in_approval()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_batch SET state = 'APPROVED', first_approver_id = submitted_by_id,"
            " second_approver_id = %s WHERE id = %s",
            [world.clerk(2).person, batch.pk],
        )
        assert cursor.rowcount == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("payments_payment", "amount = amount + 1"),
        ("payments_payment", "account_number = '\\x00'"),
        ("payments_payment", "account_index = repeat('x', 32)::bytea"),
        ("payments_payment", "payee_id = {other}"),
        ("payments_payment", "end_to_end_id = 'other'"),
        ("payments_payment", "obligation_id = gen_random_uuid()"),
        ("payments_payment", "batch_id = NULL, state = 'CREATED'"),
        ("payments_bankmessage", "body = '\\x00'"),
    ],
)
def test_what_was_sealed_cannot_be_changed_by_sql(table: str, change: str) -> None:
    world.order()
    world.sealed()
    sql = f"UPDATE {table} SET " + change.format(other=f"'{world.person(4)}'")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["DELETE FROM", "TRUNCATE"])
@pytest.mark.parametrize("table", ["payment", "batch", "bankmessage", "ledgerentry", "ledgerline", "ledgeraccount"])
def test_nothing_of_money_is_ever_deleted(verb: str, table: str) -> None:
    world.order()
    world.sealed()

    with (
        pytest.raises(Error, match=r"append-only|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{verb} payments_{table}")


def test_a_batch_released_from_two_connections_at_once_is_released_once(committed_db: str) -> None:
    world.order()
    batch = world.approved()

    outcomes = _at_once(lambda actor: payments.release_batch(batch=batch.pk, actor=actor, at=AT))

    assert sorted(outcomes) == ["WrongState", "done"]
    assert Event.objects.filter(topic="payments.batch.released").count() == 1
    assert AuditEntry.objects.filter(action="payments.batch.released").count() == 1


def test_two_clerks_who_sign_at_once_are_both_heard_in_turn(committed_db: str) -> None:
    world.order()
    batch = world.in_approval()

    outcomes = _at_once(lambda actor: payments.approve_batch(batch=batch.pk, actor=actor, at=AT), clerks=(2, 3))

    signed = Batch.objects.get(pk=batch.pk)
    assert outcomes == ["done", "done"]
    assert {signed.first_approver_id, signed.second_approver_id} == {world.clerk(2).person, world.clerk(3).person}
    assert signed.state == "APPROVED"


def test_two_builders_at_once_make_one_batch(committed_db: str) -> None:
    for number in range(2, 12, 2):
        world.order(number)

    outcomes = _at_once(lambda actor: payments.build_batch(execution_date=AT.date(), actor=actor, at=AT))

    assert sorted(outcomes) == ["NothingToPay", "done"]
    assert Batch.objects.get().members.count() == 5


def _at_once(act: Callable[[Actor], object], clerks: tuple[int, int] = (1, 2)) -> list[str]:
    """The act by two clerks on two connections that start together; the name of what each met."""
    start = Barrier(2)
    actors = [world.clerk(number) for number in clerks]

    def run(actor: Actor) -> str:
        try:
            start.wait(timeout=10)
            act(actor)
        except Exception as error:  # noqa: BLE001 - the test looks at which one
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, actors))
