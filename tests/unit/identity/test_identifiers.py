"""GB 11643-1999 and GB 32100-2015: what people type, what is refused, and why."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from services.identity.api import (
    InvalidIdentifier,
    credit_code_check,
    masked_name,
    masked_resident_id,
    resident_id_check,
    valid_credit_code,
    valid_resident_id,
)

# The example of the standard's annex, and the code of a company that is printed everywhere.
RESIDENT_ID = "11010519491231002X"
CREDIT_CODE = "91110000600037341L"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FULL_WIDTH = {ord(char): ord(char) + 0xFEE0 for char in "0123456789ABCDEFGHJKLMNPQRTUWXYabcdefghjklmnpqrtuwxy"}


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from(["11", "31", "44", "54", "65", "81", "83"]))
    birth = draw(st.dates(date(1850, 1, 1), date(2099, 12, 31)))
    body = f"{province}{draw(st.integers(0, 9999)):04d}{birth:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + resident_id_check(body)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    kind = draw(st.text(CREDIT_ALPHABET, min_size=2, max_size=2))
    rest = draw(st.text(CREDIT_ALPHABET, min_size=9, max_size=9))
    body = f"{kind}{draw(st.integers(0, 999999)):06d}{rest}"
    return body + credit_code_check(body)


def test_the_examples_are_accepted() -> None:
    assert valid_resident_id(RESIDENT_ID) == RESIDENT_ID
    assert valid_credit_code(CREDIT_CODE) == CREDIT_CODE


@given(resident_ids(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_wrong_character_of_a_resident_id_is_refused(value: str, place: int, char: str) -> None:
    assert valid_resident_id(value) == value
    if char != value[place]:
        with pytest.raises(InvalidIdentifier):
            valid_resident_id(value[:place] + char + value[place + 1 :])


@given(credit_codes(), st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_every_single_wrong_character_of_a_credit_code_is_refused(value: str, place: int, char: str) -> None:
    assert valid_credit_code(value) == value
    if char != value[place]:
        with pytest.raises(InvalidIdentifier):
            valid_credit_code(value[:place] + char + value[place + 1 :])


@given(resident_ids(), st.integers(0, 16))
def test_two_neighbours_swapped_are_refused(value: str, place: int) -> None:
    """MOD 11-2 finds every transposition of neighbours too: the commonest mistake of typing after a wrong digit."""
    swapped = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
    if swapped != value:
        with pytest.raises(InvalidIdentifier):
            valid_resident_id(swapped)


@given(resident_ids(), st.lists(st.tuples(st.integers(0, 17), st.sampled_from(" \u3000\t\u00a0")), max_size=6))
def test_full_width_digits_spaces_and_small_letters_are_read(value: str, spaces: list[tuple[int, str]]) -> None:
    typed = value.lower().translate(FULL_WIDTH)
    for place, space in spaces:
        typed = typed[:place] + space + typed[place:]
    assert valid_resident_id(typed) == value


@given(credit_codes())
def test_a_credit_code_is_read_in_full_width_and_small_letters(value: str) -> None:
    assert valid_credit_code(f" {value[:9].lower()} {value[9:].translate(FULL_WIDTH)}") == value


def outcome(check: Callable[[str], str], text: str) -> tuple[str, str]:
    try:
        return check(text), ""
    except InvalidIdentifier as refused:
        return "", refused.message


@given(st.text(max_size=80))
def test_any_text_is_either_valid_or_refused_with_a_reason(text: str) -> None:
    for check in (valid_resident_id, valid_credit_code):
        value, reason = outcome(check, text)
        assert bool(reason) != (len(value) == 18)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "resident_id.empty"),
        ("   ", "resident_id.empty"),
        ("1101051949123100", "resident_id.length"),
        ("110105491231002", "resident_id.length"),  # the fifteen digits of before 1999
        ("1" * 100000, "resident_id.length"),
        ("11010519491231O02X", "resident_id.characters"),
        ("X1010519491231002X", "resident_id.characters"),
        ("11010519491231００２Ａ", "resident_id.characters"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "resident_id.characters"),
        ("920105194912310020", "resident_id.area"),
        ("110105194913310020", "resident_id.birth_date"),
        ("110105190002290020", "resident_id.birth_date"),  # 1900 was no leap year
        ("110105000001010020", "resident_id.birth_date"),
        ("110105194912310021", "resident_id.checksum"),
    ],
)
def test_a_resident_id_is_refused_for_its_own_reason(typed: str, code: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        valid_resident_id(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "credit_code.empty"),
        ("9111000060003734", "credit_code.length"),
        ("9111000060003734IL", "credit_code.characters"),
        ("9111000060003734-L", "credit_code.characters"),
        ("91A10000600037341L", "credit_code.area"),
        ("911100006000373410", "credit_code.checksum"),
    ],
)
def test_a_credit_code_is_refused_for_its_own_reason(typed: str, code: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        valid_credit_code(typed)
    assert refused.value.code == code


def test_a_birth_after_the_day_in_question_is_refused() -> None:
    body = "31010120251202001"
    value = body + resident_id_check(body)
    assert valid_resident_id(value, on=date(2025, 12, 2)) == value
    with pytest.raises(InvalidIdentifier) as refused:
        valid_resident_id(value, on=date(2025, 12, 1))
    assert refused.value.code == "resident_id.birth_date"


def test_made_up_people_and_companies_exist_in_demonstrations_only(settings: Settings) -> None:
    person, firm = "99010119491231002", "91990100MA0000001"
    person, firm = person + resident_id_check(person), firm + credit_code_check(firm)
    settings.DEMO = True
    assert (valid_resident_id(person), valid_credit_code(firm)) == (person, firm)
    settings.DEMO = False
    for check, value in ((valid_resident_id, person), (valid_credit_code, firm)):
        with pytest.raises(InvalidIdentifier) as refused:
            check(value)
        assert refused.value.code.endswith(".area")


def test_the_reason_is_told_in_the_language_of_whoever_reads_it() -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        valid_resident_id("12")
    with translation.override("en"):
        assert str(refused.value) == "A resident ID has 18 characters."


def test_the_exception_never_repeats_what_was_typed() -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        valid_resident_id("110105194912310021")
    assert "110105" not in repr(refused.value) + str(refused.value)


@pytest.mark.parametrize(
    ("name", "masked"), [("王芳", "王*"), ("欧阳娜娜", "欧***"), ("王", "*"), ("", ""), ("Ann", "A**")]
)
def test_names_are_masked_after_the_first_character(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_a_masked_resident_id_keeps_three_and_four() -> None:
    assert masked_resident_id(RESIDENT_ID) == "110***********002X"
