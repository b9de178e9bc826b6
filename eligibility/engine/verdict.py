"""What a model says about one case, with its reasons: frozen, and the same bytes for the same input.

As JSON it follows ``verdict.schema.json``. Its version grows with every change of that shape; what was written in an
earlier one can still be read, and is written again as it was.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from eligibility.engine.dmn.source import Article, Texts

VERSION: Final = 2
"""2 added the values that the columns of a table were tested for."""
READABLE: Final = frozenset({1, 2})
Scalar = str | bool | None
"""A value for people and for JSON: numbers, dates and everything composed are written as FEEL writes them."""


class VerdictState(enum.StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FactUsed:
    """One fact that a decision read, and who reported it. ``known`` is false for a fact that was missing."""

    path: str
    dataset: str
    field: str
    record_id: str
    value: Scalar
    known: bool
    body: str
    feed: str
    recorded: str
    valid_from: str


@dataclass(frozen=True, slots=True)
class RowUsed:
    """A row of a decision table that was tried: its number, its cells as written, what each said."""

    row: int
    cells: tuple[tuple[str, str], ...]
    """Per column the rule's text and ``pass``, ``fail``, ``unknown`` or ``any``."""
    result: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One decision that was reached: a boolean one passes, fails or is unknown; another one has a value."""

    decision: str
    titles: Texts
    explanations: Texts
    rule: str
    result: str
    value: Scalar
    article: Article | None
    facts: tuple[FactUsed, ...]
    rows: tuple[RowUsed, ...]
    columns: tuple[tuple[str, Scalar], ...]
    """What the rows were tested against: each column's label and the value found for it."""
    requires: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Eligible, not eligible or unknown; never ``None``.

    ``missing`` names the facts on which an unknown verdict hangs; ``problems`` say why there is no answer although all
    facts are there (a fault of the model, which leaves the verdict unknown).
    """

    state: VerdictState
    amount: Decimal | None
    total: Decimal | None
    outcome: str
    missing: tuple[str, ...]
    reasons: tuple[str, ...]
    conditions: tuple[Condition, ...]
    facts: tuple[FactUsed, ...]
    problems: tuple[str, ...]
    version: int = VERSION

    @classmethod
    def undecided(cls, missing: tuple[str, ...]) -> Verdict:
        """Nothing could be decided for want of these; no rule was reached."""
        return cls(
            state=VerdictState.UNKNOWN,
            amount=None,
            total=None,
            outcome="offer",
            missing=missing,
            reasons=(),
            conditions=(),
            facts=(),
            problems=(),
        )

    def to_json(self) -> dict[str, Any]:
        """A JSON value; ``json.dumps(..., sort_keys=True)`` of it is stable."""
        return {
            "version": self.version,
            "state": self.state.value,
            "amount": None if self.amount is None else format(self.amount, "f"),
            "total": None if self.total is None else format(self.total, "f"),
            "outcome": self.outcome,
            "missing": list(self.missing),
            "reasons": list(self.reasons),
            "conditions": [_condition_json(condition, self.version) for condition in self.conditions],
            "facts": [_plain(fact) for fact in self.facts],
            "problems": list(self.problems),
        }

    def to_bytes(self) -> bytes:
        """The canonical bytes, for hashing and for comparing with an old decision."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verdict:
        if data.get("version") not in READABLE:
            message = f"a verdict of version {data.get('version')!r} cannot be read"
            raise ValueError(message)
        return cls(
            state=VerdictState(data["state"]),
            amount=None if data["amount"] is None else Decimal(data["amount"]),
            total=None if data["total"] is None else Decimal(data["total"]),
            outcome=data["outcome"],
            missing=tuple(data["missing"]),
            reasons=tuple(data["reasons"]),
            conditions=tuple(_condition(each) for each in data["conditions"]),
            facts=tuple(FactUsed(**each) for each in data["facts"]),
            problems=tuple(data["problems"]),
            version=data["version"],
        )


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _condition_json(condition: Condition, version: int) -> dict[str, Any]:
    data = _plain(condition)
    if version == 1:
        del data["columns"]
    else:
        data["columns"] = [list(column) for column in condition.columns]
    data["titles"] = dict(condition.titles)
    data["explanations"] = dict(condition.explanations)
    data["article"] = None if condition.article is None else _article_json(condition.article)
    data["facts"] = [_plain(fact) for fact in condition.facts]
    data["rows"] = [
        {"row": each.row, "cells": [list(cell) for cell in each.cells], "result": each.result}
        for each in condition.rows
    ]
    data["requires"] = list(condition.requires)
    data["problems"] = list(condition.problems)
    return data


def _article_json(article: Article) -> dict[str, Any]:
    return {**_plain(article), "article": dict(article.article), "titles": dict(article.titles)}


def _condition(data: Mapping[str, Any]) -> Condition:
    return Condition(
        decision=data["decision"],
        titles=data["titles"],
        explanations=data["explanations"],
        rule=data["rule"],
        result=data["result"],
        value=data["value"],
        article=None if data["article"] is None else Article(**data["article"]),
        facts=tuple(FactUsed(**each) for each in data["facts"]),
        rows=tuple(
            RowUsed(each["row"], tuple((text, said) for text, said in each["cells"]), each["result"])
            for each in data["rows"]
        ),
        columns=tuple((label, value) for label, value in data.get("columns", ())),
        requires=tuple(data["requires"]),
        problems=tuple(data["problems"]),
    )
