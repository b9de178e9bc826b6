"""String functions (DMN 1.5, 10.3.4.3). Positions count characters, not UTF-16 units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from eligibility.engine.feel import patterns
from eligibility.engine.feel.builtins.registry import builtin
from eligibility.engine.feel.patterns import linear
from eligibility.engine.feel.run import Run
from eligibility.engine.feel.types import BOOLEAN, NUMBER, STRING, list_of
from eligibility.engine.feel.values import Value
from eligibility.engine.findings import LimitExceeded
from eligibility.engine.messages import Code

_DIGITS: Final = "0123456789"


@builtin("string length", "string: string", NUMBER)
def string_length(string: str) -> Value:
    return Decimal(len(string))


@builtin("upper case", "string: string", STRING)
def upper_case(string: str) -> Value:
    return string.upper()


@builtin("lower case", "string: string", STRING)
def lower_case(string: str) -> Value:
    return string.lower()


@builtin("substring", "string: string, start position: number, length?: number|null", STRING)
def substring(string: str, start: Decimal, length: Decimal | None = None) -> Value:
    first = int(start)
    if first == 0 or abs(first) > len(string):
        return None
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[begin:]
    return string[begin : begin + int(length)] if length >= 1 else None


@builtin("substring before", "string: string, match: string", STRING)
def substring_before(string: str, match: str) -> Value:
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after", "string: string, match: string", STRING)
def substring_after(string: str, match: str) -> Value:
    if not match:
        return string
    return string.partition(match)[2]


@builtin("contains", "string: string, match: string", BOOLEAN)
def contains(string: str, match: str) -> Value:
    return match in string


@builtin("starts with", "string: string, match: string", BOOLEAN)
def starts_with(string: str, match: str) -> Value:
    return string.startswith(match)


@builtin("ends with", "string: string, match: string", BOOLEAN)
def ends_with(string: str, match: str) -> Value:
    return string.endswith(match)


@builtin("string join", "list: list, delimiter?: string|null", STRING, with_run=True)
def string_join(run: Run, items: list[Value], delimiter: str | None = None) -> Value:
    if any(item is not None and not isinstance(item, str) for item in items):
        return None
    texts = [item for item in items if item is not None]
    if sum(map(len, texts)) + len(texts) * len(delimiter or "") > run.limits.string_length:
        raise LimitExceeded(Code.LONG_TEXT)
    return (delimiter or "").join(texts)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern was found, and the text of each of its groups; group 0 is the whole."""

    begin: int
    end: int
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finder:
    """A pattern ready to be looked for: by RE2 in policies, by our own machine in strict mode."""

    groups: int
    found: Callable[[str], bool]
    every: Callable[[str], Iterator[Match]]


def _finder(run: Run, pattern: str, flags: str) -> Finder | None:
    return _quick(pattern, flags) if run.policy else _exact(run, pattern, flags)


def _quick(pattern: str, flags: str) -> Finder | None:
    compiled = linear.compiled(pattern, flags)
    if compiled is None:
        return None

    def every(text: str) -> Iterator[Match]:
        for found in compiled.finditer(text):
            yield Match(found.start(), found.end(), (found.group(), *(each or "" for each in found.groups())))

    return Finder(compiled.groups, lambda text: compiled.search(text) is not None, every)


def _exact(run: Run, pattern: str, flags: str) -> Finder | None:
    compiled = patterns.compiled(pattern, flags)
    if compiled is None:
        return None

    def every(text: str) -> Iterator[Match]:
        for held in compiled.every(text, run.step):
            pairs = [(held[2 * number], held[2 * number + 1]) for number in range(compiled.groups + 1)]
            yield Match(held[0], held[1], tuple(text[begin:end] if end >= 0 else "" for begin, end in pairs))

    return Finder(compiled.groups, lambda text: compiled.search(text, run.step) is not None, every)


@builtin("matches", "input: string, pattern: string, flags?: string|null", BOOLEAN, with_run=True)
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    finder = _finder(run, pattern, flags or "")
    return None if finder is None else finder.found(text)


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string|null", STRING, with_run=True)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    finder = _finder(run, pattern, flags or "")
    if finder is None or finder.found(""):
        return None
    template = [replacement] if "q" in (flags or "") else _template(replacement, finder.groups)
    if template is None:
        return None
    parts, last = [], 0
    room = run.limits.string_length
    for match in finder.every(text):
        new = "".join(each if isinstance(each, str) else match.groups[each] for each in template)
        parts += [text[last : match.begin], new]
        room -= len(new)
        if room < 0:
            raise LimitExceeded(Code.LONG_TEXT)
        last = match.end
    return "".join([*parts, text[last:]])


@builtin("split", "string: string, delimiter: string", list_of(STRING), with_run=True)
def split(run: Run, string: str, delimiter: str) -> Value:
    finder = _finder(run, delimiter, "")
    if finder is None or finder.found(""):
        return None
    parts, last = [], 0
    for match in finder.every(string):
        parts.append(string[last : match.begin])
        last = match.end
    return [*parts, string[last:]]


def _template(replacement: str, groups: int) -> list[str | int] | None:
    """XPath's replacement: ``$1`` is a group, ``\\$`` and ``\\\\`` are themselves; anything else is an error."""
    parts: list[str | int] = []
    index = 0
    while index < len(replacement):
        char, following = replacement[index], replacement[index + 1 : index + 2]
        if char == "\\" and following in ("\\", "$") and following:
            parts.append(following)
            index += 2
        elif char == "$" and following in _DIGITS and following:
            number, index = _group(replacement, index + 1, groups)
            parts.append(number if number <= groups else "")
        elif char in "\\$":
            return None
        else:
            parts.append(char)
            index += 1
    return parts


def _group(replacement: str, index: int, groups: int) -> tuple[int, int]:
    """The number after ``$`` and where it ends: a further digit belongs to it only where there are so many groups."""
    number, index = int(replacement[index]), index + 1
    while (digit := replacement[index : index + 1]) and digit in _DIGITS and number * 10 + int(digit) <= groups:
        number, index = number * 10 + int(digit), index + 1
    return number, index
