"""Feeds on a real database: what applies, what is held back, what is refused, and that repeating changes nothing."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from eligibility.facts.api import FEED_APPLIED, Feed, QuarantinedRow, descriptor, descriptors, load_feed
from services.core.access.api import Purpose, reading
from services.core.audit.api import Actor, AuditEntry
from services.core.outbox.api import Event
from services.identity.api import masked_label
from tests.integration.facts.conftest import Load, stored
from tests.unit.facts.deliveries import (
    CHILD,
    GOLDEN,
    MOTHER,
    as_csv,
    as_json_lines,
    credit_code,
    golden,
    resident_id,
)

pytestmark = pytest.mark.django_db


def problems(feed: Feed) -> list[tuple[int, str, str, str]]:
    return [(row.line, row.field, row.value, row.code) for row in feed.quarantine.all()]


def counts(feed: Feed) -> tuple[int, int, int, int]:
    return feed.rows, feed.applied, feed.unchanged, feed.quarantined


@pytest.mark.parametrize("dataset", sorted(GOLDEN))
@pytest.mark.parametrize("written_as", [as_csv, lambda _dataset, rows: as_json_lines(rows)])
def test_golden_row_of_every_dataset_applies(dataset: str, written_as: Any, load: Load) -> None:
    name = "csv" if written_as is as_csv else "jsonl"
    feed = load(dataset, content=written_as(dataset, [golden(dataset)]), filename=f"{dataset}.{name}")
    assert problems(feed) == []
    assert (feed.state, counts(feed)) == (Feed.State.APPLIED, (1, 1, 0, 0))
    assert len(stored(dataset, "fact_id")) == 1


def test_every_dataset_has_a_golden_row() -> None:
    assert set(GOLDEN) == set(descriptors())


def test_good_rows_apply_and_bad_ones_are_held_back(load: Load) -> None:
    feed = load(
        "employer_wage",
        golden("employer_wage"),
        golden("employer_wage", year="2023", average_monthly_wage="-1"),
        golden("employer_wage", year="2022", average_monthly_wage="NaN"),
    )
    assert counts(feed) == (3, 1, 0, 2)
    assert problems(feed) == [
        (3, "average_monthly_wage", "-1", "minimum"),
        (4, "average_monthly_wage", "NaN", "not_finite"),
    ]
    assert [year for (year,) in stored("employer_wage", "year")] == [2024]


def test_a_row_says_everything_that_is_wrong_with_it_and_counts_once(load: Load) -> None:
    feed = load("birth", golden("birth", date="2026-01-01", kind="twins", live_births="2.5"))
    assert counts(feed) == (1, 0, 0, 1)
    assert [(field, code) for _, field, _, code in problems(feed)] == [
        ("date", "future"),
        ("kind", "enum"),
        ("live_births", "type.integer"),
    ]


def test_identifiers_and_accounts_are_never_kept_in_plain(load: Load) -> None:
    wrong = MOTHER[:-1] + ("0" if MOTHER[-1] != "0" else "1")
    feeds = [
        load("person", golden("person", id=wrong, hukou_district=MOTHER)),
        load("bank_account", golden("bank_account", account_no="6222-0210-0111-6245-702 ")),
        load("birth", golden("birth"), golden("birth", dystocia="true", mother=resident_id(13))),
    ]
    assert problems(feeds[0])[0] == (2, "id", f"{wrong[:3]}***********{wrong[-4:]}", "resident_id.checksum")
    rows = json.dumps([list(row) for row in QuarantinedRow.objects.values_list("field", "value", "params")])
    for secret in (MOTHER, wrong, "6222021001116245702", "6222-0210", resident_id(13)):
        assert secret not in rows


def test_encrypted_columns_hold_no_plain_text_and_the_hash_is_keyed(load: Load) -> None:
    load("bank_account")
    ((account, holder, kind),) = stored("bank_account", "account_no", "holder_name", "kind")
    assert b"6222021001116245702" not in bytes(account)
    assert "王芳".encode() not in bytes(holder)
    assert kind == "personal"


def test_reasons_speak_the_readers_language(load: Load) -> None:
    feed = load("employer_wage", golden("employer_wage", average_monthly_wage="-1"))
    row = feed.quarantine.get()
    with translation.override("en"):
        assert row.reason == "The value must not be less than 0."
    rejected = load("birth", content="出生".encode("gb18030"))
    with translation.override("en"):
        assert "GBK" in rejected.reason
        assert "Save it as UTF-8" in rejected.reason


class TestRepeating:
    def test_the_same_feed_changes_nothing_and_gives_the_first(self, load: Load, at: datetime) -> None:
        first = load("birth")
        events = Event.objects.count()
        again = load("birth", at=at + timedelta(hours=1))
        assert (again.pk, again.repeated, first.repeated) == (first.pk, True, False)
        assert Feed.objects.count() == 1
        assert Event.objects.count() == events
        assert len(stored("birth", "fact_id", current=False)) == 1

    def test_an_older_file_does_not_undo_a_newer_one(self, load: Load) -> None:
        load("birth", golden("birth", dystocia="false"))
        load("birth", golden("birth", dystocia="true"))
        load("birth", golden("birth", dystocia="false"))
        assert stored("birth", "dystocia") == [(True,)]

    def test_under_another_label_it_is_news_again(self, load: Load) -> None:
        load("birth", golden("birth", dystocia="false"), label="message 1")
        load("birth", golden("birth", dystocia="true"), label="message 2")
        load("birth", golden("birth", dystocia="false"), label="message 3")
        assert stored("birth", "dystocia") == [(False,)]

    def test_unchanged_rows_are_not_appended(self, load: Load) -> None:
        for dataset in GOLDEN:
            load(dataset)
            again = load(dataset, label="the same rows in another file")
            assert counts(again) == (1, 0, 1, 0), dataset
            assert len(stored(dataset, "fact_id", current=False)) == 1
        assert not Event.objects.filter(payload__feed=str(again.pk)).exists(), "nothing changed, nothing to announce"

    def test_another_spelling_of_a_value_is_no_change(self, load: Load) -> None:
        load("employer_wage", golden("employer_wage", average_monthly_wage="12000"))
        assert counts(load("employer_wage", golden("employer_wage", average_monthly_wage="12000.00"))) == (1, 0, 1, 0)

    def test_a_rejected_feed_can_be_sent_again(self, load: Load) -> None:
        bad = as_csv("birth", [], columns=["birth_no"])
        assert load("birth", content=bad).state == Feed.State.REJECTED
        assert load("birth", content=bad).state == Feed.State.REJECTED
        assert not load("birth").repeated


class TestSuccession:
    def test_changed_rows_supersede(self, load: Load, at: datetime) -> None:
        first = load("birth")
        later = at + timedelta(days=1)
        second = load("birth", golden("birth", dystocia="true"), at=later)
        assert counts(second) == (1, 1, 0, 0)
        rows = stored("birth", "dystocia", "recorded_at", "superseded_at", "feed_id", current=False)
        assert rows == [(False, at, later, first.pk), (True, later, None, second.pk)]

    def test_a_clock_that_went_back_keeps_the_order(self, load: Load, at: datetime) -> None:
        load("birth")
        load("birth", golden("birth", dystocia="true"), at=at - timedelta(hours=5))
        rows = stored("birth", "dystocia", "recorded_at", "superseded_at", current=False)
        assert sorted(rows, key=lambda row: row[0]) == [(False, at, at), (True, at, None)]

    def test_periods_follow_the_descriptor(self, load: Load) -> None:
        load("employment", golden("employment", ended="2020-06-30"))
        load("employer_wage")
        assert stored("employment", "valid_from", "valid_to") == [(date(2019, 7, 1), date(2020, 6, 30))]
        assert stored("employer_wage", "valid_from", "valid_to") == [(None, None)]


class TestDuplicatesInOneFile:
    def test_of_equal_rows_the_first_applies(self, load: Load) -> None:
        feed = load("birth", golden("birth"), golden("birth", birth_no="B2"), golden("birth"))
        assert counts(feed) == (3, 2, 0, 1)
        assert problems(feed) == [(4, "birth_no", "B2025-000001", "duplicate.row")]

    def test_of_contradicting_rows_none_does(self, load: Load) -> None:
        feed = load("birth", golden("birth"), golden("birth", dystocia="true"), golden("birth", birth_no="B2"))
        assert counts(feed) == (3, 1, 0, 2)
        assert [(row.line, row.code, row.params) for row in feed.quarantine.all()] == [
            (2, "duplicate.key", {"lines": "3"}),
            (3, "duplicate.key", {"lines": "2"}),
        ]

    def test_across_chunks(self, load: Load) -> None:
        rows = [golden("birth", birth_no=f"B{number}") for number in range(2100)]
        feed = load("birth", *rows, golden("birth", birth_no="B7"))
        assert counts(feed) == (2101, 2100, 0, 1)


class TestSubjects:
    def test_unknown_people_are_registered_once(self, load: Load) -> None:
        load("kinship")
        load("birth")
        ((mother, child),) = stored("birth", "mother", "child")
        assert stored("kinship", "person", "relative") == [(child, mother)]

    def test_names_go_to_identity_and_are_not_stored_here(self, load: Load) -> None:
        load("person")
        ((subject,),) = stored("person", "id")
        assert masked_label(subject) == "王*"
        assert "name" not in {field.name for field in descriptor("person").stored}

    def test_full_width_and_lower_case_identifiers_are_the_same_person(self, load: Load) -> None:
        ending_x = next(found for number in range(500) if (found := resident_id(number)).endswith("X"))
        load("person", golden("person", id=ending_x))
        again = load("person", golden("person", id=ending_x.lower().replace("3", "３")), label="again")
        assert counts(again) == (1, 0, 1, 0)

    def test_a_rejected_feed_registers_nobody(self, load: Load) -> None:
        content = as_csv("birth", [golden("birth")] * 3000) + b'"unclosed'
        feed = load("birth", content=content)
        assert (feed.state, feed.code) == (Feed.State.REJECTED, "csv.syntax")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM identity_person")
            assert cursor.fetchone() == (0,)
        assert stored("birth", "fact_id", current=False) == []
        assert not QuarantinedRow.objects.exists()


class TestRejection:
    def test_gbk_is_refused_and_nothing_applies(self, load: Load) -> None:
        content = as_csv("enterprise", [golden("enterprise")]).decode().encode("gb18030")
        feed = load("enterprise", content=content)
        assert (feed.state, feed.code, feed.params) == (Feed.State.REJECTED, "encoding.gbk", {"line": 2})
        assert counts(feed) == (0, 0, 0, 0)
        assert stored("enterprise", "fact_id") == []

    def test_utf16_is_refused(self, load: Load) -> None:
        content = as_csv("enterprise", [golden("enterprise")]).decode().encode("utf-16")
        assert load("enterprise", content=content).code == "encoding.utf16"

    @pytest.mark.parametrize("dataset", ["birth", "enterprise"])
    def test_a_bom_is_welcome(self, dataset: str, load: Load) -> None:
        assert counts(load(dataset, content=b"\xef\xbb\xbf" + as_csv(dataset, [golden(dataset)]))) == (1, 1, 0, 0)
        lines = b"\xef\xbb\xbf" + as_json_lines([golden(dataset)])
        assert counts(load(dataset, content=lines, filename="x.jsonl")) == (1, 0, 1, 0)

    @pytest.mark.parametrize("column", list(GOLDEN["birth"]))
    def test_a_missing_column_rejects_the_whole(self, column: str, load: Load) -> None:
        row = golden("birth")
        del row[column]
        feed = load("birth", content=as_csv("birth", [row], columns=list(row)))
        assert (feed.code, feed.params) == ("columns.missing", {"columns": column})
        as_lines = load("birth", content=as_json_lines([row]), filename="birth.jsonl")
        assert (as_lines.code, as_lines.params) == ("columns.missing", {"columns": column})
        assert stored("birth", "fact_id") == []

    def test_an_unknown_column_rejects_the_whole(self, load: Load) -> None:
        row = {**golden("birth"), "father": resident_id(99)}
        feed = load("birth", content=as_csv("birth", [row], columns=list(row)))
        assert feed.code == "columns.unknown"
        assert feed.params["columns"] == "father"

    def test_is_recorded(self, load: Load, body: Actor) -> None:
        feed = load("birth", content=b"")
        assert feed.code == "file.empty"
        entry = AuditEntry.objects.get(action="facts.feed.rejected")
        assert (entry.object_id, entry.actor.id) == (str(feed.pk), body.id)


def test_application_is_audited_and_announced_without_personal_data(load: Load) -> None:
    feed = load("birth")
    entry = AuditEntry.objects.get(action="facts.feed.applied")
    assert entry.object_id == str(feed.pk)
    assert entry.data == {"dataset": "birth", "rows": 1, "applied": 1, "unchanged": 0, "quarantined": 0}
    assert Event.objects.get(topic=FEED_APPLIED).payload == {"feed": str(feed.pk)}
    assert feed.body == "health"


def test_a_large_feed_needs_a_constant_number_of_queries_a_chunk(load: Load) -> None:
    def queries(rows: int, start: int) -> int:
        feed_rows = [golden("kinship", person=resident_id(start + number)) for number in range(rows)]
        with CaptureQueriesContext(connection) as captured:
            load("kinship", *feed_rows)
        return len(captured)

    assert queries(20, 0) == queries(1500, 100)


def test_progress_tells_how_many_rows_are_done(load: Load) -> None:
    told: list[int] = []
    load("birth", *(golden("birth", birth_no=f"B{number}") for number in range(4100)), progress=told.append)
    assert told == [2000, 4000, 4100]


def test_reading_is_not_enough_for_writing_elsewhere(load: Load, at: datetime) -> None:
    """A reading opens what it declares; a feed inside it is a writing of its own."""
    with reading(actor=Actor.system("t"), at=at, purpose=Purpose.CASEWORK, datasets=["birth"], scope="test"):
        assert load("person").applied == 1


def test_two_feeds_of_a_dataset_in_one_transaction(load: Load) -> None:
    load("employer_wage")
    load("employer_wage", golden("employer_wage", employer=credit_code(5)))
    assert len(stored("employer_wage", "fact_id")) == 2


def test_children_of_a_feed_are_people(load: Load) -> None:
    load("birth")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM identity_subject WHERE kind = 'person'")
        assert cursor.fetchone() == (2,)
    assert CHILD != MOTHER


def test_synthetic_people_are_marked(load: Load) -> None:
    load("birth", synthetic=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM identity_subject WHERE synthetic")
        assert cursor.fetchone() == (2,)


def test_accepts_an_open_file(body: Actor, at: datetime) -> None:
    source = io.BytesIO(as_csv("birth", [golden("birth")]))
    feed = load_feed(dataset="birth", content=source, filename="birth.csv", actor=body, at=at)
    assert feed.applied == 1
    assert not source.closed
