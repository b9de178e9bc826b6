"""What a component shows. A room fills these in with words of the reader's language; nothing here looks anything up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise

from services.core.money.api import Money

Words: TypeAlias = str | Promise
# What a chart can draw: a measure that nobody knows is none, and never a zero.
Measure: TypeAlias = Money | Decimal | int | float | None


class Tone(StrEnum):
    """How loud a status is. The words say what it means; the tone never says it alone."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
    ACCENT = "accent"


class Result(StrEnum):
    """Of a condition; VALUE is a step that yields a figure, which nobody passes or fails."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    VALUE = "value"


class Verdict(StrEnum):
    """Of a policy for somebody, in the engine's own words, so that `Verdict(verdict.state)` is enough."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"


class StepState(StrEnum):
    DONE = "done"
    CURRENT = "current"
    UPCOMING = "upcoming"
    FAILED = "failed"


class ActionKind(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
    WARNING = "warning"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Action:
    """Something one can do. `post` is for what changes something: it becomes a form with one button."""

    text: Words
    href: str
    kind: ActionKind = ActionKind.LINK
    hidden: Words = ""  # what it is about, for those who hear the page
    post: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """On whose word a fact stands: the body, its register, the day it was recorded."""

    body: Words
    dataset: Words
    recorded: date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One value about somebody. Unknown is not none: `known=False` says that the body has not told us."""

    label: Words
    value: object
    source: Source | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Article:
    document: Words
    text: Words = ""  # which article, or its words
    url: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A decision of a policy as it came out for somebody."""

    title: Words
    result: Result
    explanation: Words = ""
    value: object = None
    facts: Sequence[Fact] = ()
    article: Article | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A benefit on one sheet. Without an amount there is none to show: an unknown one is never a zero."""

    title: Words
    href: str
    why: Words
    amount: Money | None = None
    per: Words = ""
    status: Words = ""
    tone: Tone = Tone.NEUTRAL
    facts: Sequence[Fact] = ()
    article: Article | None = None
    body: Words = ""
    until: date | None = None
    days_left: int | None = None
    main: Action | None = None
    actions: Sequence[Action] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Each register once, in the order in which the facts name them."""
        return tuple(dict.fromkeys(fact.source for fact in self.facts if fact.source))

    @property
    def grounds(self) -> bool:
        return bool(self.until or self.body or self.sources or self.article)

    @property
    def bodies(self) -> tuple[tuple[Words, tuple[Source, ...]], ...]:
        """Each body once, with those of its registers that the card stands on."""
        found: dict[Words, list[Source]] = {}
        for source in self.sources:
            found.setdefault(source.body, []).append(source)
        return tuple((body, tuple(sources)) for body, sources in found.items())


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a summary list."""

    key: Words
    value: object
    source: Source | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A point of a timeline. An upcoming one carries a date only where the date can be kept."""

    title: Words
    state: StepState
    when: date | datetime | None = None
    text: Words = ""


@dataclass(frozen=True, slots=True)
class TaskItem:
    """A line of a task list: its name starts with a verb and the whole line is the link."""

    title: Words
    href: str = ""
    hint: Words = ""
    status: Words = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a record over time: who, when, what, and why they were allowed to."""

    who: Words
    when: datetime
    what: Words
    more: Sequence[Words] = ()
    tag: Words = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Section:
    """Answers that belong together on a page where they are checked."""

    title: Words
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A policy and what it comes to for somebody: its verdict, in a line or two. An unknown one says what it lacks."""

    title: Words
    href: str
    result: Verdict
    amount: Money | None = None
    text: Words = ""
    missing: Sequence[Words] = ()
    per: Words = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number about the city that somebody may care about. `meaning` says why; without one it is not worth showing."""

    label: Words
    value: object
    meaning: Words
    href: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One measure of a chart; `text` is how it is written where its number alone would mislead."""

    label: Words
    value: Measure
    text: Words = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Measures of one kind, in the order in which they are to be read. `note` says where they come from."""

    title: Words
    unit: Words
    points: Sequence[Point]
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A whole of a stacked chart, with one measure for each kind that the chart names."""

    label: Words
    values: Sequence[Measure]


@dataclass(frozen=True, slots=True)
class StackedChart:
    """Wholes made of the same kinds of parts: five at most, since a reader tells no more patterns apart."""

    title: Words
    unit: Words
    kinds: Sequence[Words]
    bars: Sequence[Bar]
    note: Words = ""
