"""The end of the questioning as a page shows it: what each policy says, why, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from eligibility.awards import api as awards
from eligibility.engine.api import Verdict as Decided
from eligibility.engine.api import VerdictState
from eligibility.facts import api as facts
from portal.calculator.assessing import Outcome, WhatIf
from portal.calculator.questions import Question, question_for, shown_answer
from portal.calculator.world import World
from services.core.components.api import (
    Article,
    Condition,
    Fact,
    Result,
    Row,
    Source,
    Verdict,
    VerdictRow,
)
from services.core.languages.api import in_language
from services.core.money.api import Money


@dataclass(frozen=True, slots=True)
class Shown:
    """One policy of the result."""

    code: str
    row: VerdictRow
    plain: str
    conditions: Sequence[Condition]
    derivation: Sequence[Row]
    missing: Sequence[Fact]
    basis: Sequence[Article]
    unverified: Sequence[str]
    body: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class Group:
    state: Verdict
    shown: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Answered:
    place: str
    about: str
    question: str
    answer: str


def groups_of(what_if: WhatIf) -> list[Group]:
    """Eligible ones first, then what is not known, then what is not granted; empty groups are left out."""
    presenter = awards.Presenter(what_if.world.as_of, said=frozenset(what_if.answers))
    shown = [(outcome, _show(outcome, what_if.world, presenter)) for outcome in what_if.outcomes]
    groups = [
        Group(Verdict(state), [one for outcome, one in shown if outcome.verdict.state is state])
        for state in (VerdictState.ELIGIBLE, VerdictState.UNKNOWN, VerdictState.NOT_ELIGIBLE)
    ]
    return [group for group in groups if group.shown]


def _show(outcome: Outcome, world: World, presenter: awards.Presenter) -> Shown:
    policy, verdict = outcome.policy, replace(outcome.verdict, missing=tuple(_missing(outcome.verdict, world)))
    conditions, missing = presenter.conditions(verdict), presenter.missing(verdict, policy)
    return Shown(
        code=policy.code,
        row=VerdictRow(
            title=in_language(policy.titles),
            href="",
            result=Verdict(verdict.state),
            amount=_due(verdict),
            text=_why(verdict, conditions, in_language(policy.summary)),
            missing=[_owned(fact) for fact in missing],
            per=awards.per(policy.code),
        ),
        plain=presenter.sentences(policy.code, verdict),
        conditions=conditions,
        derivation=presenter.derivation(verdict) if verdict.state is VerdictState.ELIGIBLE else [],
        missing=missing,
        basis=presenter.basis(verdict),
        unverified=awards.unverified(policy.code),
        body=presenter.body_name(policy.responsible),
        in_force=bool(verdict.conditions or verdict.missing),
    )


def _due(verdict: Decided) -> Money | None:
    """Never a computed zero for what is not due or not known."""
    due = verdict.state is VerdictState.ELIGIBLE and verdict.amount
    return Money(verdict.amount) if due and verdict.amount is not None else None


def _why(verdict: Decided, conditions: Sequence[Condition], summary: str) -> str:
    if verdict.state is VerdictState.NOT_ELIGIBLE:
        failed = [str(one.explanation or one.title) for one in conditions if one.result is Result.FAIL]
        return _("Not met: %(conditions)s") % {"conditions": _("; ").join(failed)} if failed else summary
    if verdict.state is VerdictState.UNKNOWN and not verdict.missing:
        return _("No version of this policy is published for that day, so nothing can be reckoned yet.")
    return summary


def _owned(fact: Fact) -> str:
    """What is missing and whose it is to tell."""
    if fact.source is None:
        return str(fact.label)
    return _("%(fact)s: kept by %(body)s") % {"fact": fact.label, "body": fact.source.body}


def _missing(verdict: Decided, world: World) -> Iterator[str]:
    """Places in the terms of their datasets, in which every room talks about them; each once."""
    yield from dict.fromkeys(_in_dataset(text, world) for text in verdict.missing)


def _in_dataset(text: str, world: World) -> str:
    if text in world.gates:
        return world.roots[text]
    try:
        here, described = world.described(tuple(text.split(".")))
    except (KeyError, ValueError):
        return text
    return f"{here.name}.{described.name}"


def answered(what_if: WhatIf) -> list[Answered]:
    """What was said, in the order of the questions."""
    questions = [(question_for(place, what_if.world), value) for place, value in what_if.answers.items()]
    return [Answered(one.place, one.about, one.text, shown_answer(one, value)) for one, value in questions]


def used(what_if: WhatIf) -> list[tuple[str, Fact]]:
    """What the registers told and nobody changed, with the place by which it can be supposed otherwise."""
    if what_if.known is None:
        return []
    presenter = awards.Presenter(what_if.world.as_of, said=frozenset(what_if.answers))
    read = [one for outcome in what_if.outcomes for one in outcome.verdict.facts if one.known and one.recorded]
    found: dict[str, Fact] = {}
    for fact, shown in presenter.labelled(read):
        place = f"{fact.record_id}.{fact.field}"
        if place not in what_if.answers:
            found.setdefault(place, shown)
    return list(found.items())


def asked_for(question: Question, what_if: WhatIf) -> list[str]:
    """The benefits for which a question is asked."""
    hanging = (one for one in what_if.outcomes if question.place in one.missing)
    return [in_language(one.policy.titles) for one in hanging]


def owner_of(question: Question, on: Any) -> Source:
    """Whose fact it is."""
    presenter = awards.Presenter(on)
    described = facts.descriptor(question.dataset)
    return Source(body=presenter.body_name(described.body), dataset=facts.dataset_title(described.name))
