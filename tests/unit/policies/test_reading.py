"""A library with a fault in it is refused, and the message names the file, the place and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from eligibility.policies.checking import check, require_success
from eligibility.policies.errors import CasesFail, LibraryError
from eligibility.policies.reading import read_library
from eligibility.policies.rulebook import Rulebook, shipped
from tests.unit.policies.libraries import copy_of_shipped, edit, write_parameter

CODE = "elderly-allowance"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_shipped(tmp_path / "library", CODE)


def refusal(folder: Path) -> LibraryError:
    with pytest.raises(LibraryError) as caught:
        check_all(folder)
    return caught.value


def check_all(folder: Path) -> int:
    library = read_library(folder)
    return require_success(check(library, Rulebook.of(library)))


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        ("unit: person\n", "", "", "'unit' is a required property"),
        ("unit: person\n", "unit: person\nunit: birth\n", "line", "'unit' is given twice"),
        ("confirmed_by: subject", "confirmed_by: anybody", "confirmed_by", "'anybody' is not one of"),
        ("confirm_within_days: 365", "confirm_within_days: 0", "confirm_within_days", "less than the minimum"),
        ("confirm_within_days: 365", "confirm_within_days: .nan", "line", "not a number"),
        ("valid_from: 2016-05-01", "valid_from: 2016-02-30", "", "day is out of range"),
        ("valid_from: 2016-05-01", 'valid_from: "2016-02-30"', "", "day is out of range"),
        ("valid_to: null", "valid_to: 2016-04-30", "versions", "ends before it begins"),
        ("model: model.dmn", "model: other.dmn", "versions", "no file other.dmn"),
        ("model: model.dmn", "model: ../../model.dmn", "versions/0/model", "does not match"),
        ("policy: elderly-allowance", "policy: other", "policy", "folder is called"),
        ("mark: T", "mark: X", "source/mark", "'X' is not one of"),
        ("instalments: monthly", "instalments: monthly\nsurprise: 1", "", "'surprise' was unexpected"),
        (
            "titles: {zh-hans: 老年综合津贴, en: Elderly comprehensive allowance}",
            "titles: {en: A}",
            "titles",
            "zh-hans",
        ),
        ("unit: person", "unit: {", "line", "expected"),
    ],
)
def test_wrong_policy_file(folder: Path, old: str, new: str, place: str, problem: str) -> None:
    edit(folder / CODE / "policy.yaml", (old, new))
    error = refusal(folder)
    assert error.file == f"{CODE}/policy.yaml"
    assert place in error.place
    assert problem in error.problem
    assert error.problem in str(error)


def test_what_is_not_read_on_a_government_page_must_say_what_is_unverified(folder: Path) -> None:
    text = (folder / CODE / "policy.yaml").read_text(encoding="utf-8")
    start, end = text.index("  unverified:"), text.index("versions:")
    (folder / CODE / "policy.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert "'unverified' is a required property" in refusal(folder).problem


def test_versions_must_not_overlap(folder: Path) -> None:
    second = "{version: 2, valid_from: 2020-01-01, valid_to: null, model: model.dmn, cases: cases.yaml}"
    edit(folder / CODE / "policy.yaml", ("versions:\n", f"versions:\n  - {second}\n"))
    assert refusal(folder).problem == "versions 1 and 2 are both in force on 2020-01-01"


def test_version_numbers_are_unique(folder: Path) -> None:
    second = "{version: 1, valid_from: 2010-01-01, valid_to: 2010-12-31, model: model.dmn, cases: cases.yaml}"
    edit(folder / CODE / "policy.yaml", ("versions:\n", f"versions:\n  - {second}\n"))
    assert refusal(folder).problem == "two versions have the same number"


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_in_another_encoding(folder: Path, encoding: str) -> None:
    path = folder / CODE / "policy.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert "UTF-8" in refusal(folder).problem


@pytest.mark.parametrize(
    ("value", "problem"),
    [("NaN", "not a finite number"), ("Infinity", "not a finite number"), ("nine", "not a number")],
)
def test_a_parameter_that_is_no_number(folder: Path, value: str, problem: str) -> None:
    write_parameter(folder, "one", (value, "2025-01-01", "2025-12-31"))
    error = refusal(folder)
    assert (error.file, error.place) == ("parameters/one.yaml", "values/0/value")
    assert problem in error.problem


def test_a_parameter_value_must_have_a_last_day(folder: Path) -> None:
    write_parameter(folder, "one", ("1", "2025-01-01", "null"))
    assert refusal(folder).place == "values/0/valid_to"


def test_values_of_a_parameter_must_not_overlap(folder: Path) -> None:
    write_parameter(folder, "one", ("1", "2025-01-01", "2025-12-31"), ("2", "2025-12-31", "2026-12-31"))
    assert refusal(folder).problem == "two values are in force on 2025-12-31"


def test_a_parameter_value_that_ends_before_it_begins(folder: Path) -> None:
    write_parameter(folder, "one", ("1", "2025-01-02", "2025-01-01"))
    assert refusal(folder).problem == "ends before it begins"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("person.death_date = null or", "person.deth_date = null or", "deth_date"),
        ('name="birth_date"><typeRef>date', 'name="birth_date"><typeRef>number', "person.birth_date is number in the"),
        (
            '<itemDefinition id="type_person" name="person">',
            '<itemDefinition name="person"><itemComponent name="income"><typeRef>number</typeRef></itemComponent>',
            "neither a relation nor a field for rules called 'income'",
        ),
        ('<decision id="amount" name="amount">', '<decision id="amount" name="sum">', "no decision 'amount'"),
        ("parameters.city_area_prefix", "parameters.city_area", "city_area"),
        ("</definitions>", "", "not well-formed"),
        ("age >= 65", "age >=", ""),
    ],
)
def test_wrong_model(folder: Path, old: str, new: str, problem: str) -> None:
    edit(folder / CODE / "model.dmn", (old, new))
    error = refusal(folder)
    assert (error.file, error.place) == (CODE, "version 1")
    assert problem in error.problem


def test_a_model_that_needs_a_parameter_which_is_not_there(folder: Path) -> None:
    (folder / "parameters" / "city_area_prefix.yaml").unlink()
    assert refusal(folder).problem == "there is no parameter 'city_area_prefix'"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("subject: person", "subject: person.owner", "no dataset describes 'person.owner'"),
        ("payees: [person]", "payees: [person.friends]", "no dataset describes 'person.friends'"),
        ("event_date: as_of", "event_date: person.baptism", "no dataset describes 'person.baptism'"),
        ("unit: person", "unit: alien", "the model has an input 'person'"),
    ],
)
def test_terms_that_no_dataset_describes(folder: Path, old: str, new: str, problem: str) -> None:
    edit(folder / CODE / "policy.yaml", (old, new))
    assert problem in refusal(folder).problem


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('{state: eligible, amount: "600.00"}', "{state: eligible, amount: 600}", "600 is not of type 'string'"),
        ("change: {person.birth_date: 1960-12-01}", "change: {person.birth: 1960-12-01, x: 1}", "does not match"),
        ("forget: [person.birth_date]", "forget: [person.birthday]", "neither a field nor a relation 'birthday'"),
        ("forget: [person.hukou_district]", "forget: [birth.date]", "is no fact of 'person'"),
        ('period: "2026-01"', 'period: "2026-13"', "month must be in 1..12"),
        ("policy: elderly-allowance", "policy: other", "instead of 'elderly-allowance'"),
        ("  person: {", "  birth: {", "facts of the award unit 'person'"),
    ],
)
def test_wrong_cases(folder: Path, old: str, new: str, problem: str) -> None:
    edit(folder / CODE / "cases.yaml", (old, new))
    assert problem in str(refusal(folder))


def test_a_case_that_comes_out_differently_is_named(folder: Path) -> None:
    edit(folder / CODE / "cases.yaml", ('amount: "600.00"', 'amount: "601.00"'))
    with pytest.raises(CasesFail) as caught, translation.override("en"):
        check_all(folder)
    assert caught.value.failures == (f"{CODE}: 100 on the first day of the month: amount: expected 601.00, got 600.00",)


def test_the_same_content_has_the_same_id(folder: Path) -> None:
    shipped_id = shipped()[1].versions(CODE)[0].id
    assert Rulebook.of(read_library(folder)).versions(CODE)[0].id == shipped_id
    edit(folder / CODE / "policy.yaml", ("confirm_within_days: 365", "confirm_within_days: 364"))
    assert Rulebook.of(read_library(folder)).versions(CODE)[0].id != shipped_id


def test_words_and_cases_are_not_part_of_what_is_decided(folder: Path) -> None:
    shipped_id = shipped()[1].versions(CODE)[0].id
    edit(folder / CODE / "policy.yaml", ("mark: T", "mark: G"), ("逐月发放", "按月发放"))
    edit(folder / CODE / "cases.yaml", ("75周岁", "七十五周岁"))
    assert Rulebook.of(read_library(folder)).versions(CODE)[0].id == shipped_id


@pytest.mark.parametrize("name", ["unit: birth", "event_date: person.birth_date", "not_before: 2020-01-01"])
def test_what_picks_the_version_is_no_term_of_one(folder: Path, name: str) -> None:
    edit(folder / CODE / "policy.yaml", ("cases: cases.yaml}", f"cases: cases.yaml, terms: {{{name}}}}}"))
    error = refusal(folder)
    assert "versions/0/terms" in error.place


def test_a_version_may_lay_down_its_own_terms(folder: Path) -> None:
    terms = "terms: {confirm_within_days: 30, bodies: {responsible: hrss}}"
    edit(folder / CODE / "policy.yaml", ("cases: cases.yaml}", f"cases: cases.yaml, {terms}}}"))
    found = read_library(folder).policies[0].versions[0].terms
    assert (found.confirm_within_days, found.responsible) == (30, "hrss")
    assert found.instalments == "monthly", "what it does not mention is the policy's"
