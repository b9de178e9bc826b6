"""Which rows of a unit a feed concerns: directly, through relations, through what was replaced."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eligibility.facts.api import changed_units, datasets_of, feed_applied_at, feed_dataset, feed_size, subjects_of
from eligibility.facts.tree import everything
from tests.integration.facts.conftest import Load, stored
from tests.unit.facts.deliveries import CHILD, credit_code, golden, resident_id

pytestmark = pytest.mark.django_db

Path = tuple[str, ...]
MATERNITY: Collection[Path] = [
    ("birth", "kind"),
    ("birth", "mother", "employments", "employer", "wages", "average_monthly_wage"),
]
CHILDCARE: Collection[Path] = [("person", "parents", "births", "lawful"), ("person", "birth", "lawful")]


@pytest.fixture
def city(load: Load) -> None:
    """Two mothers in two firms, each with a birth."""
    other = resident_id(50)
    load("birth", golden("birth"), golden("birth", birth_no="B2", mother=other, child=""))
    load("employment", golden("employment"), golden("employment", employee=other, employer=credit_code(5)))
    load("person", golden("person"), golden("person", id=CHILD, name="", birth_date="2025-11-20"))


def changed(
    load: Load, dataset: str, *rows: Any, unit: str = "birth", paths: Any = MATERNITY, **given: Any
) -> list[str]:
    return changed_units(load(dataset, *rows, label="news", **given).pk, unit=unit, paths=paths)


def test_its_own_rows(city: None, load: Load) -> None:
    rows = [
        golden("birth", dystocia="true"),
        golden("birth", birth_no="B2", mother=resident_id(50), child=""),
        golden("birth", birth_no="B3"),
    ]
    assert changed(load, "birth", *rows) == ["B2025-000001", "B3"]


def test_a_subjects_own_row(city: None, load: Load) -> None:
    assert changed(load, "person", golden("person", sex="M"), paths=[("birth", "mother", "sex")]) == ["B2025-000001"]
    assert changed(load, "person", golden("person", sex="M"), paths=[("birth", "kind")]) == []


def test_the_end_of_a_long_way(city: None, load: Load) -> None:
    assert changed(load, "employer_wage", golden("employer_wage")) == ["B2025-000001"]
    assert changed(load, "employer_wage", golden("employer_wage", employer=credit_code(99))) == []


def test_through_a_subject_that_no_row_describes(load: Load) -> None:
    load("birth")
    assert changed(load, "employment") == ["B2025-000001"]


def test_what_is_outside_the_paths_does_not_matter(city: None, load: Load) -> None:
    assert changed(load, "kinship") == []
    assert changed(load, "employment", golden("employment", insured="false"), paths=[("birth", "kind")]) == []


def test_links(city: None, load: Load) -> None:
    paths = [("person", "parents", "sex"), ("person", "children", "sex")]
    mother_and_child = sorted(str(one) for (one,) in stored("person", "id"))
    assert changed(load, "kinship", unit="person", paths=paths) == mother_and_child


def test_behind_links(city: None, load: Load) -> None:
    load("kinship")
    child = next(str(one) for (one,) in stored("birth", "child") if one)
    assert changed(load, "birth", golden("birth", lawful="false"), unit="person", paths=CHILDCARE) == [child]
    later = golden("birth", birth_no="B9", child="", date="2025-11-30")
    assert changed(load, "birth", later, unit="person", paths=CHILDCARE) == [child], "a birth of the child's mother"


def test_the_one_that_a_row_no_longer_names_is_concerned_too(city: None, load: Load) -> None:
    paths = [("person", "births", "kind")]
    load("person", golden("person", id=resident_id(50), name=""), label="the other mother")
    moved = golden("birth", mother=resident_id(50))
    assert len(changed(load, "birth", moved, unit="person", paths=paths)) == 2


def test_without_paths_every_relation_is_followed(city: None, load: Load, at: Any) -> None:
    load("kinship")
    for dataset in sorted(datasets_of("birth", everything("birth"))):
        feed = load(dataset, label="again", at=at + timedelta(minutes=1))
        assert changed_units(feed.pk, unit="birth") == ([] if feed.unchanged else ["B2025-000001"]), dataset


def test_nothing_is_concerned_by_a_feed_that_changed_nothing(city: None, load: Load) -> None:
    assert changed(load, "employment", golden("employment")) == []


def test_queries_do_not_grow_with_the_rows(city: None, load: Load) -> None:
    counts = []
    for size in (1, 200):
        feed = load(
            "employment", *(golden("employment", employee=resident_id(1000 + n)) for n in range(size)), label=str(size)
        )
        with CaptureQueriesContext(connection) as queries:
            changed_units(feed.pk, unit="birth", paths=MATERNITY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_subjects_of_units(city: None) -> None:
    mothers = dict(stored("birth", "birth_no", "mother"))
    assert subjects_of(unit="birth", keys=["B2"]) == [mothers["B2"]]
    assert subjects_of(unit="birth", keys=list(mothers)) == sorted(mothers.values())
    assert subjects_of(unit="birth", keys=[]) == []


def test_about_a_feed(load: Load, at: Any) -> None:
    feed = load(
        "employer_wage",
        golden("employer_wage"),
        golden("employer_wage", year="2023"),
        golden("employer_wage", year="x"),
    )
    assert (feed_dataset(feed.pk), feed_size(feed.pk), feed_applied_at(feed.pk)) == ("employer_wage", 2, at)
