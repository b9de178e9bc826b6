"""Verdicts: the vectors of the maternity allowance, their reasons, and their bytes."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from eligibility.engine import api
from eligibility.engine.__main__ import main
from tests.unit.engine.models import HERE, maternity, maternity_inputs


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({}, "63200.00"),
        ({"dystocia": True, "live_births": 2}, "75200.00"),
        ({"kind": "loss", "gestation_months": 5}, "16800.00"),
        ({"kind": "loss", "gestation_months": 3}, "6000.00"),
        ({"wage": 9000}, "47400.00"),
        ({"wage": 90000}, "196457.20"),
    ],
)
def test_amounts_to_the_fen(changes: dict[str, Any], amount: str) -> None:
    verdict = api.decide(maternity(), maternity_inputs(**changes))
    assert (verdict.state, verdict.amount, verdict.outcome) == (api.VerdictState.ELIGIBLE, Decimal(amount), "offer")
    assert (verdict.missing, verdict.problems) == ((), ())
    assert api.decide(maternity(), maternity_inputs(**changes), explained=False).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("changes", "state", "missing"),
    [
        ({"insured": False}, "not_eligible", ()),
        ({"unknown": ("facility_designated",)}, "unknown", ("birth.facility_designated",)),
        ({"unknown": ("kind",)}, "unknown", ("birth.kind",)),
        ({"insured": False, "unknown": ("facility_designated", "kind")}, "not_eligible", ()),
        ({"unknown": ("gestation_months",)}, "eligible", ()),
    ],
)
def test_states(changes: dict[str, Any], state: str, missing: tuple[str, ...]) -> None:
    verdict = api.decide(maternity(), maternity_inputs(**changes))
    assert (verdict.state.value, verdict.missing) == (state, missing)
    assert (verdict.amount is not None) == (state == "eligible")


def test_a_fault_of_the_model_leaves_the_verdict_unknown() -> None:
    verdict = api.decide(maternity(), maternity_inputs(kind=None))
    assert (verdict.state.value, verdict.missing, verdict.problems) == ("unknown", (), ("amount: null_result",))


def test_the_reasons_name_rule_article_facts_and_rows() -> None:
    verdict = api.decide(maternity(), maternity_inputs(facility_designated=False))
    by_name = {condition.decision: condition for condition in verdict.conditions}
    assert [(name, each.result) for name, each in by_name.items()] == [
        ("insured", "pass"),
        ("designated", "fail"),
        ("eligible", "fail"),
    ]
    insured = by_name["insured"]
    assert insured.titles["zh-hans"] == "参加职工生育保险"
    assert insured.article is not None
    assert (insured.article.document, insured.article.article["en"]) == ("国务院令第619号", "Article 7")
    (fact,) = insured.facts
    assert (fact.path, fact.value, fact.record_id, fact.body) == (
        "birth.mother.employment.insured",
        True,
        "j1",
        "health",
    )
    days = next(each for each in api.decide(maternity(), maternity_inputs()).conditions if each.decision == "days")
    assert (days.result, days.value) == ("value", "158")
    assert [(row.row, row.result, row.cells[0]) for row in days.rows] == [(1, "pass", ('"live_birth"', "pass"))]


def test_a_missing_fact_is_shown_as_unknown() -> None:
    verdict = api.decide(maternity(), maternity_inputs(unknown=("facility_designated",)))
    (condition,) = (each for each in verdict.conditions if each.decision == "designated")
    assert condition.result == "unknown"
    assert [(fact.path, fact.known, fact.value) for fact in condition.facts] == [
        ("birth.facility_designated", False, None)
    ]


def test_the_same_input_gives_the_same_bytes() -> None:
    first = api.decide(maternity(), maternity_inputs())
    again = api.decide(api.load((HERE / "maternity.dmn").read_bytes()), maternity_inputs())
    assert first.to_bytes() == again.to_bytes()
    assert api.Verdict.from_json(json.loads(first.to_bytes())) == first


FACTS = {
    "birth": {
        "kind": "live_birth",
        "live_births": 1,
        "dystocia": False,
        "facility_designated": True,
        "mother": {
            "employment": {"insured": True, "employer": {"wages": [{"year": 2024, "average_monthly_wage": 12000}]}}
        },
    },
    "event_date": "2025-06-01",
    "parameters": {"city_average_monthly_wage": 12434},
}


def ask(folder: Path, facts: Any, *options: str) -> tuple[int, str, str]:
    file = folder / "facts.json"
    file.write_text(json.dumps(facts), "utf-8")
    out, err = io.StringIO(), io.StringIO()
    code = main([str(HERE / "maternity.dmn"), "--input", str(file), *options], out, err)
    return code, out.getvalue(), err.getvalue()


def test_the_command_line(tmp_path: Path) -> None:
    assert ask(tmp_path, FACTS)[:2] == (0, "eligible\namount: 63200\n")
    assert "[pass] Covered by employee maternity insurance" in ask(tmp_path, FACTS, "--explain")[1]
    assert json.loads(ask(tmp_path, FACTS, "--json")[1])["state"] == "eligible"
    assert ask(tmp_path, FACTS, "--decision", "days")[1] == "days: 158\n"
    assert ask(tmp_path, FACTS, "--decision", "days", "--strict")[1] == "days: 158\n"
    assert ask(tmp_path, {"event_date": "2025-06-01"})[1] == "unknown\nmissing: birth\n"


@pytest.mark.parametrize("facts", [{"event_date": "2025-06-31"}, []])
def test_the_command_line_refuses_wrong_facts(tmp_path: Path, facts: Any) -> None:
    code, out, err = ask(tmp_path, facts)
    assert (code, out) == (2, "")
    assert err.startswith("error: the input")


def test_the_command_line_refuses_what_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "x.dmn").write_text("<html/>")
    err = io.StringIO()
    assert main([str(tmp_path / "x.dmn")], io.StringIO(), err) == 2
    assert err.getvalue().startswith("error: this is no DMN 1.3, 1.4 or 1.5 model. Save it as")
