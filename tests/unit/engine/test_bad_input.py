"""Whatever is given: an answer, null or a clear refusal, within bounds of time."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.engine import api
from eligibility.engine.feel import parser
from eligibility.engine.feel.builtins import BUILTINS
from eligibility.engine.feel.names import Names
from eligibility.engine.findings import FeelSyntaxError
from tests.unit.engine.models import decision_xml, expression_model, feel, model_xml, policy, text_xml

DOUBLING = "for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]"
BOMBS = {
    "depth": "(" * 10_000 + "1" + ")" * 10_000,
    "lists": "[" * 30_000,
    "conditionals": "if true then " * 3_000 + "1",
    "chain": "+".join(["1"] * 20_000),
    "signs": "-" * 60_000 + "1",
    "size": " " * 70_000 + "1",
    "exponents": "9 ** 9 ** 9 ** 9 ** 9 ** 9",
    "exponent": "9.9 ** 999999999",
    "exp": "exp(1e6000)",
    "range": "for i in 1..1000000000 return i",
    "ranges": "for i in 1..100000 return for j in 1..100000 return j",
    "product": "for a in 1..1000, b in 1..1000, c in 1..1000 return 1",
    "every": "every a in 1..190000, b in 1..190000 satisfies true",
    "days": 'for d in @"2000-01-01"..@"9999-01-01" return d',
    "text": 'for i in 1..60 return if i = 1 then "ab" else partial[-1] + partial[-1]',
    "list": "for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
    "doubling text": f"string(({DOUBLING})[-1])",
    "doubling flat": f"flatten(({DOUBLING})[-1])",
    "doubling equal": f"({DOUBLING})[-1] = ({DOUBLING})[-1]",
    "doubling count": f"count(distinct values(({DOUBLING})[-1]))",
    "nested flat": "flatten((for i in 1..5000 return if i = 1 then [1] else [partial[-1]])[-1])",
    "nested text": "string((for i in 1..5000 return if i = 1 then [1] else [partial[-1]])[-1])",
    "distinct": "count(distinct values(for i in 1..50000 return i))",
    "distinct contexts": "count(distinct values(for i in 1..5000 return {a: i}))",
    "recursion": "(function(f) f(f))(function(f) f(f))",
    "join": 'string join(for i in 1..100000 return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
    "scale": "decimal(1, 6176) + round half up(9e6000, -6000)",
    "modulo": "modulo(1e6000, 3e-6000)",
    "names": " ".join(["a"] * 30_000),
    "path": "a" + ".b" * 20_000,
    "functions": "function(a) " * 500 + "1",
    "zone": 'time("10:00:00@../../etc/passwd")',
    "range text": 'range("[1..' + "(" * 5_000 + '")',
    "far date": '@"999999999-12-31" + @"P1D"',
    "comments": "/*" * 30_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_or_harmless(name: str) -> None:
    began = time.perf_counter()
    try:
        feel(BOMBS[name])
    except api.EngineError as refused:
        assert str(refused)  # noqa: PT017 -- it may as well answer
    assert time.perf_counter() - began < 20


def test_an_evaluation_can_be_given_less() -> None:
    model = expression_model("sum(for i in 1..1000 return i)", ())
    assert api.evaluate(model, "result", {}) == 500_500
    with pytest.raises(api.LimitExceeded) as stopped:
        api.evaluate(model, "result", {}, limits=api.Limits(steps=100))
    assert stopped.value.in_language("zh") == "计算步骤过多"


HEAD = '<definitions xmlns="%s" name="m" namespace="n">%s</definitions>'
NOW = "https://www.omg.org/spec/DMN/20230324/MODEL/"
NESTED = "<context><contextEntry>" * 120 + "<literalExpression><text>1</text></literalExpression>"
NESTED += "</contextEntry></context>" * 120


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (HEAD % ("http://www.omg.org/spec/DMN/20151101/dmn.xsd", ""), "not_dmn"),
        (HEAD % ("http://www.omg.org/spec/BPMN/20100524/MODEL", "<process/>"), "not_dmn"),
        (HEAD % ("http://www.omg.org/spec/CMMN/20151109/MODEL", "<case/>"), "not_dmn"),
        ("<definitions/>", "not_dmn"),
        ((HEAD % (NOW, "<decision/>"))[:-20], "not_xml"),
        ("", "not_xml"),
        ("\0\0\0", "not_xml"),
        (b'<?xml version="1.0" encoding="utf-8"?>' + (HEAD % (NOW, "é")).encode("latin-1"), "not_xml"),
        ('<?xml version="1.0" encoding="klingon"?>' + HEAD % (NOW, ""), "not_xml"),
        ('<!DOCTYPE d SYSTEM "http://example.com/d.dtd">' + HEAD % (NOW, ""), "document_type"),
        (HEAD % (NOW, "<a>" * 5000 + "</a>" * 5000), "not_xml"),
    ],
)
def test_what_is_no_model_is_refused(xml: str | bytes, code: str) -> None:
    with pytest.raises(api.ModelError) as refused:
        api.load(xml if isinstance(xml, bytes) else xml.encode())
    assert [each.code for each in refused.value.findings] == [code]
    assert refused.value.findings[0].describe("zh")


def test_boxes_in_boxes_in_boxes_end() -> None:
    try:
        model = api.load(model_xml(decision_xml("d", NESTED)))
    except api.ModelError as refused:
        assert [each.code for each in refused.findings] == ["deep_expression"]  # noqa: PT017 -- it may as well answer
    else:
        assert api.evaluate(model, "d", {}) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_model_may_be_written_in_any_encoding_that_it_declares(encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>' + HEAD % (
        NOW,
        decision_xml("补贴", text_xml('"元"')),
    )
    assert api.evaluate(api.load(xml.encode(encoding)), "补贴", {}) == "元"


PIECES = st.sampled_from(
    [
        "1", "0", "-2.5", "null", "true", '"a"', '"(a*)*"', '@"2024-02-29"', '@"PT1H"', '@"P1M"', "x", "a b", "[", "]",
        "(", ")", "{", "}", ":", ",", ".", "..", "+", "-", "*", "**", "/", "=", "<", ">=", " and ", " or ", " in ",
        " between ", "if ", " then ", " else ", "for ", " return ", "some ", " satisfies ", "function(x) ", "?", "@",
        " instance of ", "item", "partial", "not(", "sum(", "matches(", "date(", "context put(", "sort(", "range(",
        "//", "/*", '"', "\\", "中", "list<number>", "{a: 1}", "[1, null]", "[1..3]", "x.a",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=14).map("".join)))
def test_any_text_parses_or_is_no_feel(text: str) -> None:
    try:
        parser.parse(text, Names([*BUILTINS, "x", "a b"]))
    except FeelSyntaxError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017 -- it may as well answer


@settings(deadline=None)
@given(text=st.lists(PIECES, max_size=10).map("".join), given_x=st.sampled_from([None, 1, "a", [1, 2], {"a": 1}]))
def test_any_text_evaluates_to_something(text: str, given_x: Any) -> None:
    for ask in (feel, policy):
        try:
            ask(text, x=given_x)
        except api.LimitExceeded as stopped:
            assert stopped.code  # noqa: PT017 -- it may as well answer


ARGUMENTS = st.sampled_from(
    ["null", "1", "-1", "2.5", '"a"', '"P1D"', '"1"', "[]", "[1, 2]", '["a"]', "{}", "{a: 1}", "true", '@"2024-02-29"',
     '@"10:00:00@Asia/Shanghai"', '@"2024-02-29T10:00:00Z"', '@"P1Y"', '@"PT1H"', "[1..2]", "(< 3)", "sum",
     "function(a, b) a < b", "function(a) a", '[{key: "k", value: 1}]'],
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(name=st.sampled_from(sorted(BUILTINS)), arguments=st.lists(ARGUMENTS, max_size=4))
def test_every_function_takes_anything(name: str, arguments: list[str]) -> None:
    feel(f"{name}({', '.join(arguments)})")
    policy(f"{name}({', '.join(arguments)})")
