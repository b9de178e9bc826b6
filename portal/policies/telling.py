"""One policy told in words: its rule, its law, its versions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility.facts.api import dataset_title, descriptor
from eligibility.policies import api as policies
from eligibility.policies.api import CompiledPolicy, Instalments, LifeEvent, Policy, RuleInWords, VersionInWords
from portal.policies.finding import ENTERPRISES, audience_of
from services.bodies.api import areas_at, body_names
from services.core.components.api import Article, Row, Words, long_day
from services.core.languages.api import in_language


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a parameter, with the days on which it holds and who read its source."""

    title: str
    value: str
    days: str
    source: str
    mark: str
    now: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """The versions beside each other: one row for everything that is not the same in all of them."""

    head: Sequence[Words]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class PolicyPage:
    title: str
    summary: str
    for_enterprises: bool
    gives: str
    paid_out: bool
    mark: str
    verified: bool
    unverified: Sequence[str]
    discretion: Sequence[str]
    version: VersionInWords
    in_force: bool
    amounts: Sequence[RuleInWords]
    about: Sequence[Row]
    articles: Sequence[tuple[Article, str]]
    facts: Sequence[tuple[str, str]]
    values: Sequence[Value]
    compared: Compared | None
    calculator: str


def tell(code: str, today: date) -> PolicyPage:
    """The version in force today, or where there is none the last one; UnknownPolicy for a code that is not ours."""
    policy, versions = policies.policy(code), policies.rulebook().versions(code)
    areas = {place.code: in_language(place.names) for place in areas_at("district", today)}
    version = _latest(versions, today)
    said = policies.in_words(version, on=min(today, version.valid_to or today), areas=areas)
    reading = sorted(version.datasets)
    bodies = body_names({policy.responsible, *(descriptor(name).body for name in reading)}, today)
    source = policy.source
    return PolicyPage(
        title=in_language(policy.titles),
        summary=in_language(policy.summary),
        for_enterprises=audience_of(policy) == ENTERPRISES,
        gives=_gives(said.outcome, version),
        paid_out=said.outcome == "offer",
        mark=policies.mark_label(source["mark"]),
        verified=not policy.to_be_verified,
        unverified=[in_language(one) for one in source.get("unverified", ())],
        discretion=[in_language(one) for one in source.get("discretion", ())],
        version=said,
        in_force=_holds(version, today),
        amounts=[rule for rule in said.amounts if rule.name == "amount" or rule.formula or rule.rows],
        about=_about(policy, version, bodies[policy.responsible]),
        articles=[(_article(law.document, law.name, law.url), text) for law, text in said.articles],
        facts=[(dataset_title(name), bodies[descriptor(name).body]) for name in reading],
        values=_values(versions, today),
        compared=_compared(versions, areas),
        calculator=_calculator(policy),
    )


def _latest(versions: Sequence[CompiledPolicy], today: date) -> CompiledPolicy:
    return next((one for one in versions if _holds(one, today)), versions[-1])


def _holds(version: CompiledPolicy, day: date) -> bool:
    return version.valid_from <= day and (version.valid_to is None or day <= version.valid_to)


def _gives(outcome: str, version: CompiledPolicy) -> str:
    if outcome == "notice":
        return _("You are told about it. Nothing is paid out: it lowers what you pay, when you file your return.")
    rhythms = {
        Instalments.MONTHLY: _("Paid every month. You confirm once; it goes on by itself while you are eligible."),
        Instalments.YEARLY: _("Paid every year. You confirm once; it goes on by itself while you are eligible."),
        Instalments.NONE: _("Paid once, after you confirm."),
    }
    return rhythms[version.terms.instalments]


def _about(policy: Policy, version: CompiledPolicy, body: str) -> list[Row]:
    source = policy.source
    basis = Article(source.get("document", "") or in_language(source["title"]), url=source.get("url", ""))
    return [
        Row(_("Responsible"), body),
        Row(_("Basis"), basis.document),
        Row(_("In force"), _days(version.valid_from, version.valid_to)),
        Row(_("Version"), str(version.number)),
        Row(_("Source read on"), long_day(date.fromisoformat(source["checked_on"]))),
    ]


def _days(start: date, end: date | None) -> str:
    if end is None:
        return _("from %(start)s on") % {"start": long_day(start)}
    return _("%(start)s to %(end)s") % {"start": long_day(start), "end": long_day(end)}


def _article(document: str, name: str, url: str) -> Article:
    """The article by its own name; the document is named only where that does not say it."""
    return Article(name or document, url=url)


def _values(versions: Sequence[CompiledPolicy], today: date) -> list[Value]:
    """Every value that any version reads; the area code of the city is no figure that anybody asks for."""
    table = versions[-1].table
    names = sorted({name for one in versions for name in one.parameter_names} - {"city_area_prefix"})
    return [
        Value(
            title=in_language(one.titles),
            value=policies.parameter_text(one),
            days=_days(one.valid_from, one.valid_to),
            source=in_language(one.source["title"]),
            mark=policies.mark_label(one.source["mark"]),
            now=one.in_force(today),
        )
        for name in names
        for one in table.history(name)
    ]


def _compared(versions: Sequence[CompiledPolicy], areas: dict[str, str]) -> Compared | None:
    """In words, each version by the parameters of its own last day."""
    if len(versions) < 2:
        return None
    told = [policies.in_words(one, on=_last_day(one), areas=areas) for one in versions]
    rules = [{**_said(one.conditions, in_full=False), **_said(one.amounts, in_full=True)} for one in told]
    names = list(dict.fromkeys(name for some in reversed(rules) for name in some))
    rows = [row for name in names if len(set((row := _across(name, rules))[1:])) > 1]
    terms = [_gives(one.outcome, version) for one, version in zip(told, versions, strict=True)]
    if len(set(terms)) > 1:
        rows.append([_("What it gives"), *terms])
    heads = [
        _("Version %(number)s, %(days)s") % {"number": one.number, "days": _days(one.valid_from, one.valid_to)}
        for one in told
    ]
    return Compared(head=[_("What changed"), *heads], rows=rows)


def _said(rules: Sequence[RuleInWords], *, in_full: bool) -> dict[str, tuple[str, str]]:
    """Title and words by name; a condition is its title, since that is how people read it."""
    return {
        rule.name: (rule.title, rule.said if in_full and (rule.rows or rule.formula) else rule.title) for rule in rules
    }


def _across(name: str, rules: Sequence[dict[str, tuple[str, str]]]) -> list[str]:
    """What a decision says in each version, under its latest title."""
    title = next(some[name][0] for some in reversed(rules) if name in some)
    return [title, *(some[name][1] if name in some else _("not in this version") for some in rules)]


def _last_day(version: CompiledPolicy) -> date:
    """The last day for which every parameter of the version is known."""
    histories = [version.table.history(name) for name in version.parameter_names]
    known = [max(value.valid_to for value in some) for some in histories if some]
    ends = [*known, *([version.valid_to] if version.valid_to else [])]
    return min(ends, default=version.valid_from + timedelta(days=1))


def _calculator(policy: Policy) -> str:
    for event in LifeEvent:
        if event in policy.life_events:
            return reverse("calculator:event", args=[event.value])
    return ""
