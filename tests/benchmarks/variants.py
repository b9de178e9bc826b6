"""Policies in numbers: the shipped ones, and as many more of the same format as a figure asks for.

A generated policy has four to six conditions, each a decision of its own with its article, over one person's 31 facts,
and an amount from a table and a formula; thresholds and choices are drawn, so that hardly two are alike. One fact in
twenty is not known.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from eligibility.engine import api as engine
from eligibility.policies.assess import event_date_of, inputs_of
from eligibility.policies.cases import cases_of
from eligibility.policies.periods import first_period
from eligibility.policies.rulebook import shipped

NUMBERS = ("income", "assets", "months_insured", "household", "children", "floor_space", "rent", "pension", "years")
CHOICES = {
    "district": ("990101", "990102", "990103", "990104", "990105", "990106"),
    "education": ("none", "primary", "secondary", "college", "university", "doctor"),
    "employment": ("employed", "unemployed", "retired", "student", "self_employed"),
    "disability": ("none", "one", "two", "three", "four"),
    "marital": ("single", "married", "divorced", "widowed"),
}
BOOLEANS = ("insured", "resident", "veteran", "tenant", "owner", "carer", "graduate", "rural", "low_income", "medical")
DATES = ("birth_date", "registered_on", "employed_since", "moved_in_on")
EVENT_DATE = dt.date(2025, 12, 1)
_MOST = {"income": 9000, "assets": 500000, "months_insured": 240, "household": 7, "children": 4}
_AUTHORITY = '<authorityRequirement id="a_{name}"><requiredAuthority href="#source"/></authorityRequirement>'


@dataclass(frozen=True)
class Rule:
    """A model, and the inputs with which it is decided."""

    name: str
    xml: bytes
    model: engine.Model
    inputs: dict[str, Any]
    shipped: bool
    conditions: tuple[str, ...] = ()
    """Of a generated one: its conditions as FEEL, of which all must hold."""


def subject(seed: int = 1, *, unknown: float = 0.05) -> engine.Record:
    """One person; of every twentieth fact nobody knows anything."""
    draw = random.Random(seed)
    facts: dict[str, Any] = {name: Decimal(draw.randint(0, _MOST.get(name, 100))) for name in NUMBERS}
    facts |= {name: draw.choice(values) for name, values in CHOICES.items()}
    facts |= {name: draw.random() < 0.7 for name in BOOLEANS}
    facts |= {name: dt.date(1950, 1, 1) + dt.timedelta(days=draw.randint(0, 26000)) for name in DATES}
    missing = [name for name in sorted(facts) if draw.random() < unknown]
    source = engine.Source("civil_affairs", "feed-1", dt.date(2025, 11, 30), dt.date(2025, 1, 1))
    return engine.Record("person", "p1", source, facts, missing)


def generated_xml(number: int) -> tuple[bytes, tuple[str, ...]]:
    """A model of the library's format and its conditions."""
    draw = random.Random(number)
    conditions = [_condition(draw) for _ in range(draw.randint(4, 6))]
    names = [f"condition_{place}" for place in range(1, len(conditions) + 1)]
    decisions = [_decision(name, "boolean", text) for name, text in zip(names, conditions, strict=True)]
    needs = "".join(
        f'<informationRequirement id="e_{name}"><requiredDecision href="#{name}"/></informationRequirement>'
        for name in names
    )
    decisions.append(_decision("eligible", "boolean", " and ".join(names), needs))
    decisions.append(_decision("amount", "number", _amount(draw), _required("tier")))
    decisions.append(_tier(draw))
    return _document(number, "".join(decisions)).encode(), tuple(conditions)


def rules(count: int) -> list[Rule]:
    """The shipped policies with the facts of their own cases, filled up with generated ones."""
    found = list(_shipped())[:count]
    person = subject()
    for number in range(count - len(found)):
        xml, conditions = generated_xml(number)
        model = engine.load(xml, profile=engine.Profile.POLICY)
        inputs = {"person": person, "event_date": EVENT_DATE}
        found.append(Rule(f"generated-{number}", xml, model, inputs, shipped=False, conditions=conditions))
    return found


def _shipped() -> Iterator[Rule]:
    """Each policy once, decided for the first of its cases that leads to an amount."""
    library, book = shipped()
    done: set[str] = set()
    for case in cases_of(library):
        event_date = event_date_of(book.policy(case.policy), case.facts, as_of=case.as_of)
        if case.policy in done or case.expect.get("state") != "eligible" or event_date is None:
            continue
        version = book.version_for(case.policy, event_date)
        period = case.period or first_period(version.terms, event_date)
        inputs = {**inputs_of(version, event_date, period), version.terms.unit: case.facts}
        done.add(case.policy)
        xml = next(one.model for policy in library.policies for one in policy.versions if one.id == version.id)
        yield Rule(case.policy, xml, version.model, inputs, shipped=True)


def _condition(draw: random.Random) -> str:
    first = _atom(draw)
    return f"{first} or {_atom(draw)}" if draw.random() < 0.2 else first


def _atom(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.4:
        name = draw.choice(NUMBERS)
        return f"person.{name} {draw.choice(['<', '<=', '>', '>='])} {draw.randint(0, _MOST.get(name, 100))}"
    if kind < 0.6:
        years = draw.randint(1, 70)
        sign = draw.choice(["<=", ">"])
        return f'person.{draw.choice(DATES)} {sign} event_date - duration("P{years}Y")'
    if kind < 0.8:
        name = draw.choice(sorted(CHOICES))
        chosen = ", ".join(f'"{each}"' for each in draw.sample(CHOICES[name], draw.randint(1, 4)))
        return f"person.{name} in ({chosen})"
    return f"person.{draw.choice(BOOLEANS)}"


def _amount(draw: random.Random) -> str:
    least, most, rate = draw.randint(500, 5000), draw.randint(2000, 9000), draw.randint(1, 9)
    return f"round half up(min({most}, max(0, {least} - person.income * 0.{rate})) * tier, 2)"


def _tier(draw: random.Random) -> str:
    rows = [("<= 1", "1"), ("(1..3]", "1.5"), ("(3..5]", "2"), ("> 5", str(draw.randint(3, 5)))]
    lines = "".join(
        f'<rule id="r{place}"><inputEntry id="i{place}"><text>{escape(cell)}</text></inputEntry>'
        f'<outputEntry id="o{place}"><text>{value}</text></outputEntry></rule>'
        for place, (cell, value) in enumerate(rows)
    )
    table = (
        '<decisionTable id="t" hitPolicy="UNIQUE"><input id="c"><inputExpression id="ce" typeRef="number">'
        f'<text>person.household</text></inputExpression></input><output id="to" name="tier" typeRef="number"/>{lines}'
        "</decisionTable>"
    )
    return _element("tier", "number", _input("person"), table)


def _decision(name: str, kind: str, text: str, needs: str = "") -> str:
    required = needs + "".join(_input(each) for each in ("person", "event_date") if each in text)
    return _element(name, kind, required, f"<literalExpression><text>{escape(text)}</text></literalExpression>")


def _element(name: str, kind: str, needs: str, logic: str) -> str:
    title = f'<tb:title xml:lang="zh-hans">条件{name}</tb:title><tb:title xml:lang="en">Condition {name}</tb:title>'
    return (
        f'<decision id="{name}" name="{name}"><extensionElements>{title}</extensionElements>'
        f'<variable name="{name}" typeRef="{kind}"/>{needs}{_AUTHORITY.format(name=name)}{logic}</decision>'
    )


def _input(name: str) -> str:
    return f'<informationRequirement id="q_{name}"><requiredInput href="#{name}"/></informationRequirement>'


def _required(name: str) -> str:
    return f'<informationRequirement id="q_{name}"><requiredDecision href="#{name}"/></informationRequirement>'


def _document(number: int, decisions: str) -> str:
    kinds = dict.fromkeys(NUMBERS, "number") | dict.fromkeys(CHOICES, "string") | dict.fromkeys(BOOLEANS, "boolean")
    kinds |= dict.fromkeys(DATES, "date")
    components = "".join(
        f'<itemComponent name="{name}"><typeRef>{kind}</typeRef></itemComponent>' for name, kind in kinds.items()
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:tb="https://tongban.example/dmn/1"'
        f' id="g{number}" name="generated_{number}" namespace="https://tongban.example/generated/{number}">'
        f'<itemDefinition name="person">{components}</itemDefinition>'
        '<inputData id="person" name="person"><variable name="person" typeRef="person"/></inputData>'
        '<inputData id="event_date" name="event_date"><variable name="event_date" typeRef="date"/></inputData>'
        f"{decisions}"
        '<knowledgeSource id="source" name="A law"><extensionElements><tb:document>Law 1</tb:document>'
        '<tb:article xml:lang="en">Article 1</tb:article></extensionElements></knowledgeSource></definitions>'
    )
