"""Money is exact, or it is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.money.api import CurrencyMismatch, InvalidMoney, Money, format_money, sum_money

FEN = st.integers(-(10**14), 10**14)
AMOUNTS = FEN.map(Money.fen)


@given(FEN)
def test_fen_survive_the_way_there_and_back(minor: int) -> None:
    assert Money.fen(minor).minor == minor
    assert Money(Decimal(str(Money.fen(minor)))) == Money.fen(minor)


@given(AMOUNTS, AMOUNTS)
def test_adding_and_subtracting_are_exact(a: Money, b: Money) -> None:
    assert (a + b).minor == a.minor + b.minor
    assert a + b - b == a
    assert (a < b) == (a.minor < b.minor)
    assert a + -a == Money.fen(0)


@given(st.lists(AMOUNTS))
def test_a_sum_is_the_sum_of_its_fen(amounts: list[Money]) -> None:
    assert sum_money(amounts).minor == sum(amount.minor for amount in amounts)


@given(AMOUNTS, st.integers(1, 400))
def test_parts_add_up_to_the_whole_and_differ_by_a_fen_at_most(whole: Money, parts: int) -> None:
    shares = whole.split(parts)
    assert sum_money(shares) == whole
    assert max(shares).minor - min(shares).minor <= 1
    assert shares == sorted(shares, reverse=True)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_two_places_are_kept(number: Decimal) -> None:
    assert Money(number).amount == number
    assert str(Money(number)) == format(number + 0, ".2f")


@given(FEN, st.integers(3, 12), st.integers(1, 9))
def test_a_third_place_is_refused(minor: int, place: int, digit: int) -> None:
    with pytest.raises(InvalidMoney):
        Money(Decimal(minor).scaleb(-2) + Decimal(digit).scaleb(-place))


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "sNaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "0.001",
        "1E-3",
        "1E+999999",
        "-1E+999999",
        "92233720368547758.08",
    ],
)
def test_what_is_no_amount_is_refused(value: str) -> None:
    with pytest.raises(InvalidMoney):
        Money(Decimal(value))


@pytest.mark.parametrize("value", [0.1, 100.0, True, None, "zehn", "", b"1", [1]])
def test_what_is_no_decimal_is_refused(value: object) -> None:
    with pytest.raises(InvalidMoney):
        Money(value)


def test_zeros_behind_the_fen_are_the_same_amount() -> None:
    # FEEL's products carry the scale of their factors.
    assert str(Money(Decimal("63200.000000"))) == "63200.00"
    assert str(Money(Decimal("6.32E+4"))) == "63200.00"
    assert str(Money(Decimal("-0.00"))) == "0.00"
    assert str(Money(Decimal(7))) == "7.00"


def test_the_largest_column_value_still_fits() -> None:
    assert Money.fen(2**63 - 1).minor == 2**63 - 1
    with pytest.raises(InvalidMoney):
        Money.fen(2**63)


def test_currencies_do_not_mix() -> None:
    yuan, dollars = Money(Decimal(1)), Money(Decimal(1), "USD")
    for mixed in (lambda: yuan + dollars, lambda: yuan - dollars, lambda: yuan < dollars, lambda: sum_money([dollars])):
        with pytest.raises(CurrencyMismatch):
            mixed()
    assert yuan != dollars
    with pytest.raises(InvalidMoney):
        Money(Decimal(1), "yuan")


def test_times_a_whole_number_only() -> None:
    assert 3 * Money.fen(105) == Money.fen(105) * 3 == Money.fen(315)
    with pytest.raises(TypeError):
        Money.fen(1) * Decimal("0.5")


def test_nothing_is_false() -> None:
    assert not Money.fen(0)
    assert Money.fen(-1)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("63200", "CNY", "zh-hans", "¥63,200.00"),
        ("63200", "CNY", "en", "¥63,200.00"),
        ("-0.05", "CNY", "en", "-¥0.05"),
        ("1234567.8", "USD", "zh-hans", "USD1,234,567.80"),
        ("1234567.8", "USD", "en", "USD\N{NO-BREAK SPACE}1,234,567.80"),
    ],
)
def test_people_read_it_grouped(amount: str, currency: str, language: str, text: str) -> None:
    assert format_money(Money(Decimal(amount), currency), language) == text
