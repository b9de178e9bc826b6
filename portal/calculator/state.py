"""What was answered so far. It travels in the page, signed, and is kept nowhere: not in a session, not in a row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.core import signing

from eligibility.facts.api import DescriptorError
from portal.calculator.questions import Kind, Question, question_for
from portal.calculator.world import NOT_KNOWN, World

_SALT: Final = "portal.calculator"
_MOST: Final = 200  # answers; more than any life event has questions


class Spoiled(Exception):
    """What came back is not what the page was given."""


@dataclass(frozen=True, slots=True)
class State:
    """`known`: whether the registers are asked; None while nobody has said. The answers in the order given."""

    known: bool | None = None
    answers: dict[str, object] = field(default_factory=dict)

    def with_answer(self, place: str, value: object) -> State:
        """A changed answer keeps its place in the order."""
        return replace(self, answers={**self.answers, place: value})

    def without(self, place: str) -> State:
        return replace(self, answers={name: value for name, value in self.answers.items() if name != place})

    @property
    def last(self) -> str | None:
        return next(reversed(self.answers), None)

    def signed(self) -> str:
        answers = [[place, _text(value)] for place, value in self.answers.items()]
        return signing.dumps({"known": self.known, "answers": answers}, salt=_SALT, compress=True)

    @classmethod
    def read(cls, text: str, world: World) -> State:
        """Answers to questions that there are no longer (a dataset changed meanwhile) are left out."""
        try:
            given = signing.loads(text, salt=_SALT)
        except signing.BadSignature as error:
            raise Spoiled from error
        answers: dict[str, object] = {}
        for place, said in given["answers"][:_MOST]:
            try:
                answers[place] = _value(question_for(place, world), said)
            except (KeyError, ValueError, ArithmeticError, DescriptorError):
                continue
        return cls(known=given["known"], answers=answers)


def _text(value: object) -> Any:
    if value is NOT_KNOWN:
        return None
    if isinstance(value, bool):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(question: Question, said: Any) -> object:
    if said is None:
        return NOT_KNOWN
    if question.kind is Kind.DATE:
        return date.fromisoformat(said)
    if question.kind in {Kind.NUMBER, Kind.COUNT, Kind.EXISTS}:
        return Decimal(said)
    return said
