"""Watched or not, a model says the same: generated code and the closures that the sink listens to mean one thing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.engine import api
from tests.benchmarks.variants import rules, subject
from tests.unit.engine.models import decision_xml, expression_model, model_xml, table_model, text_xml
from tests.unit.engine.test_three_valued import DOMAINS, POLICIES, expressions, facts_with_gaps, rows

MODES = list(api.Mode)
RULES = rules(40)
any_facts = st.fixed_dictionaries(
    {
        name: st.one_of(
            st.sampled_from(values),
            st.just(api.Unknown({name})),
            st.sampled_from(["text", Decimal("0.5"), [], [Decimal(2)]]),
        )
        for name, values in DOMAINS.items()
    }
)


def both(model: api.Model, facts: dict[str, Any], mode: api.Mode) -> tuple[Any, Any]:
    if mode is api.Mode.STRICT:
        facts = {name: None if isinstance(value, api.Unknown) else value for name, value in facts.items()}
    watched = api.evaluate(model, "result", facts, mode=mode, trace=api.Recorder())
    return watched, api.evaluate(model, "result", facts, mode=mode)


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and repr(one) == repr(other)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=150, deadline=None)
@given(st.one_of(*expressions(3)), any_facts)
def test_expressions_mean_the_same(mode: api.Mode, text: str, facts: dict[str, Any]) -> None:
    watched, quick = both(expression_model(text, tuple(DOMAINS)), facts, mode)
    assert same(watched, quick), (watched, quick)


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(POLICIES), rows, st.sampled_from(["", "99"]), any_facts)
def test_tables_mean_the_same(
    mode: api.Mode, hit: tuple[str, str], table: tuple[tuple[str, ...], ...], default: str, facts: dict[str, Any]
) -> None:
    own = {name: facts[name] for name in ("n", "b")}
    watched, quick = both(table_model(hit[0], ("n", "b"), table, hit[1], default), own, mode)
    assert same(watched, quick), (watched, quick)


@settings(max_examples=40, deadline=None)
@given(st.lists(expressions(2)[1], min_size=3, max_size=3), facts_with_gaps)
def test_decisions_that_stand_on_each_other_mean_the_same(texts: list[str], facts: dict[str, Any]) -> None:
    names = tuple(DOMAINS)
    needs = [f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>' for each in "xy"]
    xml = decision_xml("x", text_xml(texts[0]), names)
    xml += decision_xml("y", text_xml(f"x or ({texts[1]})"), names, needs=needs[0])
    xml += decision_xml("result", text_xml(f"x and y and ({texts[2]})"), names, needs="".join(needs))
    watched, quick = both(api.load(model_xml(xml, names)), facts, api.Mode.POLICY)
    assert same(watched, quick), (watched, quick)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_policies_decide_the_same(seed: int) -> None:
    person = subject(seed)
    for rule in RULES:
        inputs = rule.inputs if rule.shipped else {**rule.inputs, "person": person}
        full, quick = api.decide(rule.model, inputs), api.decide(rule.model, inputs, explained=False)
        assert (full.state, full.amount, full.total, full.missing, full.outcome, full.problems) == (
            quick.state,
            quick.amount,
            quick.total,
            quick.missing,
            quick.outcome,
            quick.problems,
        ), rule.name


def test_no_text_of_a_model_becomes_python() -> None:
    text = "if n = 1 then \"__import__('os')\" else \"{frame[0]}\\n''' + n\""
    model = expression_model(text, ("n",))
    assert api.evaluate(model, "result", {"n": 1}) == "__import__('os')"
    assert api.evaluate(model, "result", {"n": 2}) == "{frame[0]}\n''' + n"


def test_an_overflow_is_as_much_a_null_as_when_it_is_watched() -> None:
    model = expression_model("n * n * 2 > 1 or n = 3", ("n",))
    for huge in (Decimal("9e6100"), Decimal(3)):
        watched, quick = both(model, {"n": huge}, api.Mode.STRICT)
        assert same(watched, quick)


def test_very_deep_conditions_are_left_to_their_closures() -> None:
    text = "n = 0"
    for number in range(1, 40):
        text = f"if n = {number} then {number} = n else ({text})" if number % 2 else f"(n > {number} or ({text}))"
    model = expression_model(text, ("n",))
    for number in (0, 7, 39, 50):
        watched, quick = both(model, {"n": Decimal(number)}, api.Mode.STRICT)
        assert same(watched, quick)
