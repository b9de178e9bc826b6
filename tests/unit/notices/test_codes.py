"""The code on every message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notices.codes import ALPHABET, LENGTH, completed, new_code, read_code, shown_code

starts = st.text(ALPHABET, min_size=10, max_size=10)


@given(starts)
def test_a_code_is_read_as_it_was_made(start: str) -> None:
    code = completed(start)
    assert len(code) == LENGTH
    assert read_code(code) == read_code(shown_code(code)) == code


@given(starts, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_no_single_wrong_symbol_passes(start: str, place: int, wrong: str) -> None:
    code = completed(start)
    changed = code[:place] + wrong + code[place + 1 :]
    assert (read_code(changed) == changed) == (changed == code)


@given(starts, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_no_two_symbols_change_places(start: str, first: int, second: int) -> None:
    symbols = list(completed(start))
    symbols[first], symbols[second] = symbols[second], symbols[first]
    changed = "".join(symbols)
    assert (read_code(changed) is not None) == (changed == completed(start))


FULL_WIDTH = {ord(symbol): chr(ord(symbol) + 0xFEE0) for symbol in ALPHABET}


@given(starts)
def test_people_type_it_as_they_like(start: str) -> None:
    code = completed(start)
    shown = shown_code(code)
    for typed in (
        shown.lower(),
        code.translate(FULL_WIDTH),
        code.lower().translate({ord(a.lower()): chr(ord(a.lower()) + 0xFEE0) for a in ALPHABET}),
        f"  {shown.replace('-', '－')}　",
        shown.replace("-", "—"),
        code.replace("0", "O").replace("1", "l"),
    ):
        assert read_code(typed) == code


@pytest.mark.parametrize(
    "typed",
    ["", "7K2M", "7K2M-9QXD-4T3A-0", "U" * 12, "生育津贴生育津贴生育津贴", "7K2M-9QXD-4T3!", "\x00" * 12, "🙂" * 12],
)
def test_what_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


def test_codes_differ() -> None:
    assert len({new_code() for _code in range(500)}) == 500
