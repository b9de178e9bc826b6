"""FEEL through the engine's door: names, arithmetic, lists, texts, functions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from eligibility.engine import api
from tests.unit.engine.models import decision_xml, feel, model_xml, text_xml


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2", Decimal("0.3")),
        ("1/3", Decimal("0." + "3" * 34)),
        ("2 ** 3 * 2", 16),
        ("-2 ** 2", 4),
        ("(1 + 2) * 3 - 4 / 2", 7),
        ("1 / 0", None),
        ("10 ** 9999999999", None),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ('if 1 < 2 then "yes" else "no"', "yes"),
        ("5 between 1 and 5", True),
        ("5 in (1..5)", False),
        ("5 in [1..5]", True),
        ("5 in (1, 2, >= 5)", True),
        ('"b" in ["a", "b"]', True),
        ("null = null", True),
        ("1 = null", False),
        ("null < 1", None),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][4]", None),
        ("[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b", [4]),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in [1, 2], j in [10, 20] return i + j", [11, 21, 12, 22]),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [1, 2, 6, 24]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2] satisfies x > 1", False),
        ("{first name: 1, b: first name + 1}.b", 2),
        ("(function(x, y) x + y)(1, 2)", 3),
        ("sum([1, 2, 3]) + count([1, null])", 8),
        ("min(3, 1, 2)", 1),
        ("max([])", None),
        ("mean([1, 2, 3, 4])", Decimal("2.5")),
        ("list contains([1, null], null)", True),
        ("sort([3, 1, 2], function(a, b) a < b)", [1, 2, 3]),
        ('substring(string: "通办门户", start position: 3)', "门户"),
        ('matches("2025-01-01", "^[0-9]{4}-")', True),
        ('replace("abc", "(b)", "[$1]")', "a[b]c"),
        ('string join(["a", "b"], "-")', "a-b"),
        ("1 instance of number", True),
        ("[1] instance of list<string>", False),
        ("not(true)", False),
        ('get value({a: 1}, "a")', 1),
        ("string(1.50)", "1.5"),
        ("[1..3] = [1..3]", True),
        ("before(1, [2..3])", True),
    ],
)
def test_values(text: str, expected: Any) -> None:
    assert feel(text) == expected


@pytest.mark.parametrize(
    ("text", "inputs", "expected"),
    [
        ("monthly income - tax", {"monthly income": 10, "tax": 3}, 7),
        ("a-b", {"a-b": 5}, 5),
        ("a-b", {"a": 5, "b": 3}, 2),
        ("驾驶人 年龄 + 1", {"驾驶人 年龄": 17}, 18),
        ("driver's age", {"driver's age": 40}, 40),
        ("x in [low..high]", {"x": 2, "low": 1, "high": 3}, True),
    ],
)
def test_names_with_spaces_and_signs(text: str, inputs: dict[str, Any], expected: Any) -> None:
    assert feel(text, **inputs) == expected


def test_a_filter_reads_the_entries_of_its_items() -> None:
    people = [{"full name": "a", "age": 17}, {"full name": "b", "age": 18}]
    assert feel('people[full name = "b"].age', people=people) == [18]
    assert feel("people[age >= limit].full name", people=people, limit=18) == ["b"]


def test_a_problem_says_where_a_value_was_lost() -> None:
    model = api.load(model_xml(decision_xml("result", text_xml("1 + (2 / 0)"))))
    recorder = api.Recorder()
    assert api.evaluate(model, "result", {}, trace=recorder) is None
    (step,) = recorder.steps
    assert [(problem.code, problem.position) for problem in step.problems] == [("arithmetic", 7)]


def test_the_clock_is_the_callers() -> None:
    model = api.load(model_xml(decision_xml("result", text_xml("today()"))))
    assert api.evaluate(model, "result", {}) is None
    moment = dt.datetime(2025, 12, 1, 9, 0, tzinfo=dt.UTC)
    assert api.evaluate(model, "result", {}, clock=lambda: moment) == dt.date(2025, 12, 1)
    assert api.evaluate(model, "result", {}, mode=api.Mode.POLICY, clock=lambda: moment) is None


def test_recursion_is_bounded() -> None:
    knowledge = (
        '<businessKnowledgeModel id="f" name="f"><encapsulatedLogic><formalParameter name="n"/>'
        + text_xml("if n <= 1 then 1 else n * f(n - 1)")
        + '</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>'
        "</businessKnowledgeModel>"
    )
    needs = '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>'
    xml = model_xml(knowledge + decision_xml("result", text_xml("f(n)"), ("n",), needs=needs), ("n",))
    model = api.load(xml)
    assert api.evaluate(model, "result", {"n": 10}) == 3628800
    with pytest.raises(api.LimitExceeded):
        api.evaluate(model, "result", {"n": 1000})
