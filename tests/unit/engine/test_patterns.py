"""Patterns: XPath's in strict mode, the same on RE2 in policies, and neither without a bound."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.engine import api
from eligibility.engine.feel import patterns
from eligibility.engine.feel.patterns import linear
from tests.unit.engine.models import expression_model, feel, policy


def matches(text: str, pattern: str, flags: str = "") -> Any:
    return feel("matches(given, pattern, flags)", given=text, pattern=pattern, flags=flags)


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "expected"),
    [
        ("通办门户", "^\\p{IsCJKUnifiedIdeographs}+$", "", True),
        ("通办portal", "^\\p{IsCJKUnifiedIdeographs}+$", "", False),
        ("440100199001011234", "^\\d{17}[\\dX]$", "", True),
        ("٣", "^\\d$", "", True),
        ("a_1", "^\\w+$", "", False),
        ("a1", "^\\w+$", "", True),
        ("x:y-1", "^\\i\\c*$", "", True),
        ("1x", "^\\i", "", False),
        ("-", "^\\I$", "", True),
        ("b", "^[a-z-[aeiou]]$", "", True),
        ("e", "^[a-z-[aeiou]]$", "", False),
        ("E", "^[a-z-[aeiou]]$", "i", False),
        ("B", "^[a-z-[aeiou]]$", "i", True),
        ("z", "^[a-z-[^z]]$", "", True),
        ("3", "^[\\d-[5-9]]$", "", True),
        ("7", "^[\\d-[5-9]]$", "", False),
        ("b", "^\\P{Lu}$", "i", True),
        ("b", "^\\p{Lu}$", "i", False),
        ("ſ", "s", "i", True),
        ("STRASSE", "straße", "i", False),
        ("abab", "^(ab)\\1$", "", True),
        ("abAB", "^(ab)\\1$", "i", True),
        ("abac", "^(ab)\\1$", "", False),
        ("aa", "^(b)?a\\1a$", "", True),
        ("abcdefghijkk", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)\\11", "", True),
        ("ab0", "(a)(b)?\\10", "", False),
        ("aa0", "(a)\\10", "", True),
        ("one\ntwo", "^two$", "", False),
        ("one\ntwo", "^two$", "m", True),
        ("one\n", "one$", "", False),
        ("a\nb", "a.b", "", False),
        ("a\rb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a b", "a b", "x", False),
        ("ab", " a b ", "x", True),
        ("a b", "a[ ]b", "x", True),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("A.B", "a.b", "qi", True),
        ("aaa", "^a{2}$", "", False),
        ("aaa", "^a{2,}$", "", True),
        ("aaa", "^(?:a|aa){2}$", "", True),
        ("", "", "", True),
        ("a-b", "^[a\\-]-?[+-]?b$", "", True),
        ("5-", "^[0-9-.]+$", "", True),
        ("b", "a||b", "", True),
    ],
)
def test_matches(text: str, pattern: str, flags: str, expected: Any) -> None:
    assert matches(text, pattern, flags) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "a)", "[", "[]", "[^]", "[a", "a**", "a{2", "a{,2}", "a{3,2}", "a{100000}", "*a", "+", "^*", "\\",
        "\\q", "\\0", "\\1", "(a\\1)", "(a)\\2", "[\\1]", "[a-\\d]", "[z-a]", "[a[b]]", "\\p{IsNowhere}", "\\p{Xx}",
        "\\p", "\\pL", "(?=a)", "(?i)a", "]", "}", "(?<n>a)", "(" * 80 + ")" * 80,
    ],
)  # fmt: skip
def test_what_is_no_pattern_gives_null(pattern: str) -> None:
    assert matches("a", pattern) is None
    assert policy("matches(given, pattern)", given="a", pattern=pattern) is None


@pytest.mark.parametrize("flags", ["g", "I", "s m", "1"])
def test_what_is_no_flag_gives_null(flags: str) -> None:
    assert matches("a", "a", flags) is None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('replace("2025-06-01", "(\\d+)-(\\d+)-(\\d+)", "$3.$2.$1")', "01.06.2025"),
        ('replace("abc", "b", "[$0]")', "a[b]c"),
        ('replace("abc", "(b)", "$2$1")', "abc"),
        ('replace("abc", "(b)", "$11")', "ab1c"),
        ('replace("abc", "b", "\\$\\\\\\\\")', "a$\\c"),
        ('replace("abc", "b", "$")', None),
        ('replace("abc", "b", "$x")', None),
        ('replace("abc", "b", "\\n")', "a\nc"),
        ('replace("abc", "x*", "-")', None),
        ('replace("a.c", ".", "$", "q")', "a$c"),
        ('replace("aXbx", "x", "-", "i")', "a-b-"),
        ('replace("ab", "(a)|(b)", "<$1|$2>")', "<a|><|b>"),
        ('split("一、二、三", "、")', ["一", "二", "三"]),
        ('split("a1b22c", "\\d+")', ["a", "b", "c"]),
        ('split("aXbXXc", "(X)\\1?")', ["a", "b", "c"]),
        ('split("abc", "")', None),
        ('split("", "a")', [""]),
    ],
)
def test_replace_and_split(expression: str, expected: Any) -> None:
    assert feel(expression) == expected


@pytest.mark.parametrize("pattern", ["(a)\\1", "[a-z-[b]]"])
def test_policies_have_no_patterns_beyond_re2(pattern: str) -> None:
    assert policy("matches(given, pattern)", given="aa", pattern=pattern) is None


EVIL = ["(a*)*b", "(a+)+b", "(a|aa)+b", "(a|a)*b", "(.*)*x", "(a?){40}a{40}b", "((a+)+)+b"]


@pytest.mark.parametrize("pattern", EVIL)
def test_no_pattern_without_back_reference_takes_long(pattern: str) -> None:
    began = time.perf_counter()
    assert matches("a" * 60 + "c", pattern) is False
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("pattern", ["(a*)*\\1b", "((a|aa)+)\\1b", "(a+)+\\1+b"])
def test_the_budget_ends_a_catastrophic_back_reference(pattern: str) -> None:
    began = time.perf_counter()
    with pytest.raises(api.LimitExceeded) as stopped:
        matches("a" * 60 + "c", pattern)
    assert stopped.value.code == "many_steps"
    assert time.perf_counter() - began < 8


def test_a_replacement_cannot_fill_the_memory() -> None:
    limits = api.Limits(string_length=1000)
    model = expression_model('replace(given, "a", given)', ("given",))
    with pytest.raises(api.LimitExceeded):
        api.evaluate(model, "result", {"given": "a" * 900}, limits=limits)


SAFE = st.text("ab", max_size=8)
PATTERN = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "^", "$", "\\w", "\\S"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda both: f"({both[0]}|{both[1]})"),
        inner.map(lambda each: f"({each})*"),
        inner.map(lambda each: f"(?:{each})+?"),
        inner.map(lambda each: f"({each}){{0,2}}"),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(pattern=PATTERN, text=SAFE)
def test_the_machine_finds_what_two_others_find(pattern: str, text: str) -> None:
    """Our machine, RE2 and Python's engine find the same wherever the other two agree."""
    own, quick = patterns.compiled(pattern, ""), linear.compiled(pattern, "")
    assert own is not None
    assert quick is not None
    found = own.search(text, lambda _steps: None)
    known, fast = re.compile(pattern).search(text), quick.search(text)
    assert (found is None) == (known is None) == (fast is None)
    if found is not None and known is not None and known.span() == fast.span():
        # Where a repetition went round for nothing the dialects stop at different places.
        assert (found[0], found[1]) == known.span()


@settings(deadline=None)
@given(
    pattern=st.text("ab01()[]{}|*+?.^$-\\pdPLu,iIscw", max_size=14), text=st.text(max_size=10), flags=st.text("smixq")
)
def test_any_text_is_a_pattern_or_is_refused(pattern: str, text: str, flags: str) -> None:
    assert matches(text, pattern, flags) in (True, False, None)
    quick = policy("matches(given, pattern, flags)", given=text, pattern=pattern, flags=flags)
    assert quick is None or quick is matches(text, pattern, flags)
