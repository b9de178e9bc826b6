"""A verdict from its first fact to its last sentence, in the reader's language: every decision, row and cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from eligibility.engine import api as engine
from eligibility.facts.api import dataset_title, descriptors, field_title, owner_of, shown_value
from eligibility.policies.changing import ways_in_words
from services.bodies.api import body_names
from services.core.components.api import plain_value
from services.core.languages.api import in_language
from services.core.money.api import Money, format_money


@dataclass(frozen=True, slots=True)
class FactShown:
    label: str
    value: str
    known: bool
    body: str
    dataset: str
    recorded: date | None


@dataclass(frozen=True, slots=True)
class CellShown:
    column: str
    rule: str
    result: str


@dataclass(frozen=True, slots=True)
class RowShown:
    number: int
    cells: Sequence[CellShown]
    result: str


@dataclass(frozen=True, slots=True)
class ArticleShown:
    name: str
    document: str
    text: str
    url: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class StepShown:
    """One decision. ``sentence`` says its outcome in words; ``result`` is what the status tag says."""

    anchor: str
    title: str
    result: str
    status: str
    value: str
    explanation: str
    rule: str
    facts: Sequence[FactShown]
    columns: Sequence[tuple[str, str]]
    rows: Sequence[RowShown]
    needs: Sequence[tuple[str, str]]
    article: ArticleShown | None


@dataclass(frozen=True, slots=True)
class Derivation:
    """``steps`` go from the verdict down to what it stands on; ``ways`` say what would have to change."""

    state: str
    headline: str
    steps: Sequence[StepShown]
    missing: Sequence[FactShown]
    ways: Sequence[str]


def derive(verdict: engine.Verdict, *, on: date, nearest: engine.Nearest | None = None) -> Derivation:
    """Everything that a stored or a fresh verdict can say of itself.

    Args:
        on: the day on which the bodies are called as they are shown.
    """
    bodies = body_names({one.body for one in descriptors().values()}, on)
    titles = {one.decision: in_language(one.titles) or one.decision for one in verdict.conditions}
    return Derivation(
        state=verdict.state.value,
        headline=_HEADLINES[verdict.state](),
        steps=[_step(one, titles, bodies) for one in _from_the_top(verdict.conditions)],
        missing=[_missing(path, bodies) for path in verdict.missing],
        ways=ways_in_words(nearest) if nearest is not None else [],
    )


def _from_the_top(conditions: Sequence[engine.Condition]) -> list[engine.Condition]:
    """The verdict, what it brings, then what they stand on."""
    first = ("eligible", "amount", "total")
    downwards = list(reversed(conditions))
    return sorted(downwards, key=lambda one: first.index(one.decision) if one.decision in first else len(first))


_HEADLINES: Final = {
    engine.VerdictState.ELIGIBLE: lambda: _("All conditions are met."),
    engine.VerdictState.NOT_ELIGIBLE: lambda: _("At least one condition is not met."),
    engine.VerdictState.UNKNOWN: lambda: _("Facts are missing, so this is not decided."),
}


def _step(one: engine.Condition, titles: Mapping[str, str], bodies: Mapping[str, str]) -> StepShown:
    heads = [label for label, _value in one.columns]
    return StepShown(
        anchor=one.decision,
        title=titles[one.decision],
        result=one.result,
        status=RESULTS[one.result](),
        value=_value(one),
        explanation=in_language(one.explanations),
        rule=one.rule,
        facts=[_fact(fact, bodies) for fact in one.facts if fact.dataset in descriptors()],
        columns=[(label, _plain(value)) for label, value in one.columns],
        rows=[_row(row, heads) for row in one.rows],
        needs=[(name, titles[name]) for name in one.requires if name in titles],
        article=_article(one.article),
    )


RESULTS: Final = {
    "pass": lambda: pgettext("condition", "Met"),
    "fail": lambda: pgettext("condition", "Not met"),
    "unknown": lambda: _("Not known"),
    "any": lambda: _("Any value"),
    "value": lambda: _("Worked out"),
}


def _value(one: engine.Condition) -> str:
    """A figure, a date or a text; of rows and groups of values the facts below say more than their text would."""
    if one.result != "value" or one.value is None or str(one.value).startswith(("[", "{")):
        return ""
    number = _number(one.value)
    if number is not None and one.decision in ("amount", "total"):
        return format_money(Money(number))
    return _plain(one.value)


def _plain(value: object) -> str:
    if value is None:
        return _("Not known or not there")
    number = _number(value)
    if number is not None:
        return plain_value(number)
    try:
        return plain_value(date.fromisoformat(str(value)))
    except ValueError:
        return plain_value(value)


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None


def _row(row: engine.RowUsed, heads: Sequence[str]) -> RowShown:
    labels: Iterable[str] = (*heads, *[""] * len(row.cells))
    cells = [CellShown(column, rule, RESULTS[said]()) for column, (rule, said) in zip(labels, row.cells, strict=False)]
    return RowShown(row.row, cells, RESULTS[row.result]())


def _fact(fact: engine.FactUsed, bodies: Mapping[str, str]) -> FactShown:
    body = fact.body or descriptors()[fact.dataset].body
    return FactShown(
        label=field_title(fact.dataset, fact.field),
        value=shown_value(fact.dataset, fact.field, fact.value) if fact.known else "",
        known=fact.known,
        body=bodies.get(body, body),
        dataset=dataset_title(fact.dataset),
        recorded=_day(fact.recorded),
    )


def _missing(path: str, bodies: Mapping[str, str]) -> FactShown:
    if path.split(".")[0] not in descriptors():
        return _unknown_fact(_("A standard that is set anew each year"))
    dataset, field = owner_of(path)
    body = descriptors()[dataset].body
    label = field_title(dataset, field) if field else dataset_title(dataset)
    return _unknown_fact(label, bodies.get(body, body), dataset_title(dataset))


def _unknown_fact(label: str, body: str = "", dataset: str = "") -> FactShown:
    return FactShown(label=label, value="", known=False, body=body, dataset=dataset, recorded=None)


def _article(article: engine.Article | None) -> ArticleShown | None:
    if article is None:
        return None
    return ArticleShown(
        name=in_language(article.titles) or article.name,
        document=article.document,
        text=in_language(article.article),
        url=article.url,
        valid_from=_day(article.valid_from),
        valid_to=_day(article.valid_to),
    )


def _day(written: str) -> date | None:
    return date.fromisoformat(written[:10]) if written else None
