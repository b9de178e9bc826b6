"""Loading models: what is refused, where the fault is, and what a model says about itself."""

from __future__ import annotations

import pytest

from eligibility.engine import api
from tests.unit.engine.models import (
    birth,
    decision_xml,
    expression_model,
    feel,
    maternity,
    maternity_inputs,
    model_xml,
    text_xml,
)

EMPTY = b'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n"/>'
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="&b;" namespace="n"/>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="&x;" namespace="n"/>"""


def needing(name: str, *others: str) -> str:
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{other}"/></informationRequirement>' for other in others
    )
    return decision_xml(name, text_xml(" + ".join(others) or "1"), needs=needs)


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "not_xml"),
        (b"<definitions", "not_xml"),
        (b"<html/>", "not_dmn"),
        (EMPTY.replace(b"20230324", b"20151101"), "not_dmn"),
        (BOMB, "document_type"),
        (OUTSIDE, "not_xml"),
        (BOMB.decode().replace('<?xml version="1.0"?>', "").encode("utf-16"), "document_type"),
        (EMPTY + b" " * 9_000_000, "large_model"),
        (model_xml(needing("a", "b") + needing("b", "a")), "cycle"),
        (model_xml(needing("a", "a")), "cycle"),
        (model_xml(needing("a") + needing("a")), "duplicate_id"),
        (model_xml("".join(needing(f"d{n}", *([f"d{n + 1}"] if n < 90 else [])) for n in range(91))), "long_chain"),
    ],
)
def test_models_that_cannot_be_run(xml: bytes, code: str) -> None:
    with pytest.raises(api.ModelError) as refused:
        api.load(xml)
    assert code in {finding.code for finding in refused.value.findings}


@pytest.mark.parametrize("version", ["20191111", "20211108", "20230324"])
def test_three_versions_of_the_standard_load(version: str) -> None:
    assert api.load(EMPTY.replace(b"20230324", version.encode())).name == "m"


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("incom + 1", "unknown_name", 0),
        ("1 + nonsense(2)", "unknown_function", 12),
        ('1 + "a"', "type_mismatch", 2),
        ('n > 1 and "a"', "not_boolean", 10),
        ("today()", "clock", 5),
        ("now()", "clock", 3),
        ("n / 3", "unrounded_division", 2),
        ("round half up(1)", "argument_count", 13),
        ('substring(text: "a")', "argument_names", 9),
        ("(1 + 2", "expected", 6),
        ('"abc', "open_string", 0),
        ("1 instance of money", "unknown_type", 2),
        ("{a: 1, a: 2}", "duplicate_entry", 0),
        ("if n then 1", "expected", 11),
        ("1 in", "expected_value", 4),
    ],
)
def test_the_policy_profile_refuses_and_a_plain_load_warns(text: str, code: str, position: int) -> None:
    with pytest.raises(api.ModelError) as refused:
        expression_model(text, ("n",), api.Profile.POLICY)
    (finding,) = refused.value.findings
    assert (finding.code, finding.decision, finding.position, finding.text) == (code, "result", position, text)
    assert finding.in_language("zh-hans") != finding.message
    plain = [each.code for each in expression_model(text, ("n",)).warnings]
    assert plain == ([code] if code not in ("clock", "unrounded_division") else [])


def test_a_rounded_division_is_fine_in_a_policy() -> None:
    model = expression_model("round half up(n * 2 / 3, 2)", ("n",), api.Profile.POLICY)
    assert str(api.evaluate(model, "result", {"n": 1})) == "0.67"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 5000 + "1" + ")" * 5000, "deep_expression"),
        ("-" * 60_000 + "1", "deep_expression"),
        ("+".join(["1"] * 30_000), "deep_expression"),
        ("[" * 3000, "deep_expression"),
        ("1" * 70_000, "long_expression"),
        ("1" * 1000, "long_number"),
        ("if " * 2000 + "1", "deep_expression"),
        ("for x in " * 2000 + "1", "deep_expression"),
        ("[1.." * 40 + "1[", "deep_expression"),
        ("a.b" * 10_000, "deep_expression"),
    ],
)
def test_expression_bombs_do_not_go_off(text: str, code: str) -> None:
    (finding,) = api.load(model_xml(decision_xml("result", text_xml(text)))).warnings[:1]
    assert finding.code == code


@pytest.mark.parametrize(
    "text",
    [
        "count(for i in 1..100000000 return i)",
        "for i in 1..9999, j in 1..9999 return i",
        "count(for i in 1..50 return (function(f, n) f(f, n))(function(f, n) f(f, n), 1))",
        "sum(for i in 1..1000000, j in 1..1000000 return 1)",
    ],
)
def test_evaluations_stop_at_their_budget(text: str) -> None:
    model = expression_model(text, ())
    with pytest.raises(api.LimitExceeded):
        api.evaluate(model, "result", {}, limits=api.Limits(steps=50_000))


@pytest.mark.parametrize("exponent", ["999999999", "-999999999", "0.5", "1e300"])
def test_large_exponents_cost_nothing(exponent: str) -> None:
    assert api.evaluate(expression_model(f"2 ** {exponent}", ()), "result", {}) is not Ellipsis


def test_a_pattern_cannot_run_away() -> None:
    assert feel('matches("' + "a" * 5000 + 'b", "^(a+)+$")') is False


def test_the_paths_that_a_model_reads() -> None:
    assert {".".join(path) for path in maternity().paths} == {
        "birth",
        "birth.kind",
        "birth.dystocia",
        "birth.live_births",
        "birth.gestation_months",
        "birth.facility_designated",
        "birth.mother",
        "birth.mother.employment",
        "birth.mother.employment.insured",
        "birth.mother.employment.employer",
        "birth.mother.employment.employer.wages",
        "birth.mother.employment.employer.wages.year",
        "birth.mother.employment.employer.wages.average_monthly_wage",
        "birth.mother.employment.employer.wages.event_date",
        "event_date",
        "parameters",
        "parameters.city_average_monthly_wage",
    } | {"birth.mother.employment.employer.wages.event_date.year"}


def test_paths_follow_functions_and_contexts() -> None:
    text = "(function(p) {mother: p.mother}.mother.name)(birth)"
    assert {".".join(path) for path in expression_model(text, ("birth",)).paths} == {
        "birth",
        "birth.mother",
        "birth.mother.name",
    }


def test_an_input_of_the_wrong_type_is_an_error_in_policy_mode() -> None:
    inputs = {**maternity_inputs(), "event_date": "2025-06-01"}
    with pytest.raises(api.EvaluationError) as refused:
        api.decide(maternity(), inputs)
    assert refused.value.code == "input_type"
    with pytest.raises(api.EvaluationError):
        api.decide(maternity(), {"birth": birth(), "parameters": float("nan")})


def test_asking_for_what_is_not_there() -> None:
    with pytest.raises(api.EvaluationError):
        api.evaluate(maternity(), "amounts", {})
    with pytest.raises(api.EvaluationError):
        api.decide(expression_model("1", ()), {})
