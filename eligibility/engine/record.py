"""A row of facts as the engine reads it: typed values, where they came from, and which of them nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from eligibility.engine.feel.values import NANOS, NUMBERS, DateTime, NoSuchValue, Time, Unknown, Value


@dataclass(frozen=True, slots=True)
class Source:
    """Which body reported a row, in which feed, and when it was recorded."""

    body: str = ""
    feed: str = ""
    recorded: dt.date | None = None
    valid_from: dt.date | None = None


class Record(Mapping[str, Value]):
    """A context whose missing fields are *unknown* and whose reads can be traced to their source.

    A field that is present and ``None`` is known to be absent. A field named in ``unknown``, or not there at all, is
    not known: in policy mode reading it gives ``Unknown``.

    ``key`` (the row's business key) and ``subject`` (whose row it is) are for the caller: no rule reads them.
    """

    __slots__ = ("cells", "dataset", "key", "record_id", "source", "subject", "unknown")

    def __init__(
        self,
        dataset: str,
        record_id: str,
        source: Source | None,
        values: Mapping[str, object],
        unknown: Iterable[str] = (),
        *,
        key: str = "",
        subject: UUID | None = None,
    ) -> None:
        self.key = key
        self.subject = subject
        self.dataset = dataset
        self.record_id = record_id
        self.source = source
        self.unknown = frozenset(unknown)
        self.cells: dict[str, Value] = {
            name: value if value.__class__ in _READY else feel_value(value, known_only=False)
            for name, value in values.items()
            if name not in self.unknown
        }

    def __getitem__(self, name: str) -> Value:
        return self.cells[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Record) and self._identity() == other._identity())

    def __hash__(self) -> int:
        return hash((self.dataset, self.record_id))

    def __repr__(self) -> str:
        return f"Record({self.dataset!r}, {self.record_id!r})"

    def _identity(self) -> tuple[Any, ...]:
        if self.record_id:
            return (self.dataset, self.record_id)
        return (self.dataset, self.cells)


_READY = frozenset({Decimal, str, bool, dt.date, type(None), Record, Unknown})


def feel_value(value: object, *, known_only: bool) -> Value:
    """A Python value as a FEEL value.

    ``known_only`` (strict mode) makes plain mappings plain contexts; otherwise they become records, so that a fact
    which the mapping does not mention is unknown and not absent.
    """
    convert = _CONVERSIONS.get(value.__class__)
    if convert is not None:
        return convert(value)
    if isinstance(value, list | tuple):
        return [feel_value(item, known_only=known_only) for item in value]
    if isinstance(value, Record):
        return _strict_context(value) if known_only else value
    if isinstance(value, Mapping):
        if known_only:
            return {str(name): feel_value(item, known_only=True) for name, item in value.items()}
        return Record("", "", None, value)
    return value


def _strict_context(record: Record) -> Value:
    """The standard knows no unknown: a strict evaluation sees such a field as null."""
    return {
        name: None if value.__class__ is Unknown else feel_value(value, known_only=True)
        for name, value in record.cells.items()
    }


def _integer(value: Any) -> Decimal:
    return NUMBERS.create_decimal(value)


def _float(value: Any) -> Decimal:
    return _decimal(NUMBERS.create_decimal(repr(value)))


def _decimal(value: Any) -> Decimal:
    if not value.is_finite():
        raise NoSuchValue
    return NUMBERS.plus(value) if len(value.as_tuple().digits) > NUMBERS.prec else value


def _time(value: Any) -> Time:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    offset = value.utcoffset()
    return Time(
        seconds * NANOS + value.microsecond * 1000, None if offset is None else int(offset.total_seconds()), None
    )


def _date_time(value: Any) -> DateTime:
    return DateTime(value.date(), _time(value.timetz() if value.tzinfo is None else _fixed(value).timetz()))


def _fixed(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=dt.timezone(value.utcoffset() or dt.timedelta()))


_CONVERSIONS: dict[type, Any] = {
    int: _integer,
    float: _float,
    Decimal: _decimal,
    dt.time: _time,
    dt.datetime: _date_time,
}
