"""Text to pattern (XPath and XQuery Functions 3.1, 5.6.1; XML Schema, appendix F)."""

from __future__ import annotations

from typing import Final

from eligibility.engine.feel.patterns import tree
from eligibility.engine.feel.patterns.classes import CharClass, Escape, is_named

_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t"}
_THEMSELVES: Final = frozenset("\\|.-^?*+{}()[]$")
_SETS: Final = frozenset("sdwicSDWIC")
_SPECIAL: Final = frozenset(".\\?*+{}()[]|^$")
_MOST_REPEATS: Final = 1000
_DEEPEST: Final = 50


class PatternError(ValueError):
    """A text that is no pattern."""


def parse(pattern: str) -> tuple[tree.Tree, int]:
    """The tree and how many groups it captures."""
    parser = _Parser(pattern)
    found = parser.choice()
    if parser.more:
        raise PatternError
    return found, parser.groups


def without_space(pattern: str) -> str:
    """The ``x`` flag: white space outside of character classes means nothing."""
    kept, depth, escaped = [], 0, False
    for char in pattern:
        if not escaped and char in "[]":
            depth += 1 if char == "[" else -1
        if depth > 0 or char not in " \t\n\r":
            kept.append(char)
            escaped = char == "\\" and not escaped
    return "".join(kept)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = 0
        self._closed: set[int] = set()
        self._depth = 0

    @property
    def more(self) -> bool:
        return self.at < len(self.text)

    def look(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def accept(self, text: str) -> bool:
        if not self.look(text):
            return False
        self.at += len(text)
        return True

    def take(self) -> str:
        if not self.more:
            raise PatternError
        self.at += 1
        return self.text[self.at - 1]

    def choice(self) -> tree.Tree:
        branches = [self._branch()]
        while self.accept("|"):
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else tree.Choice(tuple(branches))

    def _branch(self) -> tree.Tree:
        parts: list[tree.Tree] = []
        while self.more and not self.look("|") and not self.look(")"):
            parts.append(self._quantified(self._atom()))
        return parts[0] if len(parts) == 1 else tree.Sequence(tuple(parts))

    def _quantified(self, atom: tree.Tree) -> tree.Tree:
        bounds = self._quantifier()
        if bounds is None:
            return atom
        if isinstance(atom, tree.Start | tree.End):
            raise PatternError
        return tree.Repeat(atom, *bounds, greedy=not self.accept("?"))

    def _quantifier(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.accept(sign):
                return bounds
        if not self.accept("{"):
            return None
        least = self._number()
        most: int | None = least
        if self.accept(","):
            most = None if self.look("}") else self._number()
        if not self.accept("}") or (most is not None and most < least):
            raise PatternError
        return least, most

    def _number(self) -> int:
        start = self.at
        while self.more and self.text[self.at] in "0123456789":
            self.at += 1
        digits = self.text[start : self.at]
        if not digits or len(digits) > 6 or int(digits) > _MOST_REPEATS:
            raise PatternError
        return int(digits)

    def _atom(self) -> tree.Tree:
        char = self.take()
        if char == "\\":
            return self._escaped()
        if char == "[":
            return tree.One(self._class())
        if char == "(":
            return self._group()
        if char in _SPECIAL:
            if char not in _SIGNS:
                raise PatternError
            return _SIGNS[char]
        return tree.Char(char)

    def _group(self) -> tree.Tree:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise PatternError
        number: int | None = None
        if not self.accept("?:"):
            if self.look("?"):
                raise PatternError
            self.groups += 1
            number = self.groups
        inner = self.choice()
        if not self.accept(")"):
            raise PatternError
        if number is not None:
            self._closed.add(number)
        self._depth -= 1
        return tree.Group(number, inner)

    def _escaped(self) -> tree.Tree:
        if self.more and self.text[self.at] in "123456789":
            return self._back()
        found = self._escape()
        return tree.Char(found) if isinstance(found, str) else tree.One(CharClass((), (found,)))

    def _back(self) -> tree.Tree:
        """As many digits as there are groups for; the group must be closed before."""
        number = int(self.take())
        while self.more and self.text[self.at] in "0123456789" and number * 10 + int(self.text[self.at]) <= self.groups:
            number = number * 10 + int(self.take())
        if number not in self._closed:
            raise PatternError
        return tree.Back(number)

    def _escape(self) -> str | Escape:
        char = self.take()
        if char in _SIMPLE:
            return _SIMPLE[char]
        if char in _THEMSELVES:
            return char
        if char in _SETS:
            return Escape(char.lower(), negated=char.isupper())
        if char not in "pP" or not self.accept("{"):
            raise PatternError
        end = self.text.find("}", self.at)
        name = self.text[self.at : end]
        if end < 0 or not is_named(name):
            raise PatternError
        self.at = end + 1
        return Escape(name, negated=char == "P")

    def _class(self) -> CharClass:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise PatternError
        negated = self.accept("^")
        ranges: list[tuple[int, int]] = []
        escapes: list[Escape] = []
        minus: CharClass | None = None
        while not self.accept("]"):
            if (ranges or escapes) and self.accept("-["):
                minus = self._class()
                if not self.accept("]"):
                    raise PatternError
                break
            self._member(ranges, escapes)
        if not ranges and not escapes:
            raise PatternError
        self._depth -= 1
        return CharClass(tuple(ranges), tuple(escapes), negated, minus)

    def _member(self, ranges: list[tuple[int, int]], escapes: list[Escape]) -> None:
        first = self._class_char()
        if isinstance(first, Escape):
            escapes.append(first)
            return
        last: str | Escape = first
        if self.look("-") and not self.look("-]") and not self.look("-["):
            self.take()
            last = self._class_char()
        if isinstance(last, Escape) or last < first:
            raise PatternError
        ranges.append((ord(first), ord(last)))

    def _class_char(self) -> str | Escape:
        char = self.take()
        if char == "\\":
            return self._escape()
        if char == "[":
            raise PatternError
        return char


_SIGNS: Final[dict[str, tree.Tree]] = {".": tree.Dot(), "^": tree.Start(), "$": tree.End()}
