"""Which missing fact to ask for: the one that would decide most, and never one whose answer cannot matter.

A fact matters if two answers to it, all other facts alike, lead to different verdicts. Kleene's logic alone does not
say so: it knows that ``x or not(x)`` reads ``x``, not that it is true anyway. So the other missing facts are filled in,
one by one, until two such answers are found or every way to fill them is used up; what is decided already prunes the
search. It is exact where all domains are; otherwise, and where the search takes too long, a fact counts as one that
matters: a needless question is the smaller harm.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from eligibility.engine.domain import DomainOf
from eligibility.engine.feel.values import Value

Missing = frozenset[str]

SEARCH: Final = 3000
"""Evaluations that one search may take."""


class Sheet(Protocol):
    """The facts of one case, some of them not known, in which a fact can be filled in and forgotten again."""

    def put(self, path: str, value: Value) -> None: ...

    def forget(self, path: str) -> None: ...


class Question(Protocol):
    """What has to be decided from a sheet: the answer, or none and the facts that are missing for it."""

    def __call__(self) -> tuple[Hashable | None, Missing]: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A missing fact: what it could decide at once, and of what it is a part."""

    path: str
    decides: tuple[str, ...]
    touches: tuple[str, ...]
    share: float
    """The sum over what it touches of the share of its answers that decide it."""
    left: float
    """How many facts are still missing after an answer, on average and in all."""


class _Exhausted(Exception):
    """The search is too large."""


class _Search:
    def __init__(self, sheet: Sheet, domains: DomainOf, asked: Question, budget: int) -> None:
        self._sheet = sheet
        self._domains = domains
        self._asked = asked
        self._left = budget

    def matters(self, path: str) -> bool:
        """Whether two answers for `path` part the verdicts, in some completion of the other missing facts."""
        said, missing = self._decide()
        if said is not None:
            return False
        answers, others = set(), set(missing)
        for value in self._values(path):
            with_answer, still_missing = self._with(path, value)
            answers.add(with_answer)
            others |= still_missing
        if len(answers - {None}) > 1:
            return True
        others.discard(path)
        return bool(others) and self._some(path, min(others))

    def _some(self, path: str, other: str) -> bool:
        for value in self._values(other):
            self._sheet.put(other, value)
            try:
                if self.matters(path):
                    return True
            finally:
                self._sheet.forget(other)
        return False

    def settled(self) -> Hashable | None:
        """The one answer of all completions, or none if they differ."""
        said, missing = self._decide()
        if said is not None or not missing:
            return said
        path, found = min(missing), set()
        for value in self._values(path):
            self._sheet.put(path, value)
            try:
                found.add(self.settled())
            finally:
                self._sheet.forget(path)
            if len(found) > 1 or None in found:
                return None
        return found.pop() if found else None

    def _with(self, path: str, value: Value) -> tuple[Hashable | None, Missing]:
        self._sheet.put(path, value)
        try:
            return self._decide()
        finally:
            self._sheet.forget(path)

    def _values(self, path: str) -> Sequence[Value]:
        domain = self._domains(path)
        if not domain.exact or not domain.values:
            raise _Exhausted
        return domain.values

    def _decide(self) -> tuple[Hashable | None, Missing]:
        self._left -= 1
        if self._left < 0:
            raise _Exhausted
        return self._asked()


def matters(sheet: Sheet, domains: DomainOf, asked: Question, path: str, budget: int = SEARCH) -> bool:
    """Whether an answer for `path` can change what is asked; true where that cannot be found out."""
    try:
        return _Search(sheet, domains, asked, budget).matters(path)
    except _Exhausted:
        return True


def settled(sheet: Sheet, domains: DomainOf, asked: Question, budget: int = SEARCH) -> Hashable | None:
    """The answer that every completion of the missing facts gives, or none."""
    try:
        return _Search(sheet, domains, asked, budget).settled()
    except _Exhausted:
        return None


def candidates(
    sheet: Sheet, domains: DomainOf, asked: Mapping[str, Question], missing: Mapping[str, Missing]
) -> list[Candidate]:
    """The missing facts of several questions, the one that decides most first; in a stable order."""
    touching: dict[str, list[str]] = {}
    for code, paths in sorted(missing.items()):
        for path in paths:
            touching.setdefault(path, []).append(code)
    found = [_candidate(sheet, domains, asked, path, codes) for path, codes in touching.items()]
    return sorted(found, key=lambda each: (-each.share, -len(each.touches), each.left, each.path))


def _candidate(
    sheet: Sheet, domains: DomainOf, asked: Mapping[str, Question], path: str, codes: Iterable[str]
) -> Candidate:
    values, touched = domains(path).values, tuple(codes)
    decided, left = dict.fromkeys(touched, 0), 0
    for value in values:
        sheet.put(path, value)
        for code in touched:
            said, missing = asked[code]()
            decided[code] += said is not None
            left += len(missing)
        sheet.forget(path)
    count = len(values) or 1
    decides = tuple(code for code in touched if decided[code])
    return Candidate(path, decides, touched, sum(decided.values()) / count, left / count)


def next_question(
    sheet: Sheet, domains: DomainOf, asked: Mapping[str, Question], missing: Mapping[str, Missing]
) -> Candidate | None:
    """The best candidate whose answer can matter for something that is asked; none if no answer can."""
    for candidate in candidates(sheet, domains, asked, missing):
        touched = tuple(code for code in candidate.touches if matters(sheet, domains, asked[code], candidate.path))
        if touched:
            decides = tuple(code for code in candidate.decides if code in touched)
            return replace(candidate, decides=decides, touches=touched)
    return None
