"""From what was sent to the page that follows: the next question, the same one again with its error, or the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from eligibility.engine.api import Record
from portal.calculator.assessing import WhatIf
from portal.calculator.forms import AnswerForm, SourceForm, initial_of
from portal.calculator.questions import Question, question_for
from portal.calculator.state import State
from portal.calculator.world import NOT_KNOWN, World


@dataclass(frozen=True, slots=True)
class Asking:
    question: Question
    form: AnswerForm
    state: State
    what_if: WhatIf

    @property
    def first(self) -> bool:
        """Whether there is nothing behind it but the choice of the life event."""
        return not self.state.answers and self.state.known is None

    @property
    def decided(self) -> int:
        return sum(not one.open for one in self.what_if.outcomes)


@dataclass(frozen=True, slots=True)
class ChoosingSource:
    form: SourceForm
    state: State


@dataclass(frozen=True, slots=True)
class Finished:
    state: State
    what_if: WhatIf


Page = Asking | ChoosingSource | Finished
Known = Callable[[World], Record | None]


@dataclass(frozen=True)
class Course:
    """`known`: what the registers say of who asks; None where there is nobody whom they could know."""

    world: World
    known: Known | None
    today: date

    def begin(self) -> Page:
        if self.known is not None:
            return ChoosingSource(SourceForm(), State())
        return self._go_on(State())

    def follow(self, state: State, sent: QueryDict) -> Page:
        """What the button that was pressed asks for."""
        if self.known is not None and state.known is None:
            return self._choose_source(state, sent)
        if "change" in sent:
            return self._ask_again(state, sent.get("change", ""))
        steps = {"back": self._back, "skip": self._skip, "finish": self._finish, "go": self._resume}
        return steps.get(sent.get("do", ""), self._answer)(state, sent)

    def _choose_source(self, state: State, sent: QueryDict) -> Page:
        form = SourceForm(sent)
        if not form.is_valid():
            return ChoosingSource(form, state)
        return self._go_on(State(known=form.cleaned_data["use"] == "known", answers=state.answers))

    def _answer(self, state: State, sent: QueryDict) -> Page:
        question = self._question(sent.get("place", ""))
        if question is None:
            return self._go_on(state)
        form = AnswerForm(question, sent)
        if not form.is_valid():
            return Asking(question, form, state, self._what_if(state))
        return self._go_on(state.with_answer(question.place, form.value))

    def _skip(self, state: State, sent: QueryDict) -> Page:
        question = self._question(sent.get("place", ""))
        return self._go_on(state if question is None else state.with_answer(question.place, NOT_KNOWN))

    def _finish(self, state: State, _sent: QueryDict) -> Page:
        return Finished(state, self._what_if(state))

    def _resume(self, state: State, _sent: QueryDict) -> Page:
        """Ask again what was skipped."""
        answers = {place: value for place, value in state.answers.items() if value is not NOT_KNOWN}
        return self._go_on(State(known=state.known, answers=answers))

    def _back(self, state: State, sent: QueryDict) -> Page:
        places = list(state.answers)
        place = sent.get("place", "")
        at = places.index(place) if place in places else len(places)
        if at == 0:
            return self.begin()
        before = places[at - 1]
        return self._ask(before, state if place in places else state.without(before), state.answers[before])

    def _ask_again(self, state: State, place: str) -> Page:
        if self._question(place) is None:
            return self._finish(state, QueryDict())
        return self._ask(place, state, state.answers.get(place))

    def _ask(self, place: str, state: State, said: object) -> Page:
        question = question_for(place, self.world)
        initial = {} if said is None else {"answer": initial_of(question, said)}
        return Asking(question, AnswerForm(question, initial=initial), state, self._what_if(state))

    def _go_on(self, state: State) -> Page:
        what_if = self._what_if(state)
        if what_if.next_place is None:
            return Finished(state, what_if)
        question = question_for(what_if.next_place, self.world)
        return Asking(question, AnswerForm(question), state, what_if)

    def _question(self, place: str) -> Question | None:
        """None for a place that no dataset has: somebody wrote it into the page."""
        try:
            return question_for(place, self.world)
        except (KeyError, ValueError):
            return None

    def _what_if(self, state: State) -> WhatIf:
        known = self.known(self.world) if state.known and self.known is not None else None
        return WhatIf(self.world, state.answers, known)
