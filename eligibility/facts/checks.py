"""Checking one row against its descriptor: raw text becomes typed values, or problems that name field and reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from eligibility.facts.delivery import Problem
from eligibility.facts.descriptors import Descriptor, Field, FieldType
from eligibility.facts.reasons import Params
from services.identity import api as identity

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,10}")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
_NOT_FINITE: Final = re.compile(r"[+-]?(s?nan|inf|infinity)", re.IGNORECASE)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_SHORTEST_SECRET: Final = 14  # digits: accounts have 16 to 19, resident IDs 17 and a check character
_LONG_DIGITS: Final = re.compile(f"[0-9]{{{_SHORTEST_SECRET},}}[0-9Xx]?")
_SEPARATORS: Final = re.compile(r"[\s-]")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
_LARGEST_INTEGER: Final = 2**31 - 1
_DIGITS_BEFORE_POINT: Final = 12  # of numeric(18, scale): what is left beside six decimals
_SHOWN: Final = 200


class Identifier(NamedTuple):
    """A national identifier, checked and normalised; the loader turns it into a subject."""

    kind: str
    value: str


Typed = str | int | Decimal | bool | date | Identifier | None


class _BadError(Exception):
    def __init__(self, *, code: str, **params: str | int) -> None:
        self.code = code
        self.params: Params = params


Check = Callable[[Any, date], Typed]


@dataclass(frozen=True, slots=True)
class RowChecker:
    """The checks of a dataset, prepared once a feed."""

    descriptor: Descriptor
    today: date
    checks: Sequence[tuple[Field, Check]]

    @classmethod
    def of(cls, descriptor: Descriptor, *, today: date) -> RowChecker:
        return cls(descriptor, today, [(field, _check_for(field)) for field in descriptor.fields.values()])

    def check(self, raw: Mapping[str, Any]) -> tuple[dict[str, Typed], list[Problem]]:
        """Typed values by field; if there are problems the row must not be used."""
        values: dict[str, Typed] = {}
        problems: list[Problem] = []
        for field, check in self.checks:
            try:
                values[field.name] = check(raw[field.name], self.today)
            except _BadError as bad:
                problems.append(Problem(field.name, shown(field, raw[field.name]), bad.code, bad.params))
        if not problems:
            problems.extend(self._order(raw, values))
        return values, problems

    def _order(self, raw: Mapping[str, Any], values: Mapping[str, Typed]) -> Iterator[Problem]:
        for first, second in self.descriptor.order:
            earlier, later = values[first], values[second]
            if isinstance(earlier, date) and isinstance(later, date) and later < earlier:
                value = shown(self.descriptor.fields[second], raw[second])
                yield Problem(second, value, "order", {"first": f"{first} {earlier.isoformat()}"})


def shown(field: Field | None, raw: Any) -> str:
    """A value as a clerk may see it: national identifiers, accounts and names masked, wherever they turned up."""
    if raw is None:
        return ""
    text = str(raw)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    words = not text.isascii()
    text = _CONTROL.sub("�", text)
    if field is not None and (_is_sensitive(field) or (words and _takes_no_words(field))):
        return masked(text)[:_SHOWN]
    if len(text) >= _SHORTEST_SECRET:
        squeezed = _SEPARATORS.sub("", text)
        if _LONG_DIGITS.search(squeezed):
            return masked(squeezed)[:_SHOWN]
    return text[:_SHOWN]


def masked(text: str) -> str:
    """Enough to recognise the value beside the file, not enough to learn it. Of a name that is its first character."""
    squeezed = "".join(text.split())
    if len(squeezed) <= 7 or not squeezed.isascii():
        return squeezed[:1] + "*" * (len(squeezed) - 1)
    return squeezed[:3] + "*" * (len(squeezed) - 7) + squeezed[-4:]


def _is_sensitive(field: Field) -> bool:
    return field.encrypted or "person" in field.references or (field.names is not None and not field.stored)


def _takes_no_words(field: Field) -> bool:
    """Codes, dates and figures: words in such a column are most likely a name, from columns that changed places."""
    return field.type is not FieldType.STRING or bool(field.enum) or field.pattern is not None


def _check_for(field: Field) -> Check:
    convert = _reference_check(field.references) if field.references else _CONVERSIONS[field.type]
    rules = [rule(field) for applies, rule in _RULES if applies(field)]

    def check(raw: Any, today: date) -> Typed:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if field.required:
                raise _BadError(code="required")
            return None
        value = convert(raw, today)
        for rule in rules:
            rule(value, today)
        return value

    return check


def _string(raw: Any, _today: date) -> str:
    if not isinstance(raw, str):
        raise _BadError(code="type.string")
    text = raw.strip()
    if _CONTROL.search(text):
        raise _BadError(code="control")
    return text


def _integer(raw: Any, _today: date) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise _BadError(code="type.integer")
    text = str(raw).strip() if isinstance(raw, str) or abs(raw) <= _LARGEST_INTEGER else "+"
    _refuse_not_finite(text)
    if not _INTEGER.fullmatch(text):
        raise _BadError(code="too_large" if isinstance(raw, int) else "type.integer")
    value = int(text)
    if abs(value) > _LARGEST_INTEGER:
        raise _BadError(code="too_large")
    return value


def _number(raw: Any, _today: date) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | str | Decimal):
        raise _BadError(code="type.number")
    if isinstance(raw, str):
        text = raw.strip()
        _refuse_not_finite(text)
        if not _NUMBER.fullmatch(text):
            raise _BadError(code="type.number")
        return Decimal(text) or Decimal(0)  # never -0
    if isinstance(raw, int) and abs(raw) >= 10**_DIGITS_BEFORE_POINT:
        raise _BadError(code="too_large")
    value = Decimal(raw)
    if not value.is_finite():
        raise _BadError(code="not_finite")
    return value or Decimal(0)


def _refuse_not_finite(text: str) -> None:
    if _NOT_FINITE.fullmatch(text):
        raise _BadError(code="not_finite")


def _boolean(raw: Any, _today: date) -> bool:
    if isinstance(raw, bool):
        return raw
    value = _BOOLEANS.get(raw.strip().lower()) if isinstance(raw, str) else None
    if value is None:
        raise _BadError(code="type.boolean")
    return value


def _date(raw: Any, _today: date) -> date:
    if not isinstance(raw, str) or not _DATE.fullmatch(raw.strip()):
        raise _BadError(code="type.date")
    try:
        value = date.fromisoformat(raw.strip())
    except ValueError:
        raise _BadError(code="type.date") from None
    if value.year < 1850:  # 0001-01-01, 1800-01-01: what old systems write for "none"
        raise _BadError(code="type.date")
    return value


_CONVERSIONS: Final[Mapping[FieldType, Check]] = {
    FieldType.STRING: _string,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
}


def _reference_check(kinds: Sequence[str]) -> Check:
    def check(raw: Any, today: date) -> Identifier:
        if not isinstance(raw, str):
            raise _BadError(code="type.string")
        failures: list[str] = []
        for kind in kinds:
            try:
                value = (
                    identity.valid_resident_id(raw, on=today) if kind == "person" else identity.valid_credit_code(raw)
                )
            except identity.InvalidIdentifier as invalid:
                failures.append(invalid.code)
            else:
                return Identifier(kind, value)
        raise _BadError(code=failures[0] if len(failures) == 1 else "identifier")

    return check


Rule = Callable[[Any, date], None]


def _enum_rule(field: Field) -> Rule:
    codes = frozenset(field.enum)

    def rule(value: Any, _today: date) -> None:
        if value not in codes:
            raise _BadError(code="enum", codes=", ".join(field.enum))

    return rule


def _pattern_rule(field: Field) -> Rule:
    pattern = field.pattern

    def rule(value: Any, _today: date) -> None:
        if pattern is not None and not pattern.fullmatch(value):
            raise _BadError(code="pattern")

    return rule


def _length_rule(field: Field) -> Rule:
    limit = field.max_length or 0

    def rule(value: Any, _today: date) -> None:
        if len(value) > limit:
            raise _BadError(code="too_long", limit=limit)

    return rule


def _scale_rule(field: Field) -> Rule:
    step = Decimal(1).scaleb(-field.scale)

    def rule(value: Any, _today: date) -> None:
        # adjusted() first: quantising 1e999999 would fill the memory
        if value and value.adjusted() >= _DIGITS_BEFORE_POINT:
            raise _BadError(code="too_large")
        try:
            fits = value == value.quantize(step)
        except InvalidOperation:
            fits = False
        if not fits:
            raise _BadError(code="too_precise", scale=field.scale)

    return rule


def _minimum_rule(field: Field) -> Rule:
    minimum = Decimal(str(field.minimum))

    def rule(value: Any, _today: date) -> None:
        if value < minimum:
            raise _BadError(code="minimum", minimum=str(minimum))

    return rule


def _maximum_rule(field: Field) -> Rule:
    maximum = Decimal(str(field.maximum))

    def rule(value: Any, _today: date) -> None:
        if value > maximum:
            raise _BadError(code="maximum", maximum=str(maximum))

    return rule


def _past_rule(field: Field) -> Rule:
    is_date = field.type is FieldType.DATE

    def rule(value: Any, today: date) -> None:
        if value > (today if is_date else today.year):
            raise _BadError(code="future", today=today.isoformat())

    return rule


_RULES: Final[tuple[tuple[Callable[[Field], bool], Callable[[Field], Rule]], ...]] = (
    (lambda field: bool(field.enum), _enum_rule),
    (lambda field: field.pattern is not None, _pattern_rule),
    (lambda field: field.max_length is not None, _length_rule),
    (lambda field: field.type is FieldType.NUMBER, _scale_rule),
    (lambda field: field.minimum is not None, _minimum_rule),
    (lambda field: field.maximum is not None, _maximum_rule),
    (lambda field: field.past, _past_rule),
)
