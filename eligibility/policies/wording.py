"""A version in plain words, made from its model: conditions by their titles, tables cell by cell, sums as formulas.

Whatever can't be said in words without saying something else (a loop, a filter) is left to its title and explanation;
the rule as written always stands beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eligibility.engine import api as engine
from eligibility.facts.api import descriptors
from eligibility.policies.compiled import CompiledPolicy
from eligibility.policies.errors import ParameterNotInForce
from eligibility.policies.parameters import ParameterValue
from services.core.components.api import number_text
from services.core.languages.api import in_language
from services.core.money.api import Money, format_money

_NUMBER: Final = r"-?[0-9][0-9.]*"
_BOUND: Final = re.compile(rf"(<=|<|>=|>)\s*({_NUMBER})")
_RANGE: Final = re.compile(rf"([\[(])({_NUMBER})\.\.({_NUMBER})([\])])")
_TEXTS: Final = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*')
# What a formula can't be made of: its title has to do.
_UNSAYABLE: Final = re.compile(r"\b(some|every|for|if|then|satisfies|duration|date|years and months)\b|[\[\]{}]")
_NAME: Final = re.compile(r'"[^"]*"|[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*')
_PARAMETER: Final = "parameters."
_SHARE: Final = re.compile(r"(?<![\w.])0\.[0-9]+(?![\w.])")  # 0.3 reads better as 30%
# Districts of other cities in rows that prove jurisdiction (GB/T 2260); our own are looked up.
_ELSEWHERE: Final[Mapping[str, Mapping[str, str]]] = {
    "310101": {"zh-hans": "上海市黄浦区", "en": "Huangpu, Shanghai"},
    "310109": {"zh-hans": "上海市虹口区", "en": "Hongkou, Shanghai"},
    "310112": {"zh-hans": "上海市闵行区", "en": "Minhang, Shanghai"},
    "310115": {"zh-hans": "上海市浦东新区", "en": "Pudong, Shanghai"},
    "310117": {"zh-hans": "上海市松江区", "en": "Songjiang, Shanghai"},
}


_NO_AREAS: Final[Mapping[str, str]] = {}


class _Unsayable(Exception):
    """A name in a formula that has no title of its own."""


@dataclass(frozen=True, slots=True)
class RuleInWords:
    """One decision: what it is called, how it comes about, by which article, and as it is written."""

    name: str
    title: str
    explanation: str
    formula: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    article: engine.Article | None
    article_text: str
    written: str

    @property
    def said(self) -> str:
        """All of it in one text, to compare versions by."""
        rows = [" · ".join(row) for row in self.rows]
        return "\n".join(rows or [self.formula or self.written])


@dataclass(frozen=True, slots=True)
class VersionInWords:
    number: int
    valid_from: date
    valid_to: date | None
    outcome: str
    conditions: Sequence[RuleInWords]
    amounts: Sequence[RuleInWords]

    @property
    def articles(self) -> list[tuple[engine.Article, str]]:
        found = {
            rule.article.name: (rule.article, rule.article_text)
            for rule in (*self.conditions, *self.amounts)
            if rule.article is not None
        }
        return list(found.values())


def in_words(version: CompiledPolicy, *, on: date, areas: Mapping[str, str] = _NO_AREAS) -> VersionInWords:
    """What the version says, with the parameters in force on a day; `areas` names the city's own districts by code."""
    speaker = _Speaker(version, on, areas)
    model = version.model
    conditions = [name for name in model.decisions["eligible"].requires if name in model.decisions]
    amounts = [
        name
        for root in ("amount", "total")
        if root in model.decisions
        for name in (root, *reversed(model.standing[root]))
        if name not in conditions
    ]
    return VersionInWords(
        number=version.number,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        outcome=outcome_of(version),
        conditions=[speaker.rule(name) for name in conditions],
        amounts=[speaker.rule(name) for name in dict.fromkeys(amounts)],
    )


def outcome_of(version: CompiledPolicy) -> str:
    """What a verdict leads to, where the model says the same for everybody; otherwise an offer."""
    decision = version.model.decisions.get("outcome")
    return decision.text.strip('"') if decision is not None and _TEXTS.fullmatch(decision.text) else "offer"


def parameter_text(value: ParameterValue) -> str:
    if value.feel != "number" or not isinstance(value.value, Decimal):
        return str(value.value)
    return _with_unit(value.value, value.unit)


def _with_unit(number: Decimal, unit: str) -> str:
    if not unit.startswith("CNY"):
        return f"{_percent(number)}%" if abs(number) < 1 and number else number_text(number.normalize() + 0)
    amount = format_money(Money(number), get_language() or "zh-hans")
    rhythms: Mapping[str, str] = {
        "CNY/month": _("%(amount)s a month") % {"amount": amount},
        "CNY/year": _("%(amount)s a year") % {"amount": amount},
    }
    return rhythms.get(unit, amount)


def _percent(number: Decimal) -> str:
    return f"{(number * 100).normalize():f}"


class _Speaker:
    def __init__(self, version: CompiledPolicy, on: date, areas: Mapping[str, str]) -> None:
        self._areas = areas
        self._version = version
        self._model = version.model
        self._on = on
        self._fields = {path[-1]: path for path in sorted(version.paths, key=len, reverse=True)}
        self._codes = {**_ELSEWHERE, **dict(_codes(version.datasets))}

    def rule(self, name: str) -> RuleInWords:
        decision = self._model.decisions[name]
        heads = [*(in_one_language(label) for label in decision.columns[:-1]), _title(decision)]
        return RuleInWords(
            name=name,
            title=_title(decision),
            explanation=in_language(decision.explanations) if decision.explanations else "",
            formula="" if decision.rows else self._formula(decision.text),
            columns=heads if decision.rows else (),
            rows=[self._row(row) for row in decision.rows],
            article=decision.article,
            article_text=in_language(decision.article.article) if decision.article else "",
            written=decision.text or "\n".join(" | ".join(row) for row in decision.rows),
        )

    def _row(self, row: Sequence[str]) -> list[str]:
        *tests, output = row
        return [*(self._test(cell) for cell in tests), self._formula(output) or output]

    def _test(self, cell: str) -> str:
        simple = {"-": _("any"), "true": _("yes"), "false": _("no")}.get(cell)
        if simple is not None:
            return simple
        if _TEXTS.fullmatch(cell):
            return _listed(self._code(one) for one in cell.split(","))
        bound, between = _BOUND.fullmatch(cell), _RANGE.fullmatch(cell)
        if bound is not None:
            return _bound(bound[1], bound[2])
        if between is not None:
            return _between(*between.groups())
        return self._formula(cell) or cell

    def _code(self, quoted: str) -> str:
        code = quoted.strip().strip('"')
        if code in self._areas:
            return self._areas[code]
        return in_language(self._codes[code]) if code in self._codes else code

    def _formula(self, text: str) -> str:
        """The expression with names in words; empty where that would not be readable."""
        if _UNSAYABLE.search(re.sub(r'"[^"]*"', "", text)):
            return ""
        said = text
        for old, new in _functions():
            said = said.replace(old, new)
        if re.fullmatch(_NUMBER, said) and not _SHARE.fullmatch(said):
            return number_text(Decimal(said))
        said = _SHARE.sub(lambda found: f"{_percent(Decimal(found[0]))}%", said)
        try:
            said = _NAME.sub(lambda found: self._name(found[0]), said)
        except _Unsayable:
            return ""
        for old, new in ((" * ", " × "), (" / ", " ÷ "), (" - ", " − "), (" >= ", " ≥ "), (" <= ", " ≤ ")):
            said = said.replace(old, new)
        return said.replace("(", "（").replace(")", "）") if _in_chinese() else said

    def _name(self, name: str) -> str:
        if name.startswith('"'):
            return self._code(name)
        if name in ("and", "or"):
            return _("and") if name == "and" else _("or")
        if name.startswith(_PARAMETER):
            return self._parameter(name.removeprefix(_PARAMETER))
        if name in self._model.decisions:
            return _title(self._model.decisions[name])
        path = self._fields.get(name.rpartition(".")[2])
        if "." not in name:
            return name
        if path is None:
            raise _Unsayable
        return self._field(path)

    def _parameter(self, name: str) -> str:
        try:
            value = self._version.table.in_force(name, self._on)
        except ParameterNotInForce:
            history = self._version.table.history(name)
            return in_language(history[-1].titles) if history else name
        return parameter_text(value)

    def _field(self, path: Sequence[str]) -> str:
        here = descriptors()[path[0]]
        for step in path[1:-1]:
            here = descriptors()[here.relations[step].to]
        found = here.fields.get(path[-1]) or here.relations.get(path[-1])
        return in_language(found.titles) if found else path[-1]


def _in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _title(decision: engine.Decision) -> str:
    return in_language(decision.titles) or decision.name


def in_one_language(label: str) -> str:
    """A column's label is written in both languages, the Chinese first."""
    chinese, slash, english = label.partition(" / ")
    if not slash:
        chinese, slash, english = label.partition("/ ")
    return (chinese if _in_chinese() else english) if slash else label


def _codes(datasets: Iterable[str]) -> Iterable[tuple[str, Mapping[str, str]]]:
    for name in sorted(datasets):
        for field in descriptors()[name].fields.values():
            yield from field.enum.items()


def _listed(words: Iterable[str]) -> str:
    return _(", ").join(words)


def _bound(sign: str, number: str) -> str:
    words = {
        "<": _("less than %(number)s"),
        "<=": _("at most %(number)s"),
        ">": _("more than %(number)s"),
        ">=": _("%(number)s or more"),
    }
    return words[sign] % {"number": number_text(Decimal(number))}


def _between(opening: str, low: str, high: str, closing: str) -> str:
    values = {"low": number_text(Decimal(low)), "high": number_text(Decimal(high))}
    words = {
        ("[", "]"): _("%(low)s to %(high)s"),
        ("[", ")"): _("%(low)s to less than %(high)s"),
        ("(", "]"): _("more than %(low)s, up to %(high)s"),
        ("(", ")"): _("more than %(low)s and less than %(high)s"),
    }
    return words[opening, closing] % values


def _functions() -> Iterable[tuple[str, str]]:
    return (
        ("round half up(", _("rounded to the fen (")),
        (", 2)", ")"),
        ("min(", _("the lowest of (")),
        ("max(", _("the highest of (")),
        ("floor(", _("whole part of (")),
        ("ceiling(", _("rounded up (")),
        ("count(", _("number of (")),
        ("sum(", _("sum of (")),
        ("not(", _("not (")),
    )
