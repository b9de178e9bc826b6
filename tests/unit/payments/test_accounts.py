"""Accounts as people write them."""

from __future__ import annotations

import pytest

from eligibility.payments.accounts import AccountDetails, InvalidAccount
from eligibility.payments.reasons import CITYS_FAULT, REASONS, reason_text


@pytest.mark.parametrize(
    "number",
    [
        "6222 0210 0111 2223 331",
        "6222-0210-0111-2223-331",
        "６２２２０２１００１１１２２２３３３１",
        " 6222021001112223331 ",
    ],
)
def test_what_is_copied_from_a_card_becomes_one_number(number: str) -> None:
    account = AccountDetails(number, "102 290 000 007", "  王  芳 ")

    assert (account.number, account.bank_code, account.holder_name) == ("6222021001112223331", "102290000007", "王 芳")
    assert account.last4 == "3331"


def test_the_same_account_has_the_same_index_and_another_has_not() -> None:
    one, same = AccountDetails("6222 0210", "ICBC", "王芳"), AccountDetails("62220210", "CCB", "李娜")

    assert one.index == same.index
    assert one.index != AccountDetails("62220211", "ICBC", "王芳").index


@pytest.mark.parametrize(
    ("number", "bank", "holder", "field"),
    [
        ("1234567", "ICBC", "王芳", "number"),
        ("1" * 35, "ICBC", "王芳", "number"),
        ("6222x210", "ICBC", "王芳", "number"),
        ("", "ICBC", "王芳", "number"),
        ("62220210", "IC", "王芳", "bank_code"),
        ("62220210", "银行银行", "王芳", "bank_code"),
        ("62220210", "ICBC", " ", "holder_name"),
        ("62220210", "ICBC", "x" * 141, "holder_name"),
        ("62220210", "ICBC", "王\x00芳", "holder_name"),
        ("62220210", "ICBC", "王\u202e芳", "holder_name"),
    ],
)
def test_what_cannot_be_an_account_names_the_detail_to_mend(number: str, bank: str, holder: str, field: str) -> None:
    with pytest.raises(InvalidAccount) as caught:
        AccountDetails(number, bank, holder)

    assert caught.value.field == field
    assert caught.value.message


def test_an_account_does_not_show_itself() -> None:
    shown = repr(AccountDetails("6222021001112223331", "ICBC", "王芳"))

    assert "6222" not in shown
    assert "王芳" not in shown


def test_every_reason_has_words_and_an_unknown_one_too() -> None:
    assert all(reason_text(code) for code in REASONS)
    assert reason_text("ZZ99")
    assert reason_text("") == ""
    assert CITYS_FAULT & REASONS.keys() == {"AM04", "AM10"}
