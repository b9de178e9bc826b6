"""Decision tables with everything known: each hit policy, defaults, null cells, what may not be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from eligibility.engine import api
from tests.unit.engine.models import table_model

ROWS = (("< 10", "1"), ("[5..15]", "2"), ("> 12", "1"))


@pytest.mark.parametrize(
    ("policy", "aggregation", "value", "expected"),
    [
        ("UNIQUE", "", 1, 1),
        ("UNIQUE", "", 7, None),
        ("FIRST", "", 7, 1),
        ("ANY", "", 7, None),
        ("ANY", "", 20, 1),
        ("PRIORITY", "", 14, 1),
        ("RULE ORDER", "", 14, [2, 1]),
        ("OUTPUT ORDER", "", 14, [1, 2]),
        ("COLLECT", "", 7, [1, 2]),
        ("COLLECT", "SUM", 7, 3),
        ("COLLECT", "MIN", 7, 1),
        ("COLLECT", "MAX", 7, 2),
        ("COLLECT", "COUNT", 7, 2),
    ],
)
def test_hit_policies(policy: str, aggregation: str, value: int, expected: Any) -> None:
    model = table_model(policy, ("n",), ROWS, aggregation)
    assert api.evaluate(model, "result", {"n": value}) == expected


def test_no_row_gives_the_default_or_nothing() -> None:
    assert api.evaluate(table_model("UNIQUE", ("n",), (("1", "10"),)), "result", {"n": 2}) is None
    assert api.evaluate(table_model("UNIQUE", ("n",), (("1", "10"),), default="99"), "result", {"n": 2}) == 99


def test_a_null_cell_passes_only_a_test_for_null() -> None:
    model = table_model("FIRST", ("n",), (("< 10", "1"), ("null", "2"), ("-", "3")))
    assert api.evaluate(model, "result", {"n": None}) == 2
    assert api.evaluate(model, "result", {"n": Decimal(12)}) == 3


def test_a_cell_may_be_an_expression_of_the_input() -> None:
    model = table_model("FIRST", ("n",), (("? * ? > 20", "1"), ("-", "2")))
    assert [api.evaluate(model, "result", {"n": each}) for each in (5, 4)] == [1, 2]


@pytest.mark.parametrize(
    ("policy", "columns", "rows", "code", "place"),
    [
        ("UNIQUE", ("n",), (("< 10", "1"), ("> 10", "2")), "table_gap", "n = 10"),
        ("FIRST", ("n", "b"), (("< 10", "-", "1"), (">= 10", "true", "2")), "table_gap", "n = 10, b = false"),
        ("UNIQUE", ("n",), (("<= 10", "1"), (">= 10", "2")), "rows_overlap", "n = 10"),
        ("UNIQUE", ("d",), (('< date("2025-01-01")', "1"), ('> date("2025-01-01")', "2")), "table_gap", "2025-01-01"),
        ("UNIQUE", ("s",), (('"a"', "1"), ('"b"', "2")), "table_gap", "…"),
    ],
)
def test_gaps_and_overlaps_are_found(
    policy: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], code: str, place: str
) -> None:
    warned = table_model(policy, columns, rows).warnings
    assert [finding.code for finding in warned] == [code]
    assert place in warned[0].message
    with pytest.raises(api.ModelError) as refused:
        table_model(policy, columns, rows, profile=api.Profile.POLICY)
    assert refused.value.findings[0].decision == "result"


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (("n",), (("< 10", "1"), (">= 10", "2"))),
        (("date(d).year",), (("< 2025", "1"), ("[2025..2026]", "2"), ("2027", "3"), ("> 2027", "4"))),
        (("n", "b"), (("-", "true", "1"), ("< 3", "false", "2"), (">= 3", "false", "3"))),
        (("n",), (("not(1, 2)", "1"), ("1, 2", "2"))),
    ],
)
def test_complete_tables_are_left_alone(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    codes = {finding.code.value for finding in table_model("UNIQUE", columns, rows, inputs=("n", "b", "d")).warnings}
    assert not codes & {"table_gap", "rows_overlap", "unknown_name"}
