"""Text to tokens. FEEL names hold spaces and operators, so tokens are small and the parser joins them to names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from eligibility.engine.findings import FeelSyntaxError
from eligibility.engine.messages import Code

NUMBER: Final = "number"
STRING: Final = "string"
WORD: Final = "word"
SYMBOL: Final = "symbol"
END: Final = "end"

KEYWORDS: Final = frozenset({
    "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between", "instance",
    "of", "function", "true", "false", "null",
})  # fmt: skip
"""Words that end a name of which nothing is known."""

_START = "A-Z_a-z?\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
_START += "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"

_TOKEN: Final = re.compile(
    r"(?P<space>(?:[\s\u0085\u180e\u200b\ufeff]+|//[^\n]*|/\*.*?\*/)+)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![0-9]))"
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    rf"|(?P<word>[{_START}][{_PART}]*)"
    r"|(?P<symbol>\*\*|\.\.|<=|>=|!=|->|.)",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SIMPLE_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'"}
_LONGEST_NUMBER: Final = 400


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    start: int
    end: int


def tokenise(text: str) -> list[Token]:
    """All tokens, then one ``END``; FeelSyntaxError for a string without end."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or SYMBOL
        if kind == "space":
            continue
        if found[0] == '"':
            raise FeelSyntaxError(found.start(), Code.OPEN_STRING)
        if kind == NUMBER and len(found[0]) > _LONGEST_NUMBER:
            raise FeelSyntaxError(found.start(), Code.LONG_NUMBER)
        tokens.append(Token(kind, found[0], found.start(), found.end()))
    tokens.append(Token(END, "", len(text), len(text)))
    return tokens


def words(name: str) -> tuple[str, ...]:
    """A name as the texts of its tokens, so that its spacing does not matter."""
    return tuple(token.text for token in tokenise(name) if token.kind != END)


def unquote(literal: str) -> str:
    """The text that a string literal stands for; surrogate pairs written as escapes are joined."""
    text = _ESCAPE.sub(_unescape, literal[1:-1])
    if any("\ud800" <= char <= "\udfff" for char in text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _unescape(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _SIMPLE_ESCAPES.get(found[3], found[0])
