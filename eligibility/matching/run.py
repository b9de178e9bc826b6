"""Match runs: over a whole population, or over what one feed changed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db import transaction

from eligibility.engine.api import Record, VerdictState
from eligibility.facts import api as facts
from eligibility.matching.decide import decide_row
from eligibility.matching.models import MatchResult, MatchRun, RunState, Trigger
from eligibility.matching.ports import Match, Standing, sinks
from eligibility.matching.reached import note_reached
from eligibility.policies import api as policies
from eligibility.policies.api import Policy
from services.core.access.api import Purpose, reading, readings
from services.core.audit.api import Actor, record
from services.core.money.api import Money

BATCH = 500  # rows whose offers are made in one transaction

Progress = Callable[[str, int], None]


@dataclass(slots=True)
class Summary:
    """What a run found for one policy."""

    policy: str
    evaluated: int = 0
    eligible: int = 0
    not_eligible: int = 0
    unknown: int = 0
    amount: Money = field(default_factory=lambda: Money.fen(0))
    seconds: float = 0.0
    missing: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def add(self, match: Match) -> None:
        verdict = match.verdict
        self.evaluated += 1
        if verdict.state is VerdictState.ELIGIBLE:
            self.eligible += 1
            self.amount += Money(verdict.amount or Decimal(0))
        elif verdict.state is VerdictState.NOT_ELIGIBLE:
            self.not_eligible += 1
            self.failed.update(match.failed)
        else:
            self.unknown += 1
            self.missing[", ".join(sorted(verdict.missing))] += 1


def match_population(
    *,
    codes: Sequence[str],
    as_of: date,
    known_at: datetime | None,
    dry_run: bool,
    actor: Actor,
    at: datetime,
    progress: Progress,
) -> list[Summary]:
    """Decide policies for everybody, and make, refresh or withdraw offers accordingly; a dry run only counts.

    Policies of one unit share one gathering of its rows. Each policy's reading of the population is one entry in the
    access log, with its scope.
    """
    chosen = [policies.policy(code) for code in codes] if codes else list(policies.policies())
    run = None if dry_run else _start(trigger=Trigger.POPULATION, as_of=as_of, at=at)
    found = {policy.code: Summary(policy.code) for policy in chosen}
    try:
        for some in _by_unit(chosen):
            _match_everybody(some, found, as_of, known_at, dry_run=dry_run, actor=actor, at=at, progress=progress)
    except Exception as error:
        if run is not None:
            MatchRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, error=type(error).__name__, finished_at=at)
        raise
    summaries = list(found.values())
    if run is not None:
        _finish(run, summaries, actor=actor, at=at)
    return summaries


def match_feed(*, feed: UUID, as_of: date, actor: Actor, at: datetime) -> list[Summary]:
    """Decide what one feed touched, for the policies that read its dataset. Safe to repeat."""
    run = _start(trigger=Trigger.FEED, as_of=as_of, at=at, feed=feed)
    summaries = []
    for policy in policies.policies():
        if facts.feed_dataset(feed) not in policies.datasets(policy.code):
            continue
        keys = facts.changed_units(feed, unit=policy.unit, paths=policies.paths(policy.code))
        if keys:
            summaries.append(_match_keys(policy, keys, as_of=as_of, actor=actor, at=at))
    _finish(run, summaries, actor=actor, at=at)
    return summaries


def _by_unit(chosen: Sequence[Policy]) -> Iterable[list[Policy]]:
    units: dict[str, list[Policy]] = {}
    for policy in chosen:
        units.setdefault(policy.unit, []).append(policy)
    return units.values()


def _match_everybody(
    some: Sequence[Policy],
    found: Mapping[str, Summary],
    as_of: date,
    known_at: datetime | None,
    *,
    dry_run: bool,
    actor: Actor,
    at: datetime,
    progress: Progress,
) -> None:
    unit, datasets = some[0].unit, {policy.code: sorted(policies.datasets(policy.code)) for policy in some}
    together = {path for policy in some for path in policies.paths(policy.code)}
    standing = frozenset[Standing]() if dry_run else _standing(datasets)
    with readings(actor=actor, at=at, purpose=Purpose.MATCHING, policies=datasets, scope=unit):
        rows = facts.gather(unit=unit, paths=together, valid_on=as_of, known_at=known_at)
        for chunk in _timed_batches(rows, [found[policy.code] for policy in some]):
            for policy in some:
                summary, started = found[policy.code], time.perf_counter()
                matches = _leading_somewhere(_decided(policy, chunk, as_of, summary), standing)
                if matches and not dry_run:
                    _hand_over(matches, as_of=as_of, actor=actor, at=at)
                summary.seconds += time.perf_counter() - started
                progress(policy.code, summary.evaluated)


def _standing(codes: Iterable[str]) -> frozenset[Standing]:
    """Whose offers stand already: of them alone a refusal must be heard of."""
    wanted = sorted(codes)
    return frozenset(one for sink in sinks() for one in sink.standing(wanted))


def _leading_somewhere(matches: Iterable[Match], standing: Container[Standing]) -> list[Match]:
    """Most of a population is refused and never was offered anything: nothing follows from that."""
    return [
        one
        for one in matches
        if one.verdict.state is VerdictState.ELIGIBLE or (one.policy.code, one.subject) in standing
    ]


def _timed_batches(rows: Iterator[Record], summaries: Sequence[Summary]) -> Iterator[list[Record]]:
    """The rows by batches; the time that gathering them takes is shared by the policies that they are for."""
    while True:
        started = time.perf_counter()
        batch = list(islice(rows, BATCH))
        for summary in summaries:
            summary.seconds += (time.perf_counter() - started) / len(summaries)
        if not batch:
            return
        yield batch


def _match_keys(policy: Policy, keys: Sequence[str], *, as_of: date, actor: Actor, at: datetime) -> Summary:
    summary = Summary(policy.code)
    started = time.perf_counter()
    for some in _slices(keys):
        subjects = facts.subjects_of(unit=policy.unit, keys=some)
        datasets = sorted(policies.datasets(policy.code))
        with reading(
            actor=actor, at=at, purpose=Purpose.MATCHING, datasets=datasets, subjects=subjects, policy=policy.code
        ):
            paths = policies.paths(policy.code)
            rows = list(facts.gather(unit=policy.unit, paths=paths, valid_on=as_of, keys=some))
            note_reached(
                rows, paths=paths, named=subjects, purpose=Purpose.MATCHING, policy=policy.code, actor=actor, at=at
            )
            matches = list(_decided(policy, rows, as_of, summary))
        _hand_over(matches, as_of=as_of, actor=actor, at=at)
    summary.seconds = time.perf_counter() - started
    return summary


def _decided(policy: Policy, rows: Iterable[Record], as_of: date, summary: Summary) -> Iterator[Match]:
    book = policies.rulebook()
    for row in rows:
        match = decide_row(policy, row, book=book, as_of=as_of, explained=False)
        if match is not None:
            summary.add(match)
            yield match


def _hand_over(matches: Sequence[Match], *, as_of: date, actor: Actor, at: datetime) -> None:
    with transaction.atomic():
        for sink in sinks():
            sink.accept(matches, as_of=as_of, actor=actor, at=at)


def _slices(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _start(*, trigger: Trigger, as_of: date, at: datetime, feed: UUID | None = None) -> MatchRun:
    """A new run; a feed's run that was cut short starts again under its own row."""
    if feed is None:
        return MatchRun.objects.create(trigger=trigger, as_of=as_of, started_at=at)
    with transaction.atomic():
        run, _made = MatchRun.objects.select_for_update().get_or_create(
            feed=feed, defaults={"trigger": trigger, "as_of": as_of, "started_at": at}
        )
    return run


def _finish(run: MatchRun, summaries: Sequence[Summary], *, actor: Actor, at: datetime) -> None:
    with transaction.atomic():
        MatchResult.objects.filter(run=run).delete()
        MatchResult.objects.bulk_create(
            MatchResult(
                run=run,
                policy=summary.policy,
                evaluated=summary.evaluated,
                eligible=summary.eligible,
                not_eligible=summary.not_eligible,
                unknown=summary.unknown,
                amount=summary.amount,
                seconds=round(summary.seconds, 3),
                missing=dict(summary.missing.most_common()),
                failed=dict(summary.failed.most_common()),
            )
            for summary in summaries
        )
        MatchRun.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=at)
        record(
            actor=actor,
            action="matching.run.finished",
            object_type="matching.MatchRun",
            object_id=str(run.pk),
            at=at,
            data={summary.policy: summary.eligible for summary in summaries},
        )
