"""What is known of an expression's type before it runs; ``Any`` where nothing is."""

from __future__ import annotations

from typing import Final

from eligibility.engine.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAY_TIME,
    NUMBER,
    STRING,
    TIME,
    YEAR_MONTH,
    Type,
    list_of,
)

_DURATIONS: Final = (DAY_TIME, YEAR_MONTH)
_MOMENTS: Final = (DATE, DATE_TIME)

_ARITHMETIC: Final[dict[tuple[str, str, str], Type]] = {
    ("+", "string", "string"): STRING,
    ("-", "date", "date"): DAY_TIME,
    ("-", "time", "time"): DAY_TIME,
    ("-", "date and time", "date and time"): DAY_TIME,
    ("-", "date", "date and time"): DAY_TIME,
    ("-", "date and time", "date"): DAY_TIME,
}
for _operator in ("+", "-", "*", "/", "**"):
    _ARITHMETIC[(_operator, "number", "number")] = NUMBER
for _operator in ("+", "-"):
    for _duration in _DURATIONS:
        _ARITHMETIC[(_operator, _duration.name, _duration.name)] = _duration
        for _moment in _MOMENTS:
            _ARITHMETIC[(_operator, _moment.name, _duration.name)] = _moment
    _ARITHMETIC[(_operator, "time", DAY_TIME.name)] = TIME
_ARITHMETIC[("+", DAY_TIME.name, "time")] = TIME
for _duration in _DURATIONS:
    _ARITHMETIC[("*", _duration.name, "number")] = _duration
    _ARITHMETIC[("*", "number", _duration.name)] = _duration
    _ARITHMETIC[("/", _duration.name, "number")] = _duration
    _ARITHMETIC[("/", _duration.name, _duration.name)] = NUMBER
    for _moment in _MOMENTS:
        _ARITHMETIC[("+", _duration.name, _moment.name)] = _moment

_DATE_PARTS: Final = {"year": NUMBER, "month": NUMBER, "day": NUMBER, "weekday": NUMBER}
_TIME_PARTS: Final = {
    "hour": NUMBER,
    "minute": NUMBER,
    "second": NUMBER,
    "time offset": DAY_TIME,
    "timezone": STRING,
}
_PROPERTIES: Final[dict[str, dict[str, Type]]] = {
    "date": _DATE_PARTS,
    "time": _TIME_PARTS,
    "date and time": _DATE_PARTS | _TIME_PARTS,
    "days and time duration": {"days": NUMBER, "hours": NUMBER, "minutes": NUMBER, "seconds": NUMBER},
    "years and months duration": {"years": NUMBER, "months": NUMBER},
    "range": {"start": ANY, "end": ANY, "start included": BOOLEAN, "end included": BOOLEAN},
}


def arithmetic(operator: str, left: Type, right: Type) -> Type | None:
    """The type of ``left operator right``; none where it can only be null."""
    if "Any" in (left.name, right.name) or "Null" in (left.name, right.name):
        return ANY
    return _ARITHMETIC.get((operator, left.name, right.name))


def comparable(left: Type, right: Type) -> bool:
    """Whether comparing values of these types can give anything but null."""
    if "Any" in (left.name, right.name) or "Null" in (left.name, right.name):
        return True
    return left.name == right.name


def property_of(base: Type, name: str) -> Type | None:
    """The type of ``base.name``; none where there can be no such property."""
    if base.name == "list":
        inner = property_of(base.element or ANY, name)
        return None if inner is None else list_of(inner)
    if base.name in ("Any", "Null") or (base.name == "context" and not base.entries):
        return ANY
    if base.name == "context":
        return base.entry(name)
    return _PROPERTIES.get(base.name, {}).get(name)


def properties_of(base: Type) -> tuple[str, ...]:
    """The names that may follow a value of this type and a dot."""
    if base.name == "list":
        return properties_of(base.element or ANY)
    if base.name == "context":
        return tuple(name for name, _ in base.entries)
    return tuple(_PROPERTIES.get(base.name, ()))
