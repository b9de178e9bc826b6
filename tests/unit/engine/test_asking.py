"""The next question: asked in its order, the verdict is the one that all facts give, and none is asked in vain.

Random models over facts with few values; what the search says is held against brute force over all of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.engine import api
from eligibility.engine.asking import matters
from tests.unit.engine.models import expression_model, table_model
from tests.unit.engine.test_three_valued import DOMAINS, POLICIES, expressions, rows

FAULT = "a fault"
domains = {name: api.Domain(values, exact=True) for name, values in DOMAINS.items()}


class Facts:
    """Facts by name, and some models asked about them."""

    def __init__(self, models: Mapping[str, api.Model]) -> None:
        self.known: dict[str, Any] = {name: api.Unknown({name}) for name in DOMAINS}
        self.questions: dict[str, api.Question] = {code: self._asking(model) for code, model in models.items()}

    def put(self, path: str, value: Any) -> None:
        self.known[path] = value

    def forget(self, path: str) -> None:
        self.known[path] = api.Unknown({path})

    def _asking(self, model: api.Model) -> api.Question:
        def asked() -> tuple[Hashable | None, frozenset[str]]:
            facts = {name: value for name, value in self.known.items() if name in model.inputs}
            said = api.evaluate(model, "result", facts, mode=api.Mode.POLICY)
            if isinstance(said, api.Unknown):
                return None, said.paths
            return repr(said) if said is not None else FAULT, frozenset()

        return asked

    def completions(self) -> Iterator[dict[str, Any]]:
        missing = [name for name, value in self.known.items() if isinstance(value, api.Unknown)]
        for values in itertools.product(*(DOMAINS[name] for name in missing)):
            yield dict(zip(missing, values, strict=True))

    def said_of(self, code: str, completion: Mapping[str, Any]) -> Hashable:
        for name, value in completion.items():
            self.put(name, value)
        said, missing = self.questions[code]()
        assert not missing
        for name in completion:
            self.forget(name)
        return said

    def can_matter(self, code: str, path: str) -> bool:
        """By brute force: whether two completions that differ in this fact alone are answered differently."""
        answers: dict[tuple[Any, ...], set[Hashable]] = {}
        for completion in self.completions():
            others = tuple(value for name, value in completion.items() if name != path)
            answers.setdefault(others, set()).add(self.said_of(code, completion))
        return any(len(each) > 1 for each in answers.values())


def ask_through(facts: Facts, person: Mapping[str, Any]) -> None:
    """Ask until no question is left; each one that is asked could change something, each verdict is right."""
    for _ in range(len(DOMAINS) + 1):
        missing = {code: question()[1] for code, question in facts.questions.items()}
        found = api.next_question(facts, domains.__getitem__, facts.questions, missing)
        if found is None:
            break
        for code in found.touches:
            assert facts.can_matter(code, found.path), (code, found.path)
        assert found.touches
        facts.put(found.path, person[found.path])
    else:
        pytest.fail("asked for more facts than there are")
    for code, question in facts.questions.items():
        said = question()[0] or api.settled(facts, domains.__getitem__, question)
        rest = {name: person[name] for name, value in facts.known.items() if isinstance(value, api.Unknown)}
        assert said == facts.said_of(code, rest), code


people = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in DOMAINS.items()})
_, conditions = expressions(2)


@settings(max_examples=60, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=3), people)
def test_asked_in_order_the_verdicts_are_those_of_all_facts_at_once(texts: list[str], person: dict[str, Any]) -> None:
    ask_through(Facts({str(at): expression_model(text, tuple(DOMAINS)) for at, text in enumerate(texts)}), person)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(POLICIES), rows, st.sampled_from(["", "99"]), people)
def test_tables_of_every_hit_policy_are_asked_out_as_well(
    hit: tuple[str, str], table: tuple[tuple[str, ...], ...], default: str, person: dict[str, Any]
) -> None:
    ask_through(Facts({"table": table_model(hit[0], ("n", "b"), table, hit[1], default)}), person)


def test_what_decides_most_is_asked_first() -> None:
    texts = {"one": "a and n > 0", "two": "a and b", "three": "a and m > 1"}
    facts = Facts({code: expression_model(text, tuple(DOMAINS)) for code, text in texts.items()})
    missing = {code: question()[1] for code, question in facts.questions.items()}
    found = api.next_question(facts, domains.__getitem__, facts.questions, missing)
    assert found is not None
    assert (found.path, found.decides) == ("a", ("one", "three", "two"))


def test_a_fact_that_cancels_out_is_not_asked() -> None:
    facts = Facts({"only": expression_model("(a or not(a)) and b", tuple(DOMAINS))})
    facts.put("a", api.Unknown({"a"}))
    question = facts.questions["only"]
    found = api.next_question(facts, domains.__getitem__, facts.questions, {"only": question()[1]})
    assert found is not None
    assert found.path == "b"


def test_what_cannot_be_found_out_is_asked_rather_than_skipped() -> None:
    facts = Facts({"only": expression_model("a or not(a)", tuple(DOMAINS))})
    question = facts.questions["only"]
    assert matters(facts, lambda _path: api.Domain(), question, "a"), "a domain that is not exact proves nothing"
    assert matters(facts, domains.__getitem__, question, "a", budget=1), "a search that was cut short proves nothing"
    assert api.settled(facts, domains.__getitem__, question, budget=1) is None
