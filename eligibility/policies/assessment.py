"""Many policies at once: what each says, what is missing and whose it is, and the one fact to ask for next."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from eligibility.engine import api as engine
from eligibility.facts.api import Descriptor, Field, FieldType, Missing, Relation, descriptor
from eligibility.policies.assess import Dates, Facts, decide_compiled, event_date_of, inputs_of, undated, with_overlay
from eligibility.policies.changing import more_and_fewer, movable, possible
from eligibility.policies.compiled import CompiledPolicy
from eligibility.policies.domains import Context, Domains, measure_of
from eligibility.policies.errors import NoVersionInForce, ParameterNotInForce
from eligibility.policies.periods import first_period
from eligibility.policies.rulebook import Policy, Rulebook
from eligibility.policies.terms import AS_OF
from eligibility.policies.worksheet import Cell, Worksheet

Texts = Mapping[str, str]
_NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFact:
    """A fact that nobody has told, and the body that keeps the dataset in which it would stand."""

    path: str
    dataset: str
    field: str
    body: str
    titles: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    titles: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A condition that hangs on the fact asked for."""

    policy: str
    decision: str
    titles: Texts
    article: engine.Article | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    """The fact to ask for next.

    ``kind`` is ``boolean``, ``number``, ``date``, ``choice``, ``text``, ``rows`` (a list of rows of ``dataset``) or
    ``row`` (one row, or none). The answer goes into the overlay under ``path``; where ``may_be_absent``, ``None`` is
    an answer too and means *there is none*.
    """

    path: str
    dataset: str
    field: str
    body: str
    titles: Texts
    kind: str
    unit: str
    choices: tuple[Choice, ...]
    minimum: float | None
    maximum: float | None
    scale: int
    latest: date | None
    pattern: str
    may_be_absent: bool
    decides: tuple[str, ...]
    """Policies that some answer decides at once."""
    touches: tuple[str, ...]
    """Policies for which the answer can matter."""
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What one policy says. ``verdict.missing`` names facts by their exact place; ``missing`` says whose they are.

    ``settled``: facts are missing, but whatever they are, the verdict is this one.
    """

    policy: Policy
    version: CompiledPolicy | None
    event_date: date | None
    verdict: engine.Verdict
    missing: tuple[MissingFact, ...]
    settled: bool


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The verdicts by policy code, and the next question, which is looked for when it is asked for."""

    assessed: Mapping[str, Assessed]
    case: Case

    @cached_property
    def next_question(self) -> NextQuestion | None:
        """The fact that would decide most; none when nothing that is missing can change any verdict."""
        return self.case.next_question()

    def nearest(self, code: str) -> engine.Nearest:
        """What would have to change for a policy that says *not eligible*; no way for any other verdict.

        Facts that nobody can change (`immutable` in their descriptor, keys, references) stay as they are; for a policy
        of the day, time may pass: the path of that change is ``as_of``.
        """
        assessed = self.assessed[code]
        if assessed.verdict.state is not engine.VerdictState.NOT_ELIGIBLE:
            return engine.Nearest((), complete=True)
        return self.case.nearest(assessed.policy)


def assess_all(
    book: Rulebook,
    facts: Mapping[str, Facts],
    overlay: Mapping[str, object] = _NOTHING,
    *,
    dates: Dates,
    codes: Iterable[str] | None = None,
    explained: bool = False,
) -> Assessment:
    """Assess one policy or many for the same facts, and find out what to ask next.

    It serves calculators, pre-checks, forms and the assistant: assess, show ``next_question``, put the answer into
    the overlay under its path, assess again, until there is no question left. Asked in that order, every policy ends
    with the verdict that all facts at once would give it, and nothing is asked that cannot change one.

        found = assess_all(rulebook(), {"person": {}}, answers, dates=Dates(as_of=today), codes=["elderly-allowance"])
        found.assessed["elderly-allowance"].verdict.state   # unknown
        found.next_question.path                            # "person.birth_date"

    Args:
        book: one snapshot of the published policies.
        facts: the rows known to begin with by award unit; ``{"person": {}}`` where nothing is. Policies of other
            units are left out.
        overlay: what is assumed or answered, by path.
        codes: which policies; all of the rulebook where it is not given.
        explained: with conditions and reasons, several times slower.

    Raises:
        ValueError: a path of the overlay is no fact of any unit given.
        LookupError: the facts have a field that no dataset describes.
    """
    chosen = [book.policy(code) for code in (book.policies if codes is None else codes)]
    policies = [one for one in chosen if one.unit in facts]
    case = Case(book, policies, _overlaid(facts, overlay), dates)
    return Assessment(assessed={one.code: case.assess(one, explained=explained) for one in policies}, case=case)


def _overlaid(facts: Mapping[str, Facts], overlay: Mapping[str, object]) -> dict[str, Facts]:
    found = dict(facts)
    for path, value in overlay.items():
        unit = path.split(".")[0]
        if unit not in found:
            message = f"{path!r} is no fact of {', '.join(sorted(found))}"
            raise ValueError(message)
        found[unit] = with_overlay(unit, found[unit], {path: value})
    return found


class Case:
    """Some policies and the facts of one case."""

    def __init__(self, book: Rulebook, policies: Sequence[Policy], facts: Mapping[str, Facts], dates: Dates) -> None:
        self._book = book
        self._policies = {one.code: one for one in policies}
        self._dates = self._given_dates = dates
        paths: dict[str, set[tuple[str, ...]]] = {}
        for one in policies:
            reached = paths.setdefault(one.unit, set())
            reached.update(path for version in book.versions(one.code) for path in version.paths)
        self.sheet = Worksheet(facts, paths)

    def version(self, policy: Policy) -> tuple[CompiledPolicy | None, date | None]:
        """The version in force on the event's day, and that day; none where it is not known or none is in force."""
        facts, dates = self.sheet.roots[policy.unit], self._dates
        event_date = dates.event_date or event_date_of(policy, facts, as_of=dates.as_of)
        if event_date is None:
            return None, None
        try:
            return self._book.version_for(policy.code, event_date), event_date
        except NoVersionInForce:
            return None, event_date

    def verdict(self, policy: Policy, *, explained: bool = False) -> engine.Verdict:
        version, event_date = self.version(policy)
        if event_date is None:
            return undated(policy)
        if version is None:
            return NOT_IN_FORCE
        facts = self.sheet.roots[policy.unit]
        try:
            return decide_compiled(
                version, facts, event_date=event_date, period=self._dates.period, explained=explained
            )
        except ParameterNotInForce as error:
            return engine.Verdict.undecided(missing=(f"parameters.{error.parameter}",))

    def assess(self, policy: Policy, *, explained: bool) -> Assessed:
        verdict = self.verdict(policy, explained=explained)
        version, event_date = self.version(policy)
        settled = None
        if verdict.state is engine.VerdictState.UNKNOWN:
            settled = engine.settled(self, self.domains, self._asked(policy), budget=SETTLING)
        if isinstance(settled, Said):
            verdict = settled.onto(verdict)
        return Assessed(
            policy=policy,
            version=version,
            event_date=event_date,
            verdict=verdict,
            missing=tuple(missing_fact(self.sheet.cells[path]) for path in verdict.missing if path in self.sheet.cells),
            settled=isinstance(settled, Said),
        )

    def put(self, path: str, value: Any) -> None:
        """Try out a value: of a fact, or of the day for which it is decided."""
        if path == AS_OF:
            self._dates = replace(self._given_dates, as_of=value)
        else:
            self.sheet.put(path, value)

    def forget(self, path: str) -> None:
        if path == AS_OF:
            self._dates = self._given_dates
        else:
            self.sheet.forget(path)

    def nearest(self, policy: Policy) -> engine.Nearest:
        eligible, never = engine.VerdictState.ELIGIBLE, engine.VerdictState.NOT_ELIGIBLE
        known = {eligible: True, never: False}
        movables = [self._day(), *self._movables(policy)] if self._may_wait(policy) else list(self._movables(policy))
        return engine.nearest(
            self, lambda: known.get(self.verdict(policy).state), lambda: self._signs(policy), movables
        )

    def _may_wait(self, policy: Policy) -> bool:
        return policy.event_date == AS_OF and self._given_dates.event_date is None

    def _day(self) -> engine.Movable:
        today = self._given_dates.as_of
        measure = engine.Measure("date", lowest=today.toordinal() + 1)
        return engine.Movable(AS_OF, today, measure=measure, exact=False)

    def _movables(self, policy: Policy) -> Iterable[engine.Movable]:
        for cell in self.sheet.cells.values():
            if cell.known and cell.path.split(".")[0] == policy.unit and movable(cell):
                yield self._movable(cell)

    def _movable(self, cell: Cell) -> engine.Movable:
        described, value = cell.described, cell.given
        if isinstance(described, Relation):
            return engine.Movable(cell.path, value, values=tuple(more_and_fewer(described, value)))
        measure = measure_of(described, self._given_dates.as_of)
        if measure is None or described.enum:
            values = self.domains(cell.path).values
            return engine.Movable(cell.path, value, values=tuple(one for one in values if possible(described, one)))
        thresholds, exact = self.domains.thresholds(cell)
        places = tuple(sorted((each for each in thresholds if measure.position(each) is not None), key=str))
        return engine.Movable(cell.path, value, measure=measure, thresholds=places, exact=exact)

    def _signs(self, policy: Policy) -> Hashable:
        version, event_date = self.version(policy)
        if version is None or event_date is None:
            return None
        period = self._dates.period or first_period(version.terms, event_date)
        try:
            inputs = {**inputs_of(version, event_date, period), policy.unit: self.sheet.roots[policy.unit]}
        except ParameterNotInForce as error:
            return error.parameter
        return version.number, engine.signs(version.model, inputs)

    def next_question(self) -> NextQuestion | None:
        asked = {code: self._asked(policy) for code, policy in self._policies.items()}
        missing = {code: question()[1] for code, question in asked.items()}
        found = engine.next_question(self, self.domains, asked, missing)
        return None if found is None else self._question(found)

    @cached_property
    def domains(self) -> Domains:
        contexts = []
        for policy in self._policies.values():
            version, event_date = self.version(policy)
            versions = self._book.versions(policy.code) if version is None else (version,)
            contexts += [(one, self._context(one, event_date)) for one in versions]
        return Domains(self.sheet, contexts, self._dates.as_of)

    def _context(self, version: CompiledPolicy, event_date: date | None) -> Context:
        """What a model is given besides facts; nothing of it is known while the event's date is not."""
        if event_date is None:
            return {}
        period = self._dates.period or first_period(version.terms, event_date)
        try:
            return inputs_of(version, event_date, period)
        except ParameterNotInForce:
            return {}

    def _asked(self, policy: Policy) -> engine.Question:
        def asked() -> tuple[Hashable | None, frozenset[str]]:
            verdict = self.verdict(policy)
            missing = frozenset(path for path in verdict.missing if path in self.sheet.cells)
            if verdict.state is engine.VerdictState.UNKNOWN and missing:
                return None, missing
            return Said.of(verdict), frozenset()

        return asked

    def _question(self, found: engine.Candidate) -> NextQuestion:
        cell = self.sheet.cells[found.path]
        fact, described = missing_fact(cell), cell.described
        why = tuple(each for code in found.touches for each in self._why(self._policies[code], found.path))
        field = described if isinstance(described, Field) else None
        past = field is not None and field.past
        return NextQuestion(
            path=found.path,
            dataset=fact.dataset,
            field=fact.field,
            body=fact.body,
            titles=fact.titles,
            kind=_kind(cell),
            unit=field.unit if field else "",
            choices=tuple(Choice(value=code, titles=titles) for code, titles in (field.enum if field else {}).items()),
            minimum=field.minimum if field else None,
            maximum=field.maximum if field else None,
            scale=field.scale if field else 0,
            latest=self._dates.as_of if past else None,
            pattern=field.pattern.pattern if field and field.pattern else "",
            may_be_absent=_may_be_absent(cell),
            decides=found.decides,
            touches=found.touches,
            why=why,
        )

    def _why(self, policy: Policy, path: str) -> Iterable[Why]:
        """The conditions of one policy that read the fact and are not decided yet."""
        for one in self.verdict(policy, explained=True).conditions:
            if any(fact.path == path and not fact.known for fact in one.facts):
                yield Why(policy=policy.code, decision=one.decision, titles=one.titles, article=one.article)


SETTLING = 200
"""Evaluations after which a verdict that may be settled is left unknown: the next question finds out in any case."""


@dataclass(frozen=True, slots=True)
class Said:
    """What counts of a verdict: two that agree in this are the same to whom they are about."""

    state: engine.VerdictState
    amount: Any
    total: Any
    problems: tuple[str, ...]

    @classmethod
    def of(cls, verdict: engine.Verdict) -> Said:
        return cls(verdict.state, verdict.amount, verdict.total, verdict.problems)

    def onto(self, verdict: engine.Verdict) -> engine.Verdict:
        return replace(verdict, state=self.state, amount=self.amount, total=self.total, missing=())


NOT_IN_FORCE = engine.Verdict(
    state=engine.VerdictState.NOT_ELIGIBLE,
    amount=None,
    total=None,
    outcome="offer",
    missing=(),
    reasons=(),
    conditions=(),
    facts=(),
    problems=("no_version_in_force",),
)


def missing_fact(cell: Cell) -> MissingFact:
    """A fact with who would have to tell it: for a row, the body that keeps the rows."""
    owner: Descriptor = cell.owner if isinstance(cell.described, Field) else descriptor(cell.described.to)
    return MissingFact(
        path=cell.path,
        dataset=owner.name,
        field=cell.name if isinstance(cell.described, Field) else "",
        body=owner.body,
        titles=cell.described.titles,
    )


def _kind(cell: Cell) -> str:
    described = cell.described
    if not isinstance(described, Field):
        return "rows" if described.many else "row"
    if described.enum:
        return "choice"
    return _KINDS[described.type]


_KINDS = {
    FieldType.BOOLEAN: "boolean",
    FieldType.NUMBER: "number",
    FieldType.INTEGER: "number",
    FieldType.DATE: "date",
    FieldType.STRING: "text",
}


def _may_be_absent(cell: Cell) -> bool:
    described = cell.described
    if isinstance(described, Field):
        return described.missing is Missing.ABSENT and not described.required
    return described.none is Missing.ABSENT
