"""What was offered and confirmed stands: the database refuses to rewrite it, whoever asks."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import Error, connection, transaction

from eligibility.awards.confirming import Shown, confirm_offer
from eligibility.awards.models import Entitlement, Instalment, Offer
from services.core.money.api import Money
from tests import story
from tests.fixtures import acting_as, person


@pytest.fixture
def confirmed(offer: Offer, at: datetime) -> Entitlement:
    shown = Shown(offer.amount, offer.subject_id, "1234")
    return confirm_offer(offer_id=offer.pk, shown=shown, account=None, actor=acting_as(story.MOTHER), at=at)


def refused(statement: str) -> None:
    with pytest.raises(Error, match=r"stands|frozen|append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("offer", "amount = amount + 1"),
        ("offer", "verdict = '{{}}'"),
        ("offer", "payees = '[\"{other}\"]'"),
        ("offer", "subject_id = '{other}'"),
        ("entitlement", "amount = amount + 1"),
        ("entitlement", "verdict = '{{}}'"),
        ("entitlement", "payee_id = '{other}'"),
        ("entitlement", "confirmed_by_id = '{other}'"),
        ("instalment", "amount = amount + 1"),
        ("instalment", "period_start = '2020-01-01'"),
    ],
)
def test_nothing_that_was_confirmed_is_rewritten(confirmed: Entitlement, table: str, change: str) -> None:
    refused(f"UPDATE awards_{table} SET {change.format(other=person(story.FATHER))}")


@pytest.mark.parametrize("table", ["offer", "entitlement", "instalment"])
@pytest.mark.parametrize("verb", ["DELETE FROM", "TRUNCATE"])
def test_nothing_is_deleted(confirmed: Entitlement, table: str, verb: str) -> None:
    with pytest.raises(Error, match=r"append-only|permission denied|foreign key"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"{verb} awards_{table}")


def test_an_open_offer_follows_the_facts_but_keeps_its_amount(offer: Offer) -> None:
    Offer.objects.filter(pk=offer.pk).update(verdict_hash="0" * 64)
    refused("UPDATE awards_offer SET amount = 1")
    refused("UPDATE awards_offer SET confirm_by = confirm_by + 365")


def test_state_and_account_of_an_entitlement_and_payment_of_an_instalment_move(
    confirmed: Entitlement, at: datetime
) -> None:
    confirmed.account_number = "6222000000007777"
    confirmed.save(update_fields=["account_number"])
    Instalment.objects.update(settled_at=at)
    assert Entitlement.objects.get().account_number == "6222000000007777"
    assert Entitlement.objects.get().amount == Money("63200.00")
