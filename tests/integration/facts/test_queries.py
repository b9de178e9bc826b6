"""A subject's account, a subject's own view, and parents who act for their children."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from uuid import UUID

import pytest
from django.utils import translation

from eligibility.facts.api import ACCOUNT_DATASET, KnownAccount, descriptors, facts_of, known_account
from eligibility.facts.kinship import KinshipFacts
from services.core.access.api import AccessEntry, AccessNotRecorded, Purpose, reading
from services.core.audit.api import Actor
from services.identity.api import Relation, find_enterprises, find_persons, may_represent
from tests.integration.facts.conftest import Load
from tests.unit.facts.deliveries import CHILD, EMPLOYER, GOLDEN, MOTHER, golden, resident_id

pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 1)


@pytest.fixture(autouse=True)
def _city(load: Load) -> None:
    for dataset in GOLDEN:
        load(dataset)


@pytest.fixture
def mother() -> UUID:
    return find_persons([MOTHER])[MOTHER]


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def opened(subject: UUID, at: datetime, *datasets: str) -> AbstractContextManager[None]:
    return reading(
        actor=Actor.system("test"),
        at=at,
        purpose=Purpose.OWN_VIEW,
        datasets=datasets or sorted(descriptors()),
        subjects=[subject],
    )


class TestKnownAccount:
    def test_is_decrypted(self, mother: UUID, at: datetime) -> None:
        with opened(mother, at, ACCOUNT_DATASET):
            account = known_account(mother, on=TODAY)
        assert account == KnownAccount("6222021001116245702", "ICBKCNBJSHI", "王芳", "personal")
        assert "6222021001116245702" not in repr(account)

    def test_of_an_enterprise(self, load: Load, at: datetime) -> None:
        load("bank_account", golden("bank_account", holder=EMPLOYER, kind="corporate"), label="firms")
        firm = find_enterprises([EMPLOYER])[EMPLOYER]
        with opened(firm, at, ACCOUNT_DATASET):
            account = known_account(firm, on=TODAY)
        assert account is not None
        assert account.kind == "corporate"

    def test_the_latest_counts(self, load: Load, mother: UUID, at: datetime) -> None:
        load("bank_account", golden("bank_account", account_no="6222021001116249999"), label="changed")
        with opened(mother, at, ACCOUNT_DATASET):
            account = known_account(mother, on=TODAY)
        assert account is not None
        assert account.number == "6222021001116249999"

    def test_none_is_none(self, at: datetime) -> None:
        child = find_persons([CHILD])[CHILD]
        with opened(child, at, ACCOUNT_DATASET):
            assert known_account(child, on=TODAY) is None

    def test_needs_a_reading(self, mother: UUID) -> None:
        with pytest.raises(AccessNotRecorded):
            known_account(mother, on=TODAY)


class TestFactsOf:
    @pytest.mark.usefixtures("english")
    def test_shows_everything_about_a_subject(self, mother: UUID, at: datetime) -> None:
        with opened(mother, at):
            sheets = {sheet.dataset: sheet for sheet in facts_of(mother, on=TODAY)}
        assert set(sheets) == {dataset for dataset, row in GOLDEN.items() if MOTHER in row.values()}
        lines = {line.label: line.value for line in sheets["employment"].lines}
        assert lines["Monthly contribution base"] == "¥11,000.00 a month"
        assert lines["First day of employment"] == "1 July 2019"
        assert lines["Last day of employment"] == "None on record"
        assert (sheets["birth"].title, sheets["birth"].body, sheets["birth"].recorded) == ("Births", "health", TODAY)
        assert ("Kind", "Live birth") in {(line.label, line.value) for line in sheets["birth"].lines}

    def test_masks_accounts_and_other_people(self, mother: UUID, at: datetime) -> None:
        with opened(mother, at):
            shown = repr(facts_of(mother, on=TODAY))
        assert "622************5702" in shown
        for secret in ("6222021001116245702", MOTHER, CHILD):
            assert secret not in shown

    def test_needs_a_reading_of_every_dataset(self, mother: UUID, at: datetime) -> None:
        with opened(mother, at, "person"), pytest.raises(AccessNotRecorded):
            facts_of(mother, on=TODAY)


class TestActingForAChild:
    @pytest.mark.parametrize(
        ("born", "may"),
        [("2025-11-20", True), ("2007-12-02", True), ("2007-12-01", False), ("1990-01-01", False), ("", False)],
    )
    def test_while_it_is_a_minor(self, born: str, may: bool, load: Load, mother: UUID) -> None:
        load("person", golden("person", id=CHILD, name="", birth_date=born), label="children")
        child = find_persons([CHILD])[CHILD]
        assert list(KinshipFacts().children_of(mother, TODAY)) == ([child] if may else [])
        assert may_represent(person=mother, subject=child, on=TODAY) == (Relation.CHILD if may else None)

    def test_born_on_a_leap_day(self, load: Load, mother: UUID) -> None:
        load("person", golden("person", id=CHILD, name="", birth_date="2008-02-29"), label="children")
        load("kinship", golden("kinship", since="2008-02-29"), label="since")
        source = KinshipFacts()
        assert len(source.children_of(mother, date(2026, 2, 28))) == 1
        assert len(source.children_of(mother, date(2026, 3, 1))) == 0

    def test_not_after_the_relation_ended_and_not_for_other_kin(self, load: Load, mother: UUID) -> None:
        load("person", golden("person", id=CHILD, name="", birth_date="2025-11-20"), label="children")
        load(
            "kinship",
            golden("kinship", until="2025-11-30"),
            golden("kinship", kind="spouse"),
            golden("kinship", person=resident_id(70), kind="child"),
            label="ended",
        )
        assert list(KinshipFacts().children_of(mother, TODAY)) == []

    def test_is_in_the_access_log_of_both(self, load: Load, mother: UUID) -> None:
        load("person", golden("person", id=CHILD, name="", birth_date="2025-11-20"), label="children")
        KinshipFacts().children_of(mother, TODAY)
        entries = AccessEntry.objects.filter(purpose=Purpose.REPRESENTATION).values_list("subject", "datasets")
        assert dict(entries) == {mother: ["kinship"], find_persons([CHILD])[CHILD]: ["person"]}
