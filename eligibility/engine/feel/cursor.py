"""A place in a token list, and the names that are known there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from eligibility.engine.feel.names import Names
from eligibility.engine.feel.tokens import END, KEYWORDS, NUMBER, SYMBOL, WORD, Token, tokenise
from eligibility.engine.findings import FeelSyntaxError
from eligibility.engine.limits import Limits
from eligibility.engine.messages import Code

_SPACE: Final = re.compile(r"\s+")
_INSIDE_NAMES: Final = frozenset("-+*/'.")


class Cursor:
    """What every rule of the grammar needs: look, take, demand, and scopes of names."""

    def __init__(self, text: str, names: Names, members: Names, types: Names, limits: Limits) -> None:
        if len(text) > limits.expression_chars:
            raise FeelSyntaxError(0, Code.LONG_EXPRESSION)
        self.text = text
        self.tokens = tokenise(text)
        self.index = 0
        self.names = names
        self.members = members.child()
        self.types = types
        self._depth = 0
        self._ranges = 0
        self._retries = 16
        self._deepest = limits.depth

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def ahead(self, count: int = 1) -> Token:
        return self.tokens[min(self.index + count, len(self.tokens) - 1)]

    def at(self, *texts: str) -> bool:
        token = self.token
        return token.text in texts and token.kind in (SYMBOL, WORD)

    def take(self) -> Token:
        token = self.token
        if token.kind != END:
            self.index += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        return self.take() if self.at(*texts) else None

    def expect(self, *texts: str) -> Token:
        if not self.at(*texts):
            raise self.error(Code.EXPECTED, wanted=" ".join(texts))
        return self.take()

    def error(self, code: Code, **parameters: object) -> FeelSyntaxError:
        found = "⏎" if self.token.kind == END else self.token.text
        return FeelSyntaxError(self.token.start, code, found=found, **parameters)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > self._deepest:
            raise FeelSyntaxError(self.token.start, Code.DEEP_EXPRESSION)
        try:
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def scope(self, names: Iterable[str] = ()) -> Iterator[Names]:
        outer = self.names
        self.names = outer.child(names)
        try:
            yield self.names
        finally:
            self.names = outer

    def spelled(self, start: int, end: int) -> str:
        """The name that a run of tokens spells, with single spaces."""
        return _SPACE.sub(" ", self.text[self.tokens[start].start : self.tokens[end - 1].end])

    def known_name(self, names: Names) -> str | None:
        found = names.match(self.tokens, self.index)
        if found is None:
            return None
        self.index += found[1]
        return found[0]

    def unknown_name(self) -> str:
        """A run of words of which nothing is known: two names never follow each other in FEEL, so it is one name."""
        start = self.index
        if self.token.kind != WORD:
            raise self.error(Code.EXPECTED_NAME)
        self.take()
        while self.token.kind == WORD and self.token.text not in KEYWORDS:
            self.take()
        return self.spelled(start, self.index)

    def name_until(self, *ends: str) -> str:
        """A new name: everything up to the word or sign that must follow it."""
        start = self.index
        while not self.at(*ends) and self._may_be_in_a_name():
            self.take()
        if self.index == start:
            raise self.error(Code.EXPECTED_NAME)
        return self.spelled(start, self.index)

    def named_argument(self) -> str | None:
        """The name before a colon, if that is what comes next."""
        start = self.index
        while self._may_be_in_a_name():
            self.take()
        if self.index > start and self.at(":"):
            name = self.spelled(start, self.index)
            self.take()
            return name
        self.index = start
        return None

    def _may_be_in_a_name(self) -> bool:
        token = self.token
        return token.kind in (WORD, NUMBER) or token.text in _INSIDE_NAMES
