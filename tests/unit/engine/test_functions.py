"""Built-in functions and forms of FEEL of which the given part of the public suite says little or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from eligibility.engine import api
from tests.unit.engine.models import decision_xml, feel, model_xml, table_model


@pytest.mark.parametrize(
    "text",
    [
        # The same value: the same clock and the same offset, by whichever name.
        'is(@"08:30:00@Asia/Shanghai", @"08:30:00+08:00")',
        'is(@"08:30:00Z", @"08:30:00@Etc/UTC")',
        'is(@"2024-07-01T08:00:00@Europe/Berlin", @"2024-07-01T08:00:00+02:00")',
        'is(@"P1Y", @"P12M")',
        "is(value2: 3, value1: 3)",
        "is([1, {a: 2}], [1, {a: 2}])",
        'not(is(@"08:30:00", @"08:30:00Z"))',
        'not(is(@"12:00:00Z", @"13:00:00+01:00"))',
        'not(is(@"2024-02-29", @"2024-02-29T00:00:00Z"))',
        'not(is(@"P0M", @"PT0S"))',
        'not(is(null, ""))',
        # Paths over lists keep inner lists.
        "[{a: {b: 1}}, {a: {b: [2, 3]}}].a.b = [1, [2, 3]]",
        # Powers bind to the left, and signs before them.
        "2 ** 3 ** 2 = 64",
        "-2 ** 2 = 4",
        "4 ** 0.5 = 2",
        "2 ** -1 = 0.5",
        # Loops.
        "(for i in 3..1 return i) = [3, 2, 1]",
        "(for i in -1..-1 return i) = [-1]",
        "(for i in 1 + 1..2 * 2 return i) = [2, 3, 4]",
        "(for i in [1, 2], j in 1..i return i * 10 + j) = [11, 21, 22]",
        "(for i in 1..4 return if i < 3 then 1 else partial[-1] + partial[-2]) = [1, 1, 2, 3]",
        '(for d in @"2024-02-28"..@"2024-03-01" return d.day) = [28, 29, 1]',
        "(for x in [] return x) = []",
        "some a in [1, 2], b in [2, 3] satisfies a = b",
        "not(every a in [1, 2], b in [2, 3] satisfies a < b)",
        # Numbers.
        "odd(-3) and even(0) and not(odd(2)) and not(even(2.5))",
        "decimal(exp(1), 6) = 2.718282",
        "round up(5.001, 2) = 5.01 and round up(-5.001, 2) = -5.01 and round up(2.25, 5) = 2.25",
        "modulo(-10.1, 4.5) = 3.4",
        "mode([3, 1, 3, 1, 2]) = [1, 3] and mode([]) = [] and mode(4) = [4] and mode(1, 2, 2) = [2]",
        "median(8, 2, 5, 3) = 4 and stddev(2, 4, 7, 5) > 2.08",
        "all([]) and not(any([])) and all(true) and any(false, true) and not(all([true, null, false]))",
        # Texts.
        'substring("通办门户", -2) = "门户" and substring("abc", 2, 1.9) = "b"',
        'substring("\\U01F40Eab", 2) = "ab" and string length("\\U01F40Eab") = 3',
        'string join(["a", null, "c"], "-") = "a-c" and string join([]) = ""',
        # Dates.
        'month of year(@"2024-02-29") = "February" and day of year(@"2024-12-31") = 366',
        'years and months duration(@"2024-02-29", @"2025-02-28") = @"P11M"',
        'years and months duration(@"2025-02-28", @"2024-02-29") = @"-P11M"',
        'years and months duration(@"2011-08-25T15:59:59", @"2015-08-25T15:00:00") = @"P4Y"',
        'time(10, 20, 30, @"-PT2H") = @"10:20:30-02:00" and time(10, 20, 30) = @"10:20:30"',
        'string(time(1, 2, 3, @"PT2H45M55S")) = "01:02:03+02:45:55"',
        'time(from: @"2024-02-29T10:20:00@Asia/Shanghai") = @"10:20:00@Asia/Shanghai"',
        'date and time(@"2024-02-29T23:00:00", @"01:02:03Z") = @"2024-02-29T01:02:03Z"',
        # Contexts.
        'context put({a: 1}, "b", 2) = {a: 1, b: 2} and context put({}, "", 1) = {"": 1}',
        'context put({a: {b: 1}}, ["a", "c"], 2) = {a: {b: 1, c: 2}}',
        'context put(context: {a: {b: 1}}, keys: ["a", "b"], value: null) = {a: {b: null}}',
        'get entries({a: 1})[1].key = "a" and get entries({}) = []',
        "context merge([{a: 1}, {b: 2}, {a: 3}]) = {a: 3, b: 2}",
        # Lists.
        "list replace([1, 2, 3], -1, 9) = [1, 2, 9] and list replace(5, 1, null) = [null]",
        "list replace([2, 4, 7], function(item, newItem) item < newItem, 5) = [5, 5, 7]",
        "list replace(match: function(a, b) a = 2, newItem: 0, list: [1, 2]) = [1, 0]",
        "sort([2, 1, 3]) = [1, 2, 3] and remove([1, 2, 3], -1) = [1, 2]",
        "union([1, 2], [2, 3]) = [1, 2, 3]",
        "distinct values([1, 1.0, {a: 1}, {a: 1}, null, null]) = [1, {a: 1}, null]",
        "flatten([1, [[2], []], 3]) = [1, 2, 3] and index of([1, null, 1], 1) = [1, 3]",
        # Ternary logic.
        "(null and false) = false and (null or true) = true and (null and true) = null and (1 or false) = null",
        # Names that hold keywords and signs.
        "{in a list: [1], days-off: 2, r: in a list[1] + days-off}.r = 3",
    ],
)  # fmt: skip
def test_what_is_true(text: str) -> None:
    assert feel(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "is(1)", "mode()", "mode(null)", 'mode([1, "a"])', "mode(l: [1])", "all()", "exp(null)", "odd()",
        "list replace([1], 0, 2)", "list replace([1], 2, 2)", "list replace(null, 1, 2)", 'list replace([1], "1", 2)',
        "list replace([1], 1.5, 2)", "list replace([1], function(a) true, 2)",
        "list replace([1], function(a, b, c) true, 2)", "list replace([1], function(a, b) a, 2)",
        'context put({}, null, 1)', 'context put(null, "a", 1)', 'context put({}, "a")', 'context put([], "a", 1)',
        'context put({a: 1}, ["a", "b"], 1)', 'context put({}, [], 1)', 'context put({}, [null], 1)',
        'context put(context: {}, key: ["a", "b"], value: 1)', 'context put(context: {}, ky: "a", value: 1)',
        "get entries()", "get entries(null)", "get entries([1])", 'month of year("2024-01-01")', "month of year(null)",
        "time()", "time(null)", "time(2017)", "time([])", 'time("7:00:00")', 'time("24:00:01")', 'time("10:60:00")',
        'time("10:00:00+19:00")', 'time("10:00:00+02:00@Europe/Paris")', "time(24, 0, 0)", "time(1, 2, 60)",
        "time(null, 1, 1, null)", 'substring("abc", 0)', 'substring("abc", 4)', 'substring(null, 1)', "round up(1)",
        'years and months duration(null, @"2024-01-01")', 'years and months duration("2024-01-01", @"2024-01-01")',
        '"a" ** 2', '[2] ** 2', '@"P1D" ** 2', "1 between null and 2", '1 between 0 and "a"', "not(1)", 'not("true")',
        '-"a"', '-@"2024-01-01"', "-true", "-[1]", "for x in null return x",
    ],
)  # fmt: skip
def test_what_has_no_value(text: str) -> None:
    assert feel(text) is None


@pytest.mark.parametrize(
    ("policy", "aggregation", "expected"),
    [("COLLECT", "SUM", 6), ("COLLECT", "MAX", 3), ("COLLECT", "COUNT", 3), ("PRIORITY", "", 3)],
)
def test_collecting_and_priorities(policy: str, aggregation: str, expected: Any) -> None:
    model = table_model(policy, ("n",), (("> 0", "3"), ("> 1", "2"), ("> 2", "1")), aggregation)
    assert api.evaluate(model, "result", {"n": 5}) == expected


def test_a_boxed_loop() -> None:
    box = (
        '<for iteratorVariable="each one"><in><literalExpression><text>%s</text></literalExpression></in>'
        "<return><literalExpression><text>each one * 2</text></literalExpression></return></for>"
    )
    model = api.load(model_xml(decision_xml("a", box % "[1, 2]") + decision_xml("b", box % "[]")))
    assert (api.evaluate(model, "a", {}), api.evaluate(model, "b", {})) == ([2, 4], [])
