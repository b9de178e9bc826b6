"""Reading what was delivered: encoding, CSV or JSON lines, header. One line at a time, whatever the size.

A mistake in how the file is written rejects the whole feed (`FeedRejected`), since nothing in it can be trusted;
a mistake in one line is a `Problem` of that line.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import TextIOWrapper
from typing import IO, Any, Final, NamedTuple

from eligibility.facts.descriptors import Descriptor
from eligibility.facts.reasons import Params

_CHUNK: Final = 1 << 20
_LONGEST_LINE: Final = 1_000_000
# No column's name has as many digits: where one has, a row of people stands in the place of the header.
_VALUE: Final = re.compile(r"[0-9]{6}")
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CSV_ENDINGS: Final = (".csv",)
_JSON_ENDINGS: Final = (".jsonl", ".ndjson", ".json")


class FeedRejected(Exception):
    """The delivery can't be read as this dataset; nothing of it applies."""

    def __init__(self, *, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params


class Problem(NamedTuple):
    """One thing wrong with one line."""

    field: str
    value: str
    code: str
    params: Params


class Line(NamedTuple):
    """A line as delivered: raw values by column, or what is wrong with its form."""

    number: int
    values: Mapping[str, Any]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a delivery is before anything in it is believed; `fault` says why it can't be read at all."""

    sha256: bytes
    size: int
    fault: FeedRejected | None


def inspect(source: IO[bytes]) -> Inspection:
    """Hash the delivery, and make sure that all of it is UTF-8."""
    source.seek(0)
    digest, size, lines = hashlib.sha256(), 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    bad_line: int | None = None
    for block in iter(lambda: source.read(_CHUNK), b""):
        digest.update(block)
        size += len(block)
        if bad_line is None:
            bad_line = _bad_line(decoder, block, lines)
        lines += block.count(b"\n")
    if bad_line is None:
        bad_line = _bad_line(decoder, b"", lines, final=True)
    fault = _wrong_encoding(source, bad_line) if bad_line is not None else None
    return Inspection(digest.digest(), size, fault if size else FeedRejected(code="file.empty"))


def _bad_line(decoder: codecs.IncrementalDecoder, block: bytes, lines: int, *, final: bool = False) -> int | None:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        return lines + error.object[: error.start].count(b"\n") + 1
    return None


def _wrong_encoding(source: IO[bytes], line: int) -> FeedRejected:
    source.seek(0)
    if source.read(2) in _UTF16_MARKS:
        return FeedRejected(code="encoding.utf16")
    source.seek(0)
    decoder = codecs.getincrementaldecoder("gb18030")()
    try:
        while block := source.read(_CHUNK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return FeedRejected(code="encoding.other", line=line)
    return FeedRejected(code="encoding.gbk", line=line)


def read(source: IO[bytes], *, filename: str, descriptor: Descriptor) -> Iterator[Line]:
    """The lines of a delivery that `inspect` accepted. The source stays open."""
    source.seek(0)
    text = TextIOWrapper(source, encoding="utf-8-sig", newline="")
    try:
        yield from _csv(text, descriptor) if _is_csv(text, filename) else _json_lines(text, descriptor)
    finally:
        text.detach()


def _is_csv(text: TextIOWrapper, filename: str) -> bool:
    """By the name; without an ending that says so, an opening brace means JSON lines."""
    name = filename.lower()
    if name.endswith(_CSV_ENDINGS):
        return True
    if name.endswith(_JSON_ENDINGS):
        return False
    if "." in name:
        raise FeedRejected(code="file.kind")
    start = text.read(_CHUNK).lstrip()[:1]
    text.seek(0)
    return start not in ("{", "[")


def _csv(text: TextIOWrapper, descriptor: Descriptor) -> Iterator[Line]:
    reader = csv.reader(_lines(text), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_columns(header, descriptor)
        before = reader.line_num
        for cells in reader:
            number, before = before + 1, reader.line_num
            if cells:
                yield _csv_line(number, cells, header)
    except csv.Error as error:
        raise FeedRejected(code="csv.syntax", line=reader.line_num, detail=str(error)) from error


def _csv_line(number: int, cells: list[str], header: list[str]) -> Line:
    if len(cells) != len(header):
        return Line(number, {}, Problem("", "", "cells", {"found": len(cells), "expected": len(header)}))
    return Line(number, dict(zip(header, cells, strict=True)))


def _json_lines(text: TextIOWrapper, descriptor: Descriptor) -> Iterator[Line]:
    first: frozenset[str] | None = None
    for number, line in enumerate(_lines(text), start=1):
        if not line.strip():
            continue
        values = _object(line)
        if first is None:
            if values is None:
                raise FeedRejected(code="json.not_lines")
            _check_columns(list(values), descriptor)
            first = frozenset(values)
        yield _json_line(number, values, first)
    if first is None:
        raise FeedRejected(code="file.empty")


def _lines(text: TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise FeedRejected(code="file.long_line", line=number, limit=_LONGEST_LINE)
        yield line


def _object(line: str) -> dict[str, Any] | None:
    """The object of a line. Numbers stay exact; NaN and Infinity stay words, for the field's own check to refuse."""
    try:
        value = json.loads(line, parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _json_line(number: int, values: dict[str, Any] | None, expected: frozenset[str]) -> Line:
    if values is None:
        return Line(number, {}, Problem("", "", "json.syntax", {}))
    if values.keys() != expected:
        return Line(
            number, {}, Problem("", "", "json.columns", {"columns": _listed(values.keys() ^ expected, among=values)})
        )
    return Line(number, values)


def _check_columns(found: list[str], descriptor: Descriptor) -> None:
    repeated = {name for name in found if found.count(name) > 1}
    if repeated:
        raise FeedRejected(code="columns.repeated", columns=_listed(repeated, among=found))
    unknown = [name for name in found if name not in descriptor.fields]
    if unknown:
        raise FeedRejected(
            code="columns.unknown", columns=_listed(unknown, among=found), expected=", ".join(descriptor.fields)
        )
    missing = [name for name in descriptor.fields if name not in found]
    if missing:
        raise FeedRejected(code="columns.missing", columns=", ".join(missing))


def _listed(names: Iterable[str], *, among: Iterable[str]) -> str:
    """Names for a message: few, and cut, since they come from outside; covered where values stand in their place."""
    found = sorted(names)
    if any(_VALUE.search(unicodedata.normalize("NFKC", name)) for name in among):
        found = [f"{name[:1]}***" for name in found]
    shown = [name[:40] for name in found]
    return ", ".join(shown[:10]) + (", …" if len(shown) > 10 else "")
