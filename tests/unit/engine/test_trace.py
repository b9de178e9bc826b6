"""The trace of a verdict is a format of its own: it follows its schema, and an old decision comes out byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from eligibility.engine import api
from eligibility.engine import verdict as verdicts
from tests.unit.engine.models import decision_xml, maternity, maternity_inputs, model_xml, table_xml, text_xml

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = json.loads(Path(verdicts.__file__).with_name("verdict.schema.json").read_text(encoding="utf-8"))
CASES: dict[str, dict[str, Any]] = {
    "eligible": {},
    "not-eligible": {"insured": False},
    "unknown": {"unknown": ("facility_designated", "dystocia")},
}


def decided(name: str) -> api.Verdict:
    return api.decide(maternity(), maternity_inputs(**CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_recomputing_an_old_decision_gives_the_same_bytes(name: str) -> None:
    kept = (GOLDEN / f"maternity-{name}.json").read_bytes().rstrip(b"\n")
    assert decided(name).to_bytes() == kept
    assert api.Verdict.from_json(json.loads(kept)).to_bytes() == kept


@pytest.mark.parametrize("name", CASES)
def test_a_verdict_follows_its_schema_and_survives_json(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    verdict = decided(name)
    Draft202012Validator(SCHEMA).validate(verdict.to_json())
    again = api.Verdict.from_json(json.loads(json.dumps(verdict.to_json())))
    assert again == verdict


def test_what_was_written_in_the_first_version_is_read_and_written_as_it_was() -> None:
    first = decided("eligible").to_json()
    first["version"] = 1
    for condition in first["conditions"]:
        del condition["columns"]
    Draft202012Validator(SCHEMA).validate(first)
    assert api.Verdict.from_json(first).to_json() == first


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 99"):
        api.Verdict.from_json({**decided("eligible").to_json(), "version": 99})


def test_each_cell_says_its_rule_and_what_it_said_of_which_value() -> None:
    rows = (("< 10", "-", "1"), (">= 10", "true", "2"), (">= 10", "false", "3"))
    table = decision_xml("tier", table_xml("UNIQUE", ("n", "b"), rows), ("n", "b"))
    need = '<informationRequirement><requiredDecision href="#tier"/></informationRequirement>'
    xml = table + decision_xml("eligible", text_xml("tier > 1"), needs=need)
    model = api.load(model_xml(xml, ("n", "b")))
    tier = api.decide(model, {"n": 12, "b": api.Unknown(["b"])}).conditions[0]
    assert [value for _label, value in tier.columns] == ["12", None]
    assert [(row.row, row.cells, row.result) for row in tier.rows] == [
        (1, (("< 10", "fail"), ("-", "any")), "fail"),
        (2, ((">= 10", "pass"), ("true", "unknown")), "unknown"),
        (3, ((">= 10", "pass"), ("false", "unknown")), "unknown"),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [("https://law.example/7", "https://law.example/7"), ("javascript:alert(1)", ""), ("file:///etc/passwd", "")],
)
def test_only_addresses_of_the_web_become_links(written: str, shown: str) -> None:
    source = f'<knowledgeSource id="law" name="A law" locationURI="{written}"/>'
    need = '<authorityRequirement id="a"><requiredAuthority href="#law"/></authorityRequirement>'
    model = api.load(model_xml(decision_xml("eligible", text_xml("true"), needs=need) + source))
    article = api.decide(model, {}).conditions[0].article
    assert article is not None
    assert article.url == shown
