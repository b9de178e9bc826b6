"""String functions (DMN 1.5, 10.3.4.3). Positions count characters, not UTF-16 units.

Patterns run on RE2: linear time whatever the pattern. What RE2 does not know (back-references, class subtraction) is
refused with null.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import re2

from eligibility.engine.feel.builtins.registry import builtin
from eligibility.engine.feel.types import BOOLEAN, NUMBER, STRING, list_of
from eligibility.engine.feel.values import Value

_QUIET: Final = re2.Options()
_QUIET.log_errors = False
_FLAGS: Final = frozenset("smixq")


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


@builtin("string join", "list: list, delimiter?: string|null", STRING)
def string_join(items: list[Value], delimiter: str | None = None) -> Value:
    if any(item is not None and not isinstance(item, str) for item in items):
        return None
    return (delimiter or "").join(item for item in items if item is not None)


@builtin("matches", "input: string, pattern: string, flags?: string|null", BOOLEAN)
def matches(text: str, pattern: str, flags: str | None = None) -> Value:
    compiled = _compiled(pattern, flags or "")
    return None if compiled is None else compiled.search(text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string|null", STRING)
def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    compiled = _compiled(pattern, flags or "")
    if compiled is None or compiled.search("") is not None:
        return None
    if "q" in (flags or ""):
        return compiled.sub(lambda _: replacement, text)
    template = _template(replacement, compiled.groups)
    if template is None:
        return None
    return compiled.sub(lambda found: "".join(_part(found, part) for part in template), text)


@builtin("split", "string: string, delimiter: string", list_of(STRING))
def split(string: str, delimiter: str) -> Value:
    compiled = _compiled(delimiter, "")
    if compiled is None or compiled.search("") is not None:
        return None
    parts, last = [], 0
    for found in compiled.finditer(string):
        parts.append(string[last : found.start()])
        last = found.end()
    return [*parts, string[last:]]


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> Any:
    """The compiled pattern, or none for one that is not allowed."""
    if not set(flags) <= _FLAGS:
        return None
    if "q" in flags:
        pattern = re2.escape(pattern)
    elif "x" in flags:
        pattern = _without_space(pattern)
    options = "".join(flag for flag in "smi" if flag in flags)
    try:
        return re2.compile(f"(?{options}){pattern}" if options else pattern, _QUIET)
    except re2.error:
        return None


def _without_space(pattern: str) -> str:
    """XPath's ``x`` flag removes white space outside character classes."""
    kept, depth, escaped = [], 0, False
    for char in pattern:
        if not escaped and char in "[]":
            depth += 1 if char == "[" else -1
        if depth > 0 or not char.isspace():
            kept.append(char)
        escaped = char == "\\" and not escaped
    return "".join(kept)


def _template(replacement: str, groups: int) -> list[str | int] | None:
    """XPath replacement: ``$1`` is a group, ``\\$`` and ``\\\\`` are themselves; anything else is an error."""
    parts: list[str | int] = []
    index = 0
    while index < len(replacement):
        char, following = replacement[index], replacement[index + 1 : index + 2]
        if char == "\\" and following in ("\\", "$") and following:
            parts.append(following)
            index += 2
        elif char == "$" and following.isdigit():
            parts.append(min(int(following), groups + 1))
            index += 2
        elif char in "\\$":
            return None
        else:
            parts.append(char)
            index += 1
    return parts


def _part(found: Any, part: str | int) -> str:
    if isinstance(part, str):
        return part
    return (found.group(part) or "") if part <= found.re.groups else ""
