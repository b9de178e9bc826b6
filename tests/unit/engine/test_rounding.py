"""Rounding says how and where, and numbers stay decimal."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.engine.models import feel

numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
scales = st.integers(min_value=-3, max_value=6)
MODES = {
    "decimal": decimal.ROUND_HALF_EVEN,
    "round half up": decimal.ROUND_HALF_UP,
    "round half down": decimal.ROUND_HALF_DOWN,
    "round up": decimal.ROUND_UP,
    "round down": decimal.ROUND_DOWN,
    "floor": decimal.ROUND_FLOOR,
    "ceiling": decimal.ROUND_CEILING,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("round half up(2.5, 0)", "3"),
        ("round half up(-2.5, 0)", "-3"),
        ("round half up(2.675, 2)", "2.68"),
        ("round half down(2.5, 0)", "2"),
        ("decimal(2.5, 0)", "2"),
        ("round up(1.01, 0)", "2"),
        ("round down(-1.99, 0)", "-1"),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.21, 1)", "1.3"),
        ("round half up(12345, -2)", "12300"),
    ],
)
def test_each_mode(text: str, expected: str) -> None:
    assert feel(text) == Decimal(expected)


@pytest.mark.parametrize("name", MODES)
@given(numbers, scales)
def test_rounding_agrees_with_exact_arithmetic(name: str, number: Decimal, scale: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-scale), rounding=MODES[name])
    assert feel(f"{name}(n, s)", n=number, s=scale) == expected


@given(numbers, st.integers(min_value=1, max_value=400))
def test_money_is_multiplied_first_divided_once_and_rounded_once(base: Decimal, days: int) -> None:
    found = feel("round half up(base * days / 30, 2)", base=base, days=days)
    exact = (base * days * 100).copy_abs()
    whole, rest = divmod(exact, 30)
    expected = (whole + (1 if rest >= 15 else 0)) / 100
    assert found == expected.copy_sign(base) or found == expected == 0
