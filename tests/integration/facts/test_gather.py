"""Gathering: the relation tree, days of validity and of knowledge, a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eligibility.engine.api import Record, Unknown
from eligibility.facts.api import UnknownPath, datasets_of, descriptors, gather
from services.core.access.api import AccessNotRecorded, Purpose, reading
from services.core.audit.api import Actor
from tests.integration.facts.conftest import Load
from tests.unit.facts.deliveries import CHILD, MOTHER, credit_code, golden, resident_id

pytestmark = pytest.mark.django_db

Path = tuple[str, ...]
MATERNITY: frozenset[Path] = frozenset(
    {
        ("birth", "kind"),
        ("birth", "date", "year"),
        ("birth", "live_births"),
        ("birth", "mother", "employment", "insured"),
        ("birth", "mother", "employment", "employer", "wages", "year"),
        ("birth", "mother", "employment", "employer", "wages", "average_monthly_wage"),
        ("event_date",),
    }
)
TODAY = date(2025, 12, 1)


@pytest.fixture
def read(at: datetime) -> Any:
    """Gather inside a reading of everything."""

    def gathered(unit: str, paths: Collection[Path], **given: Any) -> list[Record]:
        with reading(
            actor=Actor.system("test"), at=at, purpose=Purpose.MATCHING, datasets=sorted(descriptors()), scope=unit
        ):
            return list(gather(unit=unit, paths=paths, **{"valid_on": TODAY, **given}))

    return gathered


@pytest.fixture
def city(load: Load) -> None:
    for dataset in descriptors():
        load(dataset)


def test_follows_relations_to_records_with_their_sources(city: None, read: Any) -> None:
    (birth,) = read("birth", MATERNITY)
    assert (birth.dataset, birth.key) == ("birth", "B2025-000001")
    assert (birth["kind"], birth["date"], birth["live_births"]) == ("live_birth", date(2025, 11, 20), Decimal(1))
    assert birth.source is not None
    assert (birth.source.body, birth.source.recorded) == ("health", TODAY)
    employment = birth["mother"]["employment"]
    assert (employment["insured"], employment.source.body) == (True, "hrss")
    (wage,) = employment["employer"]["wages"]
    assert (wage["year"], wage["average_monthly_wage"]) == (Decimal(2024), Decimal("12000.00"))
    assert birth.subject == birth["mother"].subject


def test_loads_only_the_fields_that_paths_name(city: None, read: Any) -> None:
    (birth,) = read("birth", {("birth", "kind"), ("birth", "mother", "sex")})
    assert set(birth) == {"kind", "mother"}
    assert set(birth["mother"]) == {"sex"}


def test_loads_a_whole_record_without_references_or_secrets(city: None, read: Any) -> None:
    (account,) = read("bank_account", {("bank_account",)})
    assert set(account) == {"bank_code", "kind"}


@pytest.mark.parametrize("path", [("bank_account", "account_no"), ("birth", "mothers"), ("person", "name")])
def test_refuses_a_path_that_rules_may_not_read(path: Path, read: Any) -> None:
    with pytest.raises(UnknownPath, match=r"\.".join(path)):
        read(path[0], {path})


def test_children_and_parents_follow_kinship_in_both_directions(load: Load, read: Any) -> None:
    other = resident_id(31, born=date(2023, 4, 1))
    load("person", golden("person"), golden("person", id=CHILD, name="", birth_date="2025-11-20"))
    load(
        "kinship",
        golden("kinship"),
        golden("kinship", person=MOTHER, relative=CHILD, kind="child"),
        golden("kinship", person=MOTHER, relative=other, kind="child", since=""),
    )
    people = {
        one.key: one for one in read("person", {("person", "children", "birth_date"), ("person", "parents", "sex")})
    }
    mother = next(one for one in people.values() if one["children"])
    undescribed, born = mother["children"]
    assert born["birth_date"] == date(2025, 11, 20)
    assert undescribed.unknown == {"birth_date"}, "a child without a row of its own is still a child"
    assert undescribed.source is None
    child = people[str(born.subject)]
    assert [parent["sex"] for parent in child["parents"]] == ["F"]
    assert child["children"] == []


def test_missing_values_are_absent_or_unknown_as_described(load: Load, read: Any) -> None:
    load("birth", golden("birth", child="", dystocia="", kind="loss", live_births="0"))
    (birth,) = read(
        "birth",
        {
            ("birth", "child", "sex"),
            ("birth", "dystocia"),
            ("birth", "mother", "employment", "insured"),
            ("birth", "mother", "employments", "insured"),
            ("birth", "mother", "sex"),
            ("birth", "mother", "death_date"),
        },
    )
    assert birth["child"] is None
    assert birth.unknown == {"dystocia"}
    mother = birth["mother"]
    assert mother["employment"] == Unknown({"birth.mother.employment"})
    assert mother["employments"] == []
    assert mother.unknown == {"sex", "death_date"}, "without a row even what is usually absent is not known"


def test_relations_of_a_subject_without_a_row_are_still_followed(load: Load, read: Any) -> None:
    load("birth")
    load("employment")
    load("employer_wage")
    (birth,) = read("birth", MATERNITY)
    (wage,) = birth["mother"]["employment"]["employer"]["wages"]
    assert wage["average_monthly_wage"] == Decimal(12000)


@pytest.mark.parametrize(
    ("day", "insured"),
    [
        (date(2019, 6, 30), None),
        (date(2019, 7, 1), True),
        (date(2020, 6, 30), True),
        (date(2020, 7, 1), None),
        (date(2021, 1, 1), False),
    ],
)
def test_valid_on_picks_the_rows_of_the_day(day: date, insured: bool | None, load: Load, read: Any) -> None:
    load("person")
    load(
        "employment",
        golden("employment", ended="2020-06-30"),
        golden("employment", employer=credit_code(78), started="2021-01-01", insured="false"),
    )
    (person,) = read(
        "person", {("person", "employment", "insured"), ("person", "employments", "started")}, valid_on=day
    )
    found = person["employment"]
    assert (None if isinstance(found, Unknown) else found["insured"]) is insured
    begun = [date(2019, 7, 1), date(2021, 1, 1)]
    assert [one["started"] for one in person["employments"]] == [start for start in begun if start <= day]


def test_units_that_have_not_begun_are_left_out(load: Load, read: Any) -> None:
    load("birth")
    assert read("birth", {("birth", "kind")}, valid_on=date(2025, 11, 19)) == []
    assert len(read("birth", {("birth", "kind")}, valid_on=date(2025, 11, 20))) == 1


def test_without_valid_on_each_event_has_its_own_day(load: Load, read: Any) -> None:
    load("employment", golden("employment", ended="2020-06-30"))
    load("birth", golden("birth", date="2020-06-30"), golden("birth", birth_no="B2", date="2020-07-01"))
    births = read("birth", {("birth", "mother", "employment", "insured")}, valid_on=None)
    unknown = {one.key: isinstance(one["mother"]["employment"], Unknown) for one in births}
    assert unknown == {"B2025-000001": False, "B2": True}
    with pytest.raises(ValueError, match="no event"):
        read("person", {("person", "sex")}, valid_on=None)


def test_known_at_gives_what_was_recorded_by_then(load: Load, read: Any, at: datetime) -> None:
    load("birth", golden("birth", dystocia="false"))
    load("birth", golden("birth", dystocia="true"), at=at + timedelta(days=2))
    path = {("birth", "dystocia")}
    assert read("birth", path, known_at=at - timedelta(seconds=1)) == []
    assert [one["dystocia"] for one in read("birth", path, known_at=at)] == [False]
    assert [one["dystocia"] for one in read("birth", path, known_at=at + timedelta(days=2, seconds=-1))] == [False]
    assert [one["dystocia"] for one in read("birth", path, known_at=at + timedelta(days=2))] == [True]
    assert [one["dystocia"] for one in read("birth", path)] == [True]


def test_keys_and_subjects_narrow_the_units(load: Load, read: Any) -> None:
    load("birth", golden("birth"), golden("birth", birth_no="B2", mother=resident_id(13)))
    load("employer_wage", golden("employer_wage"), golden("employer_wage", year="2023", average_monthly_wage="11000"))
    first, _second = read("birth", {("birth", "kind")})
    assert [one.key for one in read("birth", {("birth", "kind")}, keys=["B2", "B9"])] == ["B2"]
    assert [one.key for one in read("birth", {("birth", "kind")}, subjects=[first.subject])] == [first.key]
    wages = read("employer_wage", {("employer_wage", "year")})
    key = next(one.key for one in wages if one["year"] == 2023)
    assert [one["year"] for one in read("employer_wage", {("employer_wage", "year")}, keys=[key])] == [2023]


def test_queries_do_not_grow_with_the_rows_of_a_chunk(load: Load, read: Any) -> None:
    mothers = [resident_id(number) for number in range(100, 140)]
    firms = [credit_code(number) for number in range(5)]
    load("person", *(golden("person", id=mother, name="") for mother in mothers))
    load(
        "employment",
        *(golden("employment", employee=mother, employer=firms[number % 5]) for number, mother in enumerate(mothers)),
    )
    load("employer_wage", *(golden("employer_wage", employer=firm) for firm in firms))
    load(
        "birth",
        *(golden("birth", birth_no=f"B{number}", mother=mother, child="") for number, mother in enumerate(mothers)),
    )
    counts = []
    for keys in (["B1"], [f"B{number}" for number in range(40)]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = read("birth", MATERNITY, keys=keys)
        assert len(found) == len(keys)
        assert all(one["mother"]["employment"]["employer"]["wages"] for one in found)
        counts.append(len(queries))
    assert counts == [6, 6], "the access entry, the births and the four levels below them"


def test_a_population_comes_in_chunks_from_one_snapshot(load: Load, read: Any) -> None:
    load("birth", *(golden("birth", birth_no=f"B{number}") for number in range(7)))
    with CaptureQueriesContext(connection) as queries:
        found = read("birth", {("birth", "mother", "sex")}, chunk=3)
    assert sorted(one.key for one in found) == [f"B{number}" for number in range(7)]
    assert len(queries) == 2 + 3, "the access entry, the births, and the mothers of three chunks"


def test_raises_outside_a_reading() -> None:
    with pytest.raises(AccessNotRecorded):
        gather(unit="birth", paths={("birth", "kind")}, valid_on=TODAY)


def test_raises_for_a_dataset_that_the_reading_did_not_declare(city: None, at: datetime) -> None:
    with (
        reading(actor=Actor.system("test"), at=at, purpose=Purpose.MATCHING, datasets=["birth"], scope="birth"),
        pytest.raises(AccessNotRecorded, match="person"),
    ):
        list(gather(unit="birth", paths={("birth", "mother", "sex")}, valid_on=TODAY))


def test_datasets_of_names_what_a_reading_has_to_declare() -> None:
    assert datasets_of("person", {("person", "children", "birth_date"), ("person", "employment")}) == {
        "person",
        "kinship",
        "employment",
    }


def test_who_never_gave_birth_has_no_births(load: Load, read: Any) -> None:
    """A row of another key about the same subject is either there or not: nobody has an undescribed birth."""
    load("person")
    (mother,) = read("person", {("person", "births", "kind")})
    assert mother["births"] == []
    load("birth")
    (mother,) = read("person", {("person", "births", "kind")})
    assert [birth["kind"] for birth in mother["births"]] == ["live_birth"]
