"""The dated trees of bodies and areas, as loaded and as read."""

from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from services.bodies.api import (
    Loaded,
    TreeRefused,
    area_chain,
    area_descendants,
    area_name,
    body_descendants,
    body_exists,
    body_name,
    body_names,
    load_areas,
    load_bodies,
)
from services.core.audit.api import Actor, AuditEntry

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("tests")
START, MERGER = date(2000, 1, 1), date(2018, 3, 1)
BEFORE, AFTER = date(2018, 2, 28), MERGER


def body(code: str, parent: str = "", *, since: date = START, until: date | None = None, **more: Any) -> dict[str, Any]:
    names = more.pop("names", {"zh-hans": f"{code}局", "en": f"{code} bureau"})
    entry = {"code": code, "kind": "department", "names": names, "parent": parent, "valid_from": since, **more}
    return entry if until is None else {**entry, "valid_to": until}


def area(code: str, level: str, parent: str = "", *, since: date = START, until: date | None = None) -> dict[str, Any]:
    names = {"zh-hans": f"{code}区", "en": f"Area {code}"}
    return {
        "code": code,
        "level": level,
        "names": names,
        "parent": parent,
        "valid_from": since,
        "valid_to": until,
    }


CITY = [
    area("990000", "city"),
    area("990101", "district", "990000"),
    area("990102", "district", "990000", until=MERGER),
    area("990101001", "street", "990101"),
    # Its district was merged into the neighbour: the street stayed, its parent changed.
    area("990102001", "street", "990102", until=MERGER),
    area("990102001", "street", "990101", since=MERGER),
]


@pytest.fixture
def city(at: datetime) -> None:
    load_areas(data=CITY, actor=ACTOR, at=at)


@pytest.mark.usefixtures("city")
def test_a_chain_leads_from_the_city_to_the_street_of_the_day() -> None:
    assert [place.code for place in area_chain("990102001", BEFORE)] == ["990000", "990102", "990102001"]
    assert [place.code for place in area_chain("990102001", AFTER)] == ["990000", "990101", "990102001"]
    assert area_chain("990102", AFTER) == []
    assert area_chain("nowhere", AFTER) == []
    assert [place.level for place in area_chain("990101001", AFTER)] == ["city", "district", "street"]


@pytest.mark.usefixtures("city")
def test_what_lies_inside_an_area_depends_on_the_day() -> None:
    assert area_descendants("990101", BEFORE) == ["990101", "990101001"]
    assert area_descendants("990101", AFTER) == ["990101", "990101001", "990102001"]
    assert area_descendants("990102", AFTER) == []
    assert set(area_descendants("990000", BEFORE)) == {entry["code"] for entry in CITY}


@pytest.mark.usefixtures("city")
def test_each_question_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        area_chain("990102001", AFTER)
    with django_assert_num_queries(1):
        area_descendants("990000", AFTER)
    with django_assert_num_queries(1):
        body_names(["a", "b", "c"], AFTER)


def test_a_body_is_called_what_it_was_called_on_the_day(at: datetime) -> None:
    old, new = {"zh-hans": "计生委", "en": "Old"}, {"zh-hans": "卫健委", "en": "New"}
    data = [body("health", names=old, until=MERGER), body("health", names=new, since=MERGER)]
    load_bodies(data=data, actor=ACTOR, at=at)
    assert body_name("health", BEFORE, "zh-hans") == "计生委"
    assert body_name("health", AFTER, "zh-hans") == "卫健委"
    with translation.override("en"):
        assert body_name("health", AFTER) == "New"
    assert body_name("unknown", AFTER) == "unknown"
    assert body_names(["health", "unknown"], AFTER, "en") == {"health": "New", "unknown": "unknown"}
    assert body_exists("health", BEFORE)
    assert not body_exists("health", date(1999, 12, 31))


def test_bodies_below_a_body(at: datetime) -> None:
    load_bodies(data=[body("city"), body("hrss", "city"), body("centre", "hrss"), body("police")], actor=ACTOR, at=at)
    assert body_descendants("city", AFTER) == ["city", "hrss", "centre"]


@pytest.mark.usefixtures("city")
def test_an_areas_own_name() -> None:
    assert area_name("990101", AFTER, "en") == "Area 990101"
    assert area_name("000000", AFTER) == "000000"


def test_loading_again_changes_nothing(at: datetime) -> None:
    assert load_areas(data=CITY, actor=ACTOR, at=at) == Loaded(added=6, changed=0, unchanged=0)
    assert load_areas(data=CITY, actor=ACTOR, at=at) == Loaded(added=0, changed=0, unchanged=6)
    assert AuditEntry.objects.filter(action="bodies.area.loaded").count() == 1


def test_dates_may_come_as_text(at: datetime) -> None:
    load_bodies(data=[body("health")], actor=ACTOR, at=at)
    again = body("health") | {"valid_from": "2000-01-01"}
    assert load_bodies(data=[again], actor=ACTOR, at=at) == Loaded(added=0, changed=0, unchanged=1)


def test_a_rename_ends_the_old_row_and_begins_a_new_one(at: datetime) -> None:
    load_bodies(data=[body("health")], actor=ACTOR, at=at)
    data = [body("health", until=MERGER), body("health", since=MERGER, names={"zh-hans": "新", "en": "New"})]
    assert load_bodies(data=data, actor=ACTOR, at=at) == Loaded(added=1, changed=1, unchanged=0)
    assert body_name("health", AFTER, "en") == "New"


@pytest.mark.parametrize(
    "data",
    [
        [body("a"), body("a", since=MERGER)],
        [body("a"), body("a")],
        [body("a", "missing")],
        [body("a", until=MERGER), body("b", "a")],
        [body("a", "b"), body("b", "a")],
        [body("a", "a")],
        [body("a", until=START)],
        [body("a", names={})],
        [body("a", names={"en": "No Chinese"})],
        [body("a", names={"fr": "Bureau", "zh-hans": "局"})],
        [body("a", kind="guild")],
        [body("a", colour="red")],
        [{"code": "a", "kind": "department"}],
        [body("a") | {"valid_from": "yesterday"}],
        [body("")],
    ],
)
def test_what_makes_no_tree_is_refused_whole_and_said(at: datetime, data: list[dict[str, Any]]) -> None:
    with pytest.raises(TreeRefused) as refused:
        load_bodies(data=[body("sound"), *data], actor=ACTOR, at=at)
    assert refused.value.messages
    assert not body_exists("sound", AFTER)


def test_a_child_area_must_be_smaller(at: datetime) -> None:
    with pytest.raises(TreeRefused):
        load_areas(data=[area("1", "district"), area("2", "district", "1")], actor=ACTOR, at=at)


@pytest.mark.parametrize(
    "values",
    [
        ("health", "2001-01-01", None),  # a second open row
        ("health", "2000-01-01", "2001-01-01"),  # a second row with one beginning
        ("other", "2001-01-01", "2001-01-01"),  # a row without a day
    ],
)
def test_the_database_refuses_too(at: datetime, values: tuple[str, str, str | None]) -> None:
    load_bodies(data=[body("health")], actor=ACTOR, at=at)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bodies_body (id, kind, names, parent, code, valid_from, valid_to)"
            " VALUES (gen_random_uuid(), 'department', '{}', '', %s, %s, %s)",
            values,
        )


def write(folder: Path, text: str) -> Path:
    file = folder / "city.yaml"
    file.write_text(text, encoding="utf-8")
    return file


SMALL_CITY = """
name: {zh-hans: 某市, en: Some City}
code: "990000"
portal: {name: {zh-hans: 某市通办, en: Tongban Some City}}
contact: {phone: "12345", security: "mailto:a@b.example"}
legal: {operator: {zh-hans: 某局, en: Some Bureau}, privacy_contact: p@b.example}
bodies:
  - {code: city_government, kind: government, names: {zh-hans: 市政府, en: Government}, valid_from: 2000-01-01}
  - code: hrss
    kind: department
    names: {zh-hans: 人力资源和社会保障局, en: Human Resources}
    parent: city_government
    valid_from: 2000-01-01
areas:
  - {code: "990000", level: city, names: {zh-hans: 某市, en: Some City}, valid_from: 2000-01-01}
"""


def test_a_city_is_loaded_from_a_file(tmp_path: Path, settings: Settings) -> None:
    settings.TONGBAN_TODAY = date(2025, 12, 1)
    out = StringIO()
    call_command("new_city", str(write(tmp_path, SMALL_CITY)), stdout=out)
    assert "bodies: 2 added, 0 changed, 0 unchanged\nareas: 1 added, 0 changed, 0 unchanged\n" in out.getvalue()
    assert body_descendants("city_government", AFTER) == ["city_government", "hrss"]


@pytest.mark.parametrize(
    "text",
    [
        "- a list",
        "bodies: {a: 1}",
        "bodies: [a: : b",
        "bodies: [text]",
        SMALL_CITY.replace("parent: city_government", "parent: nobody"),
        SMALL_CITY.replace("level: city", "level: planet"),
    ],
)
def test_a_bad_file_is_refused_whole(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError):
        call_command("new_city", str(write(tmp_path, text)))
    assert not body_exists("city_government", AFTER)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="absent"):
        call_command("new_city", str(tmp_path / "absent.yaml"))
