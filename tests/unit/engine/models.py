"""Small models written in tests: one expression, one table, or the maternity allowance from its file."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from eligibility.engine import api

HERE = Path(__file__).parent / "models"
SOURCE = api.Source("health", "feed-1", dt.date(2025, 6, 2))


def model_xml(decisions: str, inputs: tuple[str, ...] = (), items: str = "") -> bytes:
    declared = "".join(
        f'<inputData id="in_{index}" name={quoteattr(name)}><variable name={quoteattr(name)}/></inputData>'
        for index, name in enumerate(inputs)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="test" namespace="test">'
        f"{items}{declared}{decisions}</definitions>"
    ).encode()


def decision_xml(name: str, logic: str, inputs: tuple[str, ...] = (), kind: str = "", needs: str = "") -> str:
    required = "".join(
        f'<informationRequirement><requiredInput href="#in_{index}"/></informationRequirement>'
        for index in range(len(inputs))
    )
    variable = f'<variable name="{name}"' + (f' typeRef="{kind}"' if kind else "") + "/>"
    return f'<decision id="{name}" name="{name}">{variable}{required}{needs}{logic}</decision>'


def text_xml(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


@cache
def expression_model(text: str, inputs: tuple[str, ...], profile: api.Profile = api.Profile.PLAIN) -> api.Model:
    return api.load(model_xml(decision_xml("result", text_xml(text), inputs), inputs), profile=profile)


def feel(text: str, **inputs: Any) -> Any:
    """The value of an expression as the standard has it."""
    return api.evaluate(expression_model(text, tuple(inputs)), "result", inputs)


def policy(text: str, **inputs: Any) -> Any:
    """The value of an expression in policy mode."""
    return api.evaluate(expression_model(text, tuple(inputs)), "result", inputs, mode=api.Mode.POLICY)


def table_xml(
    policy: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], aggregation: str = "", default: str = ""
) -> str:
    """A table with one output; each row has a cell a column and then its output."""
    heads = "".join(
        f"<input><inputExpression><text>{escape(column)}</text></inputExpression></input>" for column in columns
    )
    values = ", ".join(dict.fromkeys(row[-1] for row in rows))
    output = f"<output><outputValues><text>{escape(values)}</text></outputValues>"
    output += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    lines = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row[:-1])
        + f"<outputEntry><text>{escape(row[-1])}</text></outputEntry></rule>"
        for row in rows
    )
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{policy}"{aggregated}>{heads}{output}</output>{lines}</decisionTable>'


@cache
def table_model(
    policy: str,
    columns: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    aggregation: str = "",
    default: str = "",
    profile: api.Profile = api.Profile.PLAIN,
    inputs: tuple[str, ...] = (),
) -> api.Model:
    """A model of one table; its columns are its inputs unless others are named."""
    logic = table_xml(policy, columns, rows, aggregation, default)
    names = inputs or columns
    return api.load(model_xml(decision_xml("result", logic, names), names), profile=profile)


@cache
def maternity() -> api.Model:
    return api.load((HERE / "maternity.dmn").read_bytes(), profile=api.Profile.POLICY)


def birth(*, wage: int = 12000, insured: bool = True, unknown: tuple[str, ...] = (), **changes: Any) -> api.Record:
    wages = [api.Record("employer_wage", "w1", SOURCE, {"year": 2024, "average_monthly_wage": wage})]
    employer = api.Record("enterprise", "e1", SOURCE, {"wages": wages})
    employment = api.Record("employment", "j1", SOURCE, {"insured": insured, "employer": employer})
    mother = api.Record("person", "p1", SOURCE, {"employment": employment})
    values = {
        "mother": mother,
        "kind": "live_birth",
        "live_births": 1,
        "dystocia": False,
        "gestation_months": 9,
        "facility_designated": True,
    }
    return api.Record("birth", "b1", SOURCE, {**values, **changes}, unknown)


def maternity_inputs(**changes: Any) -> dict[str, Any]:
    return {
        "birth": birth(**changes),
        "event_date": dt.date(2025, 6, 1),
        "parameters": {"city_average_monthly_wage": 12434},
    }
