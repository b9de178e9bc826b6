"""From one row of an award unit to a match: which version, which period, which verdict, who may be paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from eligibility.engine.api import Record, Verdict, VerdictState
from eligibility.matching.ports import Match
from eligibility.policies import api as policies
from eligibility.policies.api import CompiledPolicy, Per, Period, Policy, Rulebook, Terms


@dataclass(frozen=True, slots=True)
class Occasion:
    """The event date and the period that a verdict is for."""

    event_date: date
    period: Period | None


def decide_row(
    policy: Policy,
    record: Record,
    *,
    book: Rulebook,
    as_of: date,
    occasion: Occasion | None = None,
    explained: bool = True,
) -> Match | None:
    """Decide `policy` for one row of its unit, by one snapshot of what is published.

    Args:
        occasion: the one that an offer was made for; by default it follows from the row and `as_of`.
        explained: whether the verdict is shown whatever it is. Otherwise it is decided first, and explained only if it
            leads to something; most rows of a population are refused, and only counted.

    Returns:
        None where nothing can be said of this row: no version in force on the event's day, no event date, no subject.
    """
    event_date = occasion.event_date if occasion else policies.event_date_of(policy, record, as_of=as_of)
    if event_date is None:
        return None
    try:
        compiled = book.version_for(policy.code, event_date)
    except policies.NoVersionInForce:
        return None
    subject = next(subjects_at(record, compiled.terms.subject), None)
    if subject is None:
        return None
    occasion = occasion or Occasion(event_date, policies.first_period(compiled.terms, event_date))
    dates = policies.Dates(as_of=as_of, event_date=occasion.event_date, period=occasion.period)
    verdict = _verdict(compiled, record, dates, explained=explained)
    refused = not explained and verdict.state is VerdictState.NOT_ELIGIBLE
    if not explained and verdict.state is VerdictState.ELIGIBLE:
        verdict = _verdict(compiled, record, dates, explained=True)
    return Match(
        policy=policy,
        version=compiled,
        unit_key=record.key,
        subject=subject,
        award_key=award_key(compiled.terms, record, occasion),
        event_date=occasion.event_date,
        period=occasion.period,
        payees=tuple(_payees(compiled.terms, record, subject)),
        verdict=verdict,
        record=record,
        failed=_failed(compiled, record, occasion) if refused else (),
    )


def _failed(policy: CompiledPolicy, record: Record, occasion: Occasion) -> tuple[str, ...]:
    return policies.failing(policy, record, event_date=occasion.event_date, period=occasion.period)


def _verdict(policy: CompiledPolicy, record: Record, dates: policies.Dates, *, explained: bool) -> Verdict:
    """What the policy says.

    A value of the law that is not published for the day (a city mean of next year) leaves the verdict open: an old
    one is never carried on, and one missing value stops nobody else's decision.
    """
    try:
        return policies.assess(policy, record, dates=dates, explained=explained)
    except policies.ParameterNotInForce as error:
        return Verdict.undecided(missing=(f"parameters.{error.parameter}",))


def award_key(terms: Terms, record: Record, occasion: Occasion) -> str:
    """What makes an award unique besides policy and subject: the event, the year, or nothing more.

    Instalments belong to the one award that began them, so their period is not part of it.
    """
    if terms.award_per is Per.EVENT:
        return f"{record.dataset}:{record.key}"
    if terms.award_per is Per.YEAR:
        return f"year:{occasion.event_date.year}"
    return "once"


def subjects_at(record: Record, path: str) -> Iterator[UUID]:
    """The subjects at a dotted path that begins with the unit's name."""
    value: object = record
    for step in path.split(".")[1:]:
        value = value.get(step) if isinstance(value, Record) else None
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Record) and item.subject is not None:
            yield item.subject


def _payees(terms: Terms, record: Record, subject: UUID) -> Iterable[UUID]:
    found = [who for path in terms.payees for who in subjects_at(record, path)]
    return dict.fromkeys(found) or (subject,)
