"""What loading finds before anything runs: where it is, what is wrong and what to do, in both languages."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.engine import api
from tests.unit.engine.models import decision_xml, model_xml, table_model, table_xml, text_xml

INPUTS = ("monthly income", "birth", "flag")
ITEMS = """<itemDefinition name="birth"><itemComponent name="date"><typeRef>date</typeRef></itemComponent>
<itemComponent name="live births"><typeRef>number</typeRef></itemComponent></itemDefinition>"""
UNITS = {
    ("household", "income"): "CNY/month",
    ("household", "rent"): "CNY/month",
    ("household", "savings"): "CNY",
    ("household", "stay"): "month",
    ("household", "share"): "%",
    ("household", "rate"): "",
    ("household", "year"): "year",
}


def findings(text: str, profile: api.Profile = api.Profile.POLICY) -> list[api.Finding]:
    """What is found in an expression over a monthly income, a birth and a flag."""
    kinds = {"monthly income": "number", "birth": "birth", "flag": "boolean"}
    declared = "".join(
        f'<inputData id="in_{index}" name="{name}"><variable name="{name}" typeRef="{kinds[name]}"/></inputData>'
        for index, name in enumerate(INPUTS)
    )
    xml = model_xml(declared + decision_xml("result", text_xml(text), INPUTS), (), ITEMS)
    try:
        return list(api.load(xml, profile=profile).warnings)
    except api.ModelError as refused:
        return list(refused.findings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "1 +\n  monthly incom",
            "result, line 2, character 3: nothing here is named “monthly incom”. Did you mean “monthly income”?",
        ),
        ("birth.dat", "result, line 1, character 6: a birth has no “dat”. Did you mean “date”?"),
        (
            "rund half up(1, 2)",
            "result, line 1, character 13: there is no function “rund half up”. Did you mean “round half up”?",
        ),
        (
            'monthly income + "a"',
            (
                "result, line 1, character 16: “+” cannot be used between a number and a string. "
                "Convert one side, for example with number(), string() or date()."
            ),
        ),
        (
            "flag and monthly income",
            (
                "result, line 1, character 1: “and” needs a boolean, not a number. "
                "Compare it with something, so that it is true or false."
            ),
        ),
        (
            "monthly income / 3",
            (
                "result, line 1, character 16: a division must stand inside a rounding function. "
                "Write it as round half up(…, 2), multiplying before dividing."
            ),
        ),
        (
            "today()",
            (
                "result, line 1, character 6: “today” would make the decision depend on when it is taken. "
                "Use the date of the event, event_date."
            ),
        ),
        (
            'matches("a", "(a)\\1")',
            (
                "result, line 1, character 14: the pattern “(a)\\1” uses back-references or subtraction, "
                "which policies may not"
            ),
        ),
        ('matches("a", "(a")', "result, line 1, character 14: “(a” is no pattern"),
        (
            "substring(strng: “a”)",
            "result, line 1, character 18: expected a value but found “““",
        ),
        (
            'substring(strng: "a", start position: 1)',
            (
                "result, line 1, character 10: “substring” has no parameters of these names. "
                "Its parameters are: string, start position, length"
            ),
        ),
    ],
)
def test_a_finding_says_where_what_and_what_to_do(text: str, said: str) -> None:
    found = [str(each) for each in findings(text)]
    if said.endswith("“““"):
        assert len(found) == 1
    else:
        assert said in found


def test_a_finding_speaks_chinese_too() -> None:
    [found] = findings("1 +\n  monthly incom")
    assert found.describe("zh-hans") == (
        "result，文本第2行，第3个字符：此处没有名为“monthly incom”的内容。是否应为“monthly income”？"
    )


def test_a_plain_load_only_warns() -> None:
    assert {each.severity for each in findings("monthly incom / 2", api.Profile.PLAIN)} == {api.Severity.WARNING}
    assert {each.severity for each in findings("monthly incom / 2")} == {api.Severity.ERROR}


# Units


def units(text: str) -> list[str]:
    fields = "".join(f'<itemComponent name="{name}"><typeRef>number</typeRef></itemComponent>' for _, name in UNITS)
    items = (
        f'<itemDefinition name="household">{fields}<itemComponent name="left"><typeRef>years and months duration'
        "</typeRef></itemComponent></itemDefinition>"
    )
    declared = '<inputData id="in_0" name="h"><variable name="h" typeRef="household"/></inputData>'
    xml = model_xml(declared + decision_xml("result", text_xml(text), ("h",)), (), items)
    return [each.message for each in api.load(xml, units=UNITS).warnings if each.code == "units_differ"]


@pytest.mark.parametrize(
    "text",
    [
        "h.income + h.rent",
        "h.income * h.stay + h.savings",
        "h.savings / h.stay > h.income",
        "h.savings + 500",
        "h.stay * 500 + h.savings",
        "h.income * 0.6 - h.rent",
        "h.income * h.rate - h.rent",
        "if h.stay > 3 then h.income else 0",
        "max(h.income, h.rent, 1000)",
        "h.left.months > h.stay",
        "sum(for each in [h] return each.income) + h.rent",
        "h.income between h.rent and 9000",
        "h.income in [h.rent..9000]",
        "h.year + 1",
    ],
)
def test_units_that_fit(text: str) -> None:
    assert units(text) == []


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("h.savings + h.stay", "CNY", "month"),
        ("h.savings - h.income", "CNY", "CNY/month"),
        ("h.savings > h.income", "CNY", "CNY/month"),
        ("h.income * h.stay = h.income", "CNY", "CNY/month"),
        ("h.income * 0.6 + h.savings", "CNY/month", "CNY"),
        ("h.savings * h.share + h.savings", "%·CNY", "CNY"),
        ("if h.stay > 3 then h.income else h.savings", "CNY/month", "CNY"),
        ("min(h.income, h.savings)", "CNY/month", "CNY"),
        ("round half up(h.income, 2) + h.savings", "CNY/month", "CNY"),
        ("h.left.years > h.stay", "year", "month"),
        ("[h][income > savings]", "CNY/month", "CNY"),
        ("h.savings between h.income and 3", "CNY", "CNY/month"),
        ("h.savings in [h.income..3]", "CNY", "CNY/month"),
        ("{a: h.income, b: a + h.savings}.b", "CNY/month", "CNY"),
        ("h.stay * h.stay + h.stay", "month^2", "month"),
    ],
)
def test_units_that_do_not_fit(text: str, left: str, right: str) -> None:
    [said] = units(text)
    assert f"between {left} and {right}" in said


def test_units_in_the_model_and_across_decisions_and_rows() -> None:
    items = """<itemDefinition name="h" xmlns:tb="https://tongban.example/dmn/1">
    <itemComponent name="wage"><extensionElements><tb:unit>CNY</tb:unit></extensionElements><typeRef>number</typeRef>
    </itemComponent><itemComponent name="age"><extensionElements><tb:unit>year</tb:unit></extensionElements>
    <typeRef>number</typeRef></itemComponent></itemDefinition>"""
    declared = '<inputData id="in_0" name="h"><variable name="h" typeRef="h"/></inputData>'
    need = '<informationRequirement><requiredDecision href="#pay"/></informationRequirement>'
    table = table_xml("FIRST", ("h.age",), (("> 3", "h.wage"), ("-", "pay + h.age")))
    pay = decision_xml("pay", text_xml("h.wage"), ("h",))
    model = api.load(model_xml(declared + pay + decision_xml("table", table, ("h",), needs=need), (), items))
    found = [each for each in model.warnings if each.code == "units_differ"]
    assert [(each.decision, each.row) for each in found] == [("table", 2)]


# Tables


def table_findings(model: api.Model) -> list[tuple[str, int | None]]:
    return [(str(each.code), each.row) for each in model.warnings]


@pytest.mark.parametrize(
    ("policy", "columns", "rows", "expected"),
    [
        ("FIRST", ("n",), (("< 10", "1"), ("< 5", "2"), ("-", "3")), [("row_unreachable", 2)]),
        ("FIRST", ("n",), (("-", "1"), ("5", "2"), ("6", "3")), [("row_unreachable", 2), ("row_unreachable", 3)]),
        ("FIRST", ("n",), (("< 5", "1"), ("> 3", "2"), ("[3..5]", "3")), [("row_unreachable", 3)]),
        ("FIRST", ("n",), (("[7..3]", "1"), ("-", "2")), [("row_never", 1)]),
        ("COLLECT", ("n",), (("> 5", "1"), ("> 3", "2")), []),
        (
            "UNIQUE",
            ("n",),
            (("< 5", "1"), ("[4..6]", "2"), ("> 5", "3")),
            [("rows_overlap", 2), ("rows_overlap", 3)],
        ),
        ("UNIQUE", ("b",), (("true", "1"),), [("table_gap", None)]),
        ("UNIQUE", ("b",), (("true", "1"), ("false", "2")), []),
        ("UNIQUE", ("b",), (("true", "1"), ("false", "2"), ("null", "3")), []),
        ("UNIQUE", ("d",), (('<= date("2024-02-28")', "1"), ('>= date("2024-03-01")', "2")), [("table_gap", None)]),
        ("UNIQUE", ("d",), (('< date("2024-03-01")', "1"), ('>= date("2024-03-01")', "2")), []),
        ("UNIQUE", ("l",), (('< duration("P3Y")', "1"), ('> duration("P3Y")', "2")), [("table_gap", None)]),
        ("FIRST", ("n",), (("5", "1"), ("not(5)", "2")), []),
    ],
)
def test_tables(policy: str, columns: tuple[str, ...], rows: Any, expected: list[Any]) -> None:
    assert table_findings(table_model(policy, columns, rows)) == expected


def test_an_enumeration_is_complete_when_all_its_values_have_a_row() -> None:
    items = """<itemDefinition name="kind"><typeRef>string</typeRef><allowedValues><text>"urban", "rural", "none"</text>
    </allowedValues></itemDefinition>"""
    declared = '<inputData id="in_0" name="k"><variable name="k" typeRef="kind"/></inputData>'

    def found(*rows: tuple[str, str]) -> list[str]:
        logic = table_xml("UNIQUE", ("k",), rows)
        model = api.load(model_xml(declared + decision_xml("result", logic, ("k",)), (), items))
        return [each.message for each in model.warnings]

    assert found(('"urban"', "1"), ('"rural", "none"', "2")) == []
    assert found(('"urban"', "1"), ('"rural"', "2")) == ['no row covers k = "none"']


def test_a_wide_table_is_judged_too() -> None:
    """Twelve columns of two values have 4,096 combinations, but rows tell few of them apart."""
    columns = tuple("abcdefghijkl")
    rows = [("false",) * index + ("true",) + ("-",) * (11 - index) + (str(index),) for index in range(12)]
    model = table_model("UNIQUE", columns, tuple(rows))
    assert [each.code for each in model.warnings] == ["table_gap"]
    complete = (*rows, ("false",) * 12 + ("99",))
    assert table_model("UNIQUE", columns, complete).warnings == ()


NUMBERS = st.lists(st.integers(-50, 50), min_size=1, max_size=4, unique=True).map(sorted)
DAYS = st.lists(st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), min_size=1, max_size=3, unique=True).map(sorted)


def partition(marks: list[str]) -> list[str]:
    """Cells that cover everything and each value once."""
    middle = [f"[{low}..{high})" for low, high in itertools.pairwise(marks)]
    return [f"< {marks[0]}", *middle, f">= {marks[-1]}"]


@settings(deadline=None)
@given(numbers=NUMBERS, days=DAYS, drop=st.integers(0, 1000))
def test_a_complete_table_raises_nothing_and_a_missing_row_is_found(
    numbers: list[int], days: list[dt.date], drop: int
) -> None:
    first = partition([str(each) for each in numbers])
    second = partition([f'date("{each}")' for each in days])
    rows = [(one, other, flag, "1") for one in first for other in second for flag in ("true", "false")]
    columns = ("n", "d", "b")
    assert table_model("UNIQUE", columns, tuple(rows)).warnings == ()
    removed = drop % len(rows)
    less = tuple(rows[:removed] + rows[removed + 1 :])
    assert [each.code for each in table_model("UNIQUE", columns, less).warnings] == ["table_gap"]
    twice = (*rows, rows[removed])
    assert [each.code for each in table_model("UNIQUE", columns, twice).warnings] == ["rows_overlap"]


@settings(deadline=None)
@given(numbers=NUMBERS, value=st.decimals(-60, 60, places=1))
def test_a_table_without_findings_answers_every_number(numbers: list[int], value: Decimal) -> None:
    rows = tuple((cell, str(index)) for index, cell in enumerate(partition([str(each) for each in numbers])))
    model = table_model("UNIQUE", ("n",), rows)
    assert model.warnings == ()
    assert api.evaluate(model, "result", {"n": value}) is not None
