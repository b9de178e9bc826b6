"""What comes again: each period is paid once, whoever runs it how often; nothing to pay holds nobody up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from eligibility.awards import instalments
from eligibility.awards.instalments import Paid, pay_due_instalments
from eligibility.awards.models import Entitlement, Offer
from services.core.audit.api import Actor
from tests import story
from tests.fixtures import run_match
from tests.integration.pages import course


@pytest.fixture
def monthly(city: None, at: datetime) -> Entitlement:
    """An elderly allowance, confirmed, its first month ordered."""
    run_match(at, "elderly-allowance")
    course.confirmed_by(Offer.objects.get(policy="elderly-allowance"), at, who=story.GRANDMOTHER, last4="4321")
    return Entitlement.objects.get()


def run(at: datetime) -> Paid:
    return pay_due_instalments(today=at.date(), actor=Actor.system("test"), at=at, progress=lambda _done: None)


def test_each_month_is_paid_once_however_often_it_is_run(monthly: Entitlement, at: datetime) -> None:
    later = at + timedelta(days=40)
    assert run(later).instalments == 1
    assert run(later).instalments == 0
    starts = list(monthly.instalments.values_list("period_start", flat=True))
    assert len(starts) == len(set(starts)) == 2


@pytest.mark.parametrize("amount", [None, Decimal(0)])
def test_nothing_to_pay_is_left_open(
    monthly: Entitlement, at: datetime, monkeypatch: pytest.MonkeyPatch, amount: Decimal | None
) -> None:
    decide = instalments.decide_again

    def without_amount(**asked: Any) -> Any:
        match = decide(**asked)
        assert match is not None
        return replace(match, verdict=replace(match.verdict, amount=amount))

    monkeypatch.setattr(instalments, "decide_again", without_amount)
    paid = run(at + timedelta(days=40))
    assert (paid.left_open, paid.instalments, paid.ended) == (1, 0, 0)
    assert monthly.instalments.count() == 1
