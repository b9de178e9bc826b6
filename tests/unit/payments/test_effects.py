"""What a status does to a payment: the pure core of reading answers in any order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.payments.commands.statuses import effect_of, effect_of_return
from eligibility.payments.models import Effect
from eligibility.payments.states import FINAL, RANK, PaymentState, lower_states
from services.core.money.api import Money

EARLY = ["RCVD", "PDNG", "ACTC", "ACCP", "ACSP"]
FEN = Money.fen(100)


def end_of(statuses: Sequence[str]) -> str:
    """Where a payment ends that hears these statuses in this order."""
    state = "BATCHED"
    for status in statuses:
        if effect_of(state, status, ordered=FEN, stated=FEN) == Effect.APPLIED:
            state = status
    return state


@given(st.lists(st.sampled_from(EARLY)), st.sampled_from(["", "ACSC", "RJCT", "CANC"]), st.data())
def test_the_order_of_arrival_does_not_matter(early: list[str], final: str, data: st.DataObject) -> None:
    course = [*early, final] if final else early
    arrived = data.draw(st.permutations(course))
    again = data.draw(st.lists(st.sampled_from(course))) if course else []

    assert (
        end_of([*arrived, *again]) == end_of(course) == (final or max(early, key=RANK.__getitem__, default="BATCHED"))
    )


@given(st.lists(st.sampled_from([*EARLY, "ACSC", "RJCT", "CANC"])))
def test_a_state_never_falls_and_an_end_is_an_end(statuses: list[str]) -> None:
    ranks = [RANK[end_of(statuses[:length])] for length in range(len(statuses) + 1)]
    ends = [status for status in statuses if status in FINAL]

    assert ranks == sorted(ranks)
    assert not ends or end_of(statuses) == ends[0]


@pytest.mark.parametrize("state", [*RANK, "RETURNED"])
@pytest.mark.parametrize("status", [status for status in RANK if status != "BATCHED"])
def test_every_pair_is_one_of_four(state: str, status: str) -> None:
    effect = effect_of(state, status, ordered=FEN, stated=None)
    current = "ACSC" if state == "RETURNED" else state

    if status == current:
        assert effect == Effect.REPEATED
    elif current in lower_states(status):
        assert effect == Effect.APPLIED
    else:
        assert effect == (Effect.CONTRADICTION if status in FINAL else Effect.LATE)


@pytest.mark.parametrize("state", [*RANK, "RETURNED"])
def test_a_return_counts_unless_nothing_was_paid(state: str) -> None:
    effect = effect_of_return(state, ordered=FEN, stated=FEN)

    assert effect == {
        "RETURNED": Effect.REPEATED,
        "RJCT": Effect.CONTRADICTION,
        "CANC": Effect.CONTRADICTION,
    }.get(state, Effect.APPLIED)


@given(st.integers(min_value=-(10**15), max_value=10**15).filter(lambda fen: fen != FEN.minor))
def test_another_amount_is_never_believed(fen: int) -> None:
    stated = Money.fen(fen)

    assert effect_of("BATCHED", "ACSC", ordered=FEN, stated=stated) == Effect.CONTRADICTION
    assert effect_of_return("ACSC", ordered=FEN, stated=stated) == Effect.CONTRADICTION


def test_another_currency_is_another_amount() -> None:
    assert effect_of("BATCHED", "ACSC", ordered=FEN, stated=Money.fen(100, "USD")) == Effect.CONTRADICTION


@pytest.mark.parametrize("status", ["", "ACCC", "BATCHED", "CREATED", "RETURNED", "acsc"])
def test_an_unknown_status_is_unknown_in_every_state(status: str) -> None:
    assert {
        effect_of(state, status, ordered=FEN, stated=None) for state in PaymentState.values if state != "CREATED"
    } == {Effect.UNKNOWN_CODE}
