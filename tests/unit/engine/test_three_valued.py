"""Kleene's laws, and the promise that an unknown never decides what depends on it.

The promise is tested by brute force: whatever policy mode decides with facts missing, every completion of the facts,
absence included, decides alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.engine import api
from tests.unit.engine.models import SOURCE, feel, policy, table_model

TRUTHS = {"t": True, "f": False, "u": api.Unknown({"u"})}
truths = st.sampled_from([True, False, api.Unknown({"x"}), api.Unknown({"y"})])


@pytest.mark.parametrize(("left", "right"), list(itertools.product("tfu", repeat=2)))
def test_the_tables_of_kleene(left: str, right: str) -> None:
    a, b = TRUTHS[left], TRUTHS[right]
    conjunction, disjunction = policy("a and b", a=a, b=b), policy("a or b", a=a, b=b)
    undecided = "u" in (left, right)
    assert conjunction == TRUTHS["f" if "f" in (left, right) else "u" if undecided else "t"]
    assert disjunction == TRUTHS["t" if "t" in (left, right) else "u" if undecided else "f"]
    assert policy("not(a)", a=a) == (a if left == "u" else not a)


@given(truths, truths, truths)
def test_the_laws_of_kleene(a: Any, b: Any, c: Any) -> None:
    given_values = {"a": a, "b": b, "c": c}
    for one, other in (
        ("a and b", "b and a"),
        ("a or b", "b or a"),
        ("a and (b and c)", "(a and b) and c"),
        ("a or (b or c)", "(a or b) or c"),
        ("not(a and b)", "not(a) or not(b)"),
        ("not(a or b)", "not(a) and not(b)"),
        ("not(not(a))", "a"),
    ):
        first, second = policy(one, **given_values), policy(other, **given_values)
        assert type(first) is type(second)
        assert isinstance(first, api.Unknown) or first == second
    for distributed, factored in (
        ("a and (b or c)", "(a and b) or (a and c)"),
        ("a or (b and c)", "(a or b) and (a or c)"),
    ):
        first, second = policy(distributed, **given_values), policy(factored, **given_values)
        assert type(first) is type(second)


DOMAINS: Mapping[str, tuple[Any, ...]] = {
    "a": (True, False, None),
    "b": (True, False, None),
    "n": (Decimal(0), Decimal(2), None),
    "m": (Decimal(1), Decimal(2), None),
}
Texts = st.SearchStrategy[str]
NUMBERS = ("{n} + {n}", "{n} - {n}", "{n} * {n}", "min({n}, {n})", "max([{n}, {n}])", "(if {c} then {n} else {n})")
LISTED = (
    "count([1, 2, {n}][{c}])",
    "sum(for i in [1, {n}] return if {c} then i else 1)",
    "count([1, {n}, 2][item > {n}])",
    "sum([2, {n}, -1][item != {n}])",
)
CONDITIONS = ("{n} < {n}", "{n} = {n}", "{n} != {n}", "{n} in [{n}..2]", "{n} in (1, > 1)", "{n} = null")
CONNECTED = ("{c} and {c}", "{c} or {c}", "({c}) = ({c})", "not({c})", "list contains([{n}, 1], {n})")
QUANTIFIED = (
    "some x in [{n}, 1][item > {n}] satisfies x < {n}",
    "every x in [{n}, 2][item > {n}] satisfies x > {n}",
    "some x in [{n}, 1] satisfies x = {n}",
    "every x in [{n}, 1] satisfies x < {n}",
)


def filled(templates: tuple[str, ...], numbers: Texts, conditions: Texts) -> Texts:
    """One of the templates, with an expression for each of its places."""

    def fill(template: str) -> Texts:
        parts = template.replace("{n}", "\0{n}\0").replace("{c}", "\0{c}\0").split("\0")
        places = {"{n}": numbers, "{c}": conditions}
        return st.tuples(*(places.get(part, st.just(part)) for part in parts)).map(lambda each: f"({''.join(each)})")

    return st.sampled_from(templates).flatmap(fill)


def expressions(depth: int) -> tuple[Texts, Texts]:
    """Numbers and conditions, nested so deep."""
    numbers: Texts = st.sampled_from(["n", "m", "0", "1", "2"])
    conditions: Texts = st.sampled_from(["a", "b", "true"])
    for _ in range(depth):
        numbers, conditions = (
            numbers | filled(NUMBERS + LISTED, numbers, conditions),
            conditions | filled(CONDITIONS + CONNECTED + QUANTIFIED, numbers, conditions),
        )
    return numbers, conditions


def completions(facts: Mapping[str, Any], domains: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    missing = [name for name, value in facts.items() if isinstance(value, api.Unknown)]
    for values in itertools.product(*(domains[name] for name in missing)):
        yield {**facts, **dict(zip(missing, values, strict=True))}


facts_with_gaps = st.fixed_dictionaries(
    {name: st.one_of(st.sampled_from(values), st.just(api.Unknown({name}))) for name, values in DOMAINS.items()}
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(*expressions(3)), facts_with_gaps)
def test_what_is_decided_without_a_fact_is_decided_alike_with_it(text: str, facts: dict[str, Any]) -> None:
    found = policy(text, **facts)
    if isinstance(found, api.Unknown):
        assert found.paths
        assert found.paths <= {name for name, value in facts.items() if isinstance(value, api.Unknown)}
        return
    for complete in completions(facts, DOMAINS):
        assert policy(text, **complete) == found, complete


CELLS = {"n": ("-", "0", "< 1", "[1..2]", "not(2)", "> 5"), "b": ("-", "true", "false")}
POLICIES = (
    ("UNIQUE", ""),
    ("FIRST", ""),
    ("ANY", ""),
    ("PRIORITY", ""),
    ("RULE ORDER", ""),
    ("OUTPUT ORDER", ""),
    ("COLLECT", ""),
    ("COLLECT", "SUM"),
    ("COLLECT", "MIN"),
    ("COLLECT", "MAX"),
    ("COLLECT", "COUNT"),
)
rows = st.lists(
    st.tuples(st.sampled_from(CELLS["n"]), st.sampled_from(CELLS["b"]), st.sampled_from(["10", "20", "30"])),
    min_size=1,
    max_size=4,
).map(tuple)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(POLICIES), rows, st.sampled_from(["", "99"]), facts_with_gaps)
def test_a_missing_fact_never_falls_through_to_another_row(
    hit: tuple[str, str], table: tuple[tuple[str, ...], ...], default: str, facts: dict[str, Any]
) -> None:
    model = table_model(hit[0], ("n", "b"), table, hit[1], default)
    own = {name: facts[name] for name in ("n", "b")}
    found = api.evaluate(model, "result", own, mode=api.Mode.POLICY)
    if isinstance(found, api.Unknown):
        return
    for complete in completions(own, DOMAINS):
        assert api.evaluate(model, "result", complete, mode=api.Mode.POLICY) == found, complete


def test_first_waits_for_an_earlier_row_that_may_apply() -> None:
    model = table_model("FIRST", ("n", "b"), (("< 1", "-", "10"), ("-", "true", "20")))
    missing = api.Unknown({"person.income"})
    found = api.evaluate(model, "result", {"n": missing, "b": True}, mode=api.Mode.POLICY)
    assert found == missing
    strict = api.evaluate(model, "result", {"n": None, "b": True})
    assert strict == 20


def test_if_on_an_unknown_is_decided_only_when_both_branches_agree() -> None:
    missing = api.Unknown({"x"})
    assert policy("if x then 1 else 2", x=missing) == missing
    assert policy("if x then 1 else 1.0", x=missing) == 1


def test_a_field_that_a_record_lacks_is_unknown_and_null_is_absent() -> None:
    record = api.Record("person", "1", SOURCE, {"death_date": None, "income": 5}, ["hukou"])
    assert policy("person.death_date = null", person=record) is True
    assert policy("person.hukou", person=record) == api.Unknown({"person.hukou"})
    assert policy("person.pension > 3", person=record) == api.Unknown({"person.pension"})
    assert policy("person.pension > 3 or person.income = 5", person=record) is True
    assert feel("person.hukou", person=record) is None


def test_an_unknown_relation_is_what_is_missing() -> None:
    mother = api.Unknown({"birth.mother"})
    record = api.Record("birth", "1", SOURCE, {"mother": mother})
    assert policy("birth.mother.employment.insured", birth=record) == mother


def test_counting_rows_does_not_need_their_fields() -> None:
    children = [api.Record("person", str(number), SOURCE, {}, ["birth_date"]) for number in range(2)]
    person = api.Record("person", "0", SOURCE, {"children": children})
    assert policy("count(person.children)", person=person) == 2
    found = policy('count(person.children[birth_date >= date("2020-01-01")])', person=person)
    assert found == api.Unknown({"person.children.birth_date"})


def children(*years: int | None) -> api.Record:
    rows = [
        api.Record("person", str(at), SOURCE, {"cost": 100} | ({} if year is None else {"year": year}))
        for at, year in enumerate(years)
    ]
    return api.Record("person", "0", SOURCE, {"children": rows})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("count(person.children[year > 2020]) >= 1", True),
        ("count(person.children[year > 2020]) <= 2", True),
        ("count(person.children[year > 2020]) > 2", False),
        ("count(person.children[year > 2020]) = 0", False),
        ("count(person.children[year > 2020]) + 1 >= 2", True),
        ("count(person.children[year > 2020]) >= 2", None),
        ("-count(person.children[year > 2020]) < 0", True),
        ("-count(person.children[year > 2020]) > -1", False),
        ("sum(person.children[year > 2020].cost) >= 100", True),
        ("sum(person.children[year > 2020].cost) > 200", False),
        ("2 * sum(person.children[year > 2020].cost) > 300", None),
        ("some c in person.children[year > 2020] satisfies c.cost = 100", True),
        ("every c in person.children[year > 2020] satisfies c.cost = 100", True),
        ("every c in person.children[year > 2020] satisfies c.cost = 7", False),
        ("(if person.pension then 3 else 5) > 2", True),
        ("(if person.pension then 3 else 5) = 4", None),
    ],
)
def test_what_is_certain_of_some_rows_counts_although_others_are_not_known(text: str, said: bool | None) -> None:
    found = policy(text, person=children(2021, None, 2010))
    if said is None:
        assert isinstance(found, api.Unknown)
    else:
        assert found is said


def test_an_unknown_has_no_truth() -> None:
    with pytest.raises(TypeError):
        bool(api.Unknown({"x"}))
