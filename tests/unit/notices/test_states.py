"""Every pair of a delivery's state and a step."""

from __future__ import annotations

from itertools import product

import pytest

from services.notices.states import DELIVERY_TABLE, DeliveryState

ALLOWED = {
    ("queued", "handed_over"),
    ("queued", "arrived"),
    ("queued", "opened"),
    ("queued", "failed"),
    ("queued", "gone"),
    ("queued", "cancelled"),
    ("sent", "arrived"),
    ("sent", "opened"),
    ("sent", "failed"),
    ("sent", "gone"),
    ("failed", "arrived"),
    ("failed", "opened"),
    ("delivered", "opened"),
}


@pytest.mark.parametrize(("state", "step"), list(product(DeliveryState.values, sorted(DELIVERY_TABLE.names()))))
def test_each_pair(state: str, step: str) -> None:
    assert ((state, step) in DELIVERY_TABLE.pairs()) == ((state, step) in ALLOWED)


def test_what_was_opened_gone_or_called_off_stays_so() -> None:
    for state in ("opened", "gone", "cancelled"):
        assert DELIVERY_TABLE.allowed(state) == ()
