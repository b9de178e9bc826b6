"""Reading deliveries: encodings, CSV, JSON lines, headers, line numbers."""

from __future__ import annotations

import codecs
import io
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.facts.api import FeedRejected, descriptor
from eligibility.facts.delivery import Line, inspect, read
from tests.unit.facts.deliveries import as_csv, as_json_lines, golden

KINSHIP = descriptor("kinship")


def lines(content: bytes, filename: str = "kinship.csv", dataset: str = "kinship") -> list[Line]:
    source = io.BytesIO(content)
    fault = inspect(source).fault
    if fault is not None:
        raise fault
    return list(read(source, filename=filename, descriptor=descriptor(dataset)))


def rejection(content: bytes, filename: str = "kinship.csv") -> tuple[str, Any]:
    with pytest.raises(FeedRejected) as caught:
        lines(content, filename)
    return caught.value.code, caught.value.params


HEADER = b"person,relative,kind,since,until\n"


class TestEncoding:
    @pytest.mark.parametrize("encoding", ["gb18030", "gbk", "gb2312"])
    def test_gbk_says_which_line(self, encoding: str) -> None:
        content = HEADER + b"a,b,c,d,e\n" + "王,b,c,d,e\n".encode(encoding)
        assert rejection(content) == ("encoding.gbk", {"line": 3})

    @pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
    def test_utf16(self, mark: bytes) -> None:
        encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
        assert rejection(mark + "王芳,…\n".encode(encoding))[0] in {"encoding.utf16"}

    def test_neither(self) -> None:
        assert rejection(HEADER + b"\xff\xff\xff\n") == ("encoding.other", {"line": 2})

    def test_cut_in_the_middle_of_a_character(self) -> None:
        assert rejection(HEADER + "王".encode()[:2])[0].startswith("encoding.")

    def test_far_into_a_large_file(self) -> None:
        content = HEADER + "王,b,c,d,e\n".encode() * 200_000 + "王,b\n".encode("gbk")
        assert rejection(content) == ("encoding.other", {"line": 200_002})

    def test_a_character_on_the_border_of_two_blocks(self) -> None:
        filler = b"x" * ((1 << 20) - len(HEADER) - 1)
        assert inspect(io.BytesIO(HEADER + filler + "王".encode())).fault is None

    def test_the_hash_is_of_the_whole(self) -> None:
        assert inspect(io.BytesIO(b"\xff" + b"x" * 10)).sha256 != inspect(io.BytesIO(b"\xff" + b"x" * 11)).sha256

    def test_empty(self) -> None:
        assert rejection(b"") == ("file.empty", {})


class TestCsv:
    def test_values_by_column_in_any_order(self) -> None:
        (line,) = lines(b"kind,person,relative,until,since\r\nparent, a ,b,,2020-01-01\r\n")
        assert (line.number, line.problem) == (2, None)
        assert line.values == {"kind": "parent", "person": " a ", "relative": "b", "until": "", "since": "2020-01-01"}

    def test_bom_and_spaces_in_the_header(self) -> None:
        assert len(lines(b"\xef\xbb\xbf person ,relative,kind,since,until\na,b,c,d,e\n")) == 1

    def test_numbers_are_those_of_the_file(self) -> None:
        content = HEADER + b'"a\nb",b,c,d,e\n\na,b,c,d,e\na,b\n'
        assert [(line.number, line.problem and line.problem.code) for line in lines(content)] == [
            (2, None),
            (5, None),
            (6, "cells"),
        ]

    def test_a_line_with_other_cells_than_columns(self) -> None:
        (line,) = lines(HEADER + b"a,b,c,d,e,f\n")
        assert line.problem is not None
        assert line.problem.params == {"found": 6, "expected": 5}

    @pytest.mark.parametrize(
        ("header", "code", "columns"),
        [
            (b"person,relative,kind,since\n", "columns.missing", "until"),
            (b"person,relative,kind,since,until,note\n", "columns.unknown", "note"),
            (b"person,relative,kind,since,until,kind\n", "columns.repeated", "kind"),
            (b"person;relative;kind;since;until\n", "columns.unknown", "person;relative;kind;since;until"),
            # A file without a header: its first row is somebody's.
            (
                "310101199003071234,欧阳修,parent,2025-01-01,\n".encode(),
                "columns.unknown",
                "***, 2***, 3***, p***, 欧***",
            ),
            ("１９９００３０７,欧阳修,欧阳修,since,until\n".encode(), "columns.repeated", "欧***"),
            (b"\n", "columns.missing", "person, relative, kind, since, until"),
        ],
    )
    def test_wrong_headers(self, header: bytes, code: str, columns: str) -> None:
        found, params = rejection(header)
        assert (found, params["columns"]) == (code, columns)

    @pytest.mark.parametrize("rest", [b'a,"b', b'a,"b"c,c,d,e\n', b"a," + b"x" * 200_000 + b",c,d,e\n"])
    def test_what_is_no_csv_rejects_the_whole(self, rest: bytes) -> None:
        code, params = rejection(HEADER + b"a,b,c,d,e\n" + rest)
        assert (code, params["line"]) == ("csv.syntax", 3)

    def test_a_line_without_end(self) -> None:
        assert rejection(HEADER + b"x" * 1_100_000)[0] == "file.long_line"

    def test_header_alone_is_a_feed_of_nothing(self) -> None:
        assert lines(HEADER) == []


class TestJsonLines:
    def test_objects(self) -> None:
        rows = [golden("kinship"), golden("kinship", since=None)]
        found = lines(as_json_lines(rows), "kinship.jsonl")
        assert [(line.number, line.values) for line in found] == [(1, rows[0]), (2, rows[1])]

    def test_blank_lines_and_a_bom(self) -> None:
        content = b"\xef\xbb\xbf\n" + as_json_lines([golden("kinship")]) + b"\n"
        assert [line.number for line in lines(content, "x.ndjson")] == [2]

    def test_numbers_are_exact_and_nan_is_a_word(self) -> None:
        row = json.dumps(golden("employer_wage", average_monthly_wage=0)).replace(": 0}", ": 0.10}")
        nan = row.replace("0.10", "NaN")
        found = lines(f"{row}\n{nan}\n".encode(), "x.jsonl", "employer_wage")
        assert [str(line.values["average_monthly_wage"]) for line in found] == ["0.10", "NaN"]

    @pytest.mark.parametrize("content", [b"[{}]\n", b"person,relative\n", b"7\n", b'{"person": \n', b"[" * 100_000])
    def test_what_does_not_begin_with_an_object(self, content: bytes) -> None:
        assert rejection(content, "kinship.jsonl")[0] == "json.not_lines"

    @pytest.mark.parametrize("bad", [b"{", b"[]", b'"x"', b'{"person":' + b"1" * 5000 + b"}", b"[" * 100_000])
    def test_a_bad_line_is_held_back_alone(self, bad: bytes) -> None:
        good = as_json_lines([golden("kinship")])
        found = lines(good + bad + b"\n" + good, "x.jsonl")
        assert [(line.number, line.problem and line.problem.code) for line in found] == [
            (1, None),
            (2, "json.syntax"),
            (3, None),
        ]

    def test_a_line_with_other_names_is_held_back(self) -> None:
        other = golden("kinship", note="x")
        del other["since"]
        found = lines(as_json_lines([golden("kinship"), other]), "x.jsonl")
        assert found[1].problem is not None
        assert found[1].problem.params == {"columns": "note, since"}

    def test_nothing_but_blank_lines(self) -> None:
        assert rejection(b"\n \n", "x.jsonl") == ("file.empty", {})


class TestKind:
    def test_without_an_ending_the_first_character_decides(self) -> None:
        assert len(lines(as_json_lines([golden("kinship")]), "delivery")) == 1
        assert len(lines(as_csv("kinship", [golden("kinship")]), "delivery")) == 1

    def test_an_ending_of_another_kind(self) -> None:
        assert rejection(b"x", "kinship.xlsx") == ("file.kind", {})


@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.jsonl", "x"]))
def test_any_bytes_are_read_or_rejected(content: bytes, filename: str) -> None:
    with suppress(FeedRejected):
        assert all(line.number > 0 for line in lines(content, filename))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_arrives_as_it_was_sent(first: str, second: str) -> None:
    row = golden("kinship", person=first, relative=second)
    (line,) = lines(as_json_lines([row]), "x.jsonl")
    assert line.values == row
    if not {"\r", "\n", "\0"} & set(first + second):
        (line,) = lines(as_csv("kinship", [row]))
        assert line.values == row


def test_the_source_stays_open() -> None:
    source = io.BytesIO(as_csv("kinship", [golden("kinship")]))
    assert len(list(read(source, filename="x.csv", descriptor=KINSHIP))) == 1
    assert len(list(read(source, filename="x.csv", descriptor=KINSHIP))) == 1
