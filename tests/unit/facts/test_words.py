"""Facts in the reader's words, tables for spreadsheets, and trees of paths."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from eligibility.facts.api import DescriptorError, UnknownPath, datasets_of, field_title, owner_of, shown_value
from eligibility.facts.download import csv_lines, safe_cell
from eligibility.facts.tree import tree_of


@pytest.mark.parametrize(
    ("dataset", "field", "value", "text"),
    [
        ("birth", "kind", "live_birth", "Live birth"),
        ("birth", "kind", "triplets", "triplets"),
        ("birth", "date", date(2025, 11, 20), "20 November 2025"),
        ("birth", "date", "2025-11-20", "20 November 2025"),
        ("birth", "dystocia", True, "Yes"),
        ("birth", "gestation_months", Decimal(9), "9 months"),
        ("birth", "gestation_months", 1, "1 month"),
        ("employer_wage", "year", "2024", "2024"),
        ("employer_wage", "average_monthly_wage", "12000.00", "¥12,000.00 a month"),
        ("unemployment_insurance", "premium_paid", Decimal("100000"), "¥100,000.00"),
        ("unemployment_insurance", "claimants", 1200, "1,200"),
        ("person", "death_date", None, "None on record"),
        ("person", "children", "x", "x"),
        ("birth", "date", "soon", "soon"),
    ],
)
def test_values_as_people_write_them(dataset: str, field: str, value: object, text: str) -> None:
    with translation.override("en"):
        assert shown_value(dataset, field, value) == text


def test_titles_in_both_languages() -> None:
    with translation.override("en"):
        assert field_title("person", "birth_date") == "Date of birth"
        assert field_title("person", "children") == "Children"
    with translation.override("zh-hans"):
        assert field_title("person", "birth_date") == "出生日期"
    assert field_title("person", "gone") == "gone"


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("birth.kind", ("birth", "kind")),
        ("birth.mother.employments.0.employer.wages.average_monthly_wage", ("employer_wage", "average_monthly_wage")),
        ("person.children.birth_date", ("person", "birth_date")),
        ("birth.mother.employment", ("employment", "")),
        ("birth.date.year", ("birth", "date")),
        ("enterprise", ("enterprise", "")),
    ],
)
def test_who_would_have_to_say(path: str, owner: tuple[str, str]) -> None:
    assert owner_of(path) == owner


def test_nobody_would_have_to_say_what_does_not_exist() -> None:
    with pytest.raises(DescriptorError, match="has no 'father'"):
        owner_of("birth.father.sex")


class TestSpreadsheets:
    @pytest.mark.parametrize(
        "formula",
        [
            "=1+1",
            " =1",
            "＝1+1",
            "\ufeff=1",
            "\t=1",
            "\u3000=1",
            "\u200b=1",
            "+1+1",
            "-2+3",
            "－2+3",
            "@SUM(A1)",
            "＠x",
            "|calc",
            "\r\n=1",
            "%0A=1",
        ],
    )
    def test_formulas_become_text(self, formula: str) -> None:
        assert safe_cell(formula) == "'" + formula

    @pytest.mark.parametrize("plain", ["-5000.00", "+3", "12", "王芳", "a=b", "", "2025-11-20", "310***1234"])
    def test_other_text_stays(self, plain: str) -> None:
        assert safe_cell(plain) == plain

    def test_numbers_stay_numbers(self) -> None:
        assert safe_cell(-5) == -5

    @given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
    def test_a_file_can_be_read_back(self, cells: list[str]) -> None:
        text = "".join(csv_lines(["a"] * len(cells), [cells]))
        assert text.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(text[1:], newline="")))
        assert [one.removeprefix("'") for one in rows[1]] == [one.removeprefix("'") for one in cells]


class TestTrees:
    def test_fields_and_relations_that_paths_name(self) -> None:
        tree = tree_of(
            "birth", [("birth", "kind"), ("birth", "date", "year"), ("birth", "mother", "sex"), ("period", "start")]
        )
        assert [field.name for field in tree.fields] == ["date", "kind"]
        (mother,) = tree.children
        assert (mother.path, [field.name for field in mother.fields]) == ("birth.mother", ["sex"])

    def test_the_end_of_a_path_is_a_whole_record(self) -> None:
        (mother,) = tree_of("birth", [("birth", "mother")]).children
        assert [field.name for field in mother.fields] == ["birth_date", "sex", "hukou_district", "death_date"]

    def test_links_count_as_datasets_read(self) -> None:
        assert datasets_of("person", [("person", "children", "sex")]) == {"person", "kinship"}

    @pytest.mark.parametrize(
        "path", [("birth", "x"), ("birth", "mother", "name"), ("birth", "mother", "employment", "boss")]
    )
    def test_unknown_steps(self, path: Any) -> None:
        with pytest.raises(UnknownPath, match=path[-1]):
            tree_of("birth", [path])
