"""Subjects come into being once, whatever brings them."""

import threading
from datetime import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DataError
from pytest_django import DjangoAssertNumQueries

from services.core.audit.api import AuditEntry
from services.core.transitions.api import history
from services.identity.api import (
    InvalidIdentifier,
    find_enterprises,
    find_persons,
    labels,
    masked_id,
    masked_label,
    masked_labels,
    name_of,
    resolve_enterprises,
    resolve_persons,
    subject_label,
)
from tests.integration.identity.people import REGISTER, credit_code, enterprise, person, resident_id


def test_the_same_person_is_registered_once(db: None, at: datetime) -> None:
    first = person(1, "王芳", at)
    again = resolve_persons([f" {resident_id(1).lower()} "], actor=REGISTER, at=at)
    assert set(again.values()) == {first}


def test_a_name_is_filled_in_later_and_never_emptied(db: None, at: datetime) -> None:
    subject = person(1, "", at)
    assert name_of(subject) == ""
    assert subject_label(subject) != ""
    person(1, "王芳", at)
    assert subject_label(subject) == "王芳"
    person(1, "", at)
    assert subject_label(subject) == "王芳"
    person(1, "王方", at)
    assert subject_label(subject) == "王方"


def test_answers_are_given_by_what_the_caller_wrote(db: None, at: datetime) -> None:
    spaced = f" {resident_id(1)}"
    resolved = resolve_persons([spaced, resident_id(1), resident_id(2)], actor=REGISTER, at=at)
    assert list(resolved) == [spaced, resident_id(1), resident_id(2)]
    assert resolved[spaced] == resolved[resident_id(1)] != resolved[resident_id(2)]


def test_one_wrong_identifier_registers_nobody(db: None, at: datetime) -> None:
    with pytest.raises(InvalidIdentifier):
        resolve_persons([resident_id(1), "310101"], actor=REGISTER, at=at)
    assert find_persons([resident_id(1)]) == {}


def test_looking_up_registers_nobody(db: None, at: datetime) -> None:
    known, company = person(1, "王芳", at), enterprise(1, "示例", at)
    assert find_persons([resident_id(1), resident_id(2)]) == {resident_id(1): known}
    assert find_persons([resident_id(2)]) == {}
    assert find_enterprises([credit_code(1), credit_code(2)]) == {credit_code(1): company}


@pytest.mark.parametrize("count", [3, 400])
def test_a_bulk_takes_the_same_statements_whatever_its_size(
    db: None, at: datetime, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [resident_id(number) for number in range(count)]
    names = dict.fromkeys(ids[: count // 2], "王芳")
    with django_assert_num_queries(8):
        # savepoint and release; look up, two inserts, look up again, audit, names of those that have one
        first = resolve_persons(ids, names=names, actor=REGISTER, at=at)
    with django_assert_num_queries(3):
        assert resolve_persons(ids, actor=REGISTER, at=at) == first
    with django_assert_num_queries(6):
        # those whose name is new: read, written, recorded
        resolve_persons(ids, names=dict.fromkeys(ids, "王方"), actor=REGISTER, at=at)
    assert set(labels(first.values()).values()) == {"王方"}


def test_enterprises_in_bulk(db: None, at: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    codes = [credit_code(number) for number in range(300)]
    with django_assert_num_queries(8):
        subjects = resolve_enterprises(codes, names=dict.fromkeys(codes, "示例"), actor=REGISTER, at=at)
    assert len(set(subjects.values())) == 300
    assert subject_label(subjects[codes[7]]) == "示例"


def test_labels_of_many_take_two_statements(
    db: None, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [person(number, f"王{number}", at) for number in range(30)]
    companies = [enterprise(number, f"示例{number}", at) for number in range(30)]
    with django_assert_num_queries(2):
        named = labels([*people, *companies])
    assert named[people[4]] == "王4"
    assert named[companies[4]] == "示例4"


def test_masks_cover_people_and_leave_companies(db: None, at: datetime) -> None:
    wang, firm = person(1, "王芳", at), enterprise(1, "示例", at)
    assert masked_label(wang) == "王*"
    assert masked_labels([wang, firm]) == {wang: "王*", firm: "示例"}
    assert masked_id(wang) == resident_id(1)[:3] + "*" * 11 + resident_id(1)[-4:]
    assert masked_id(firm) == credit_code(1)


def test_no_column_and_no_log_holds_a_name_or_a_number(db: None, at: datetime) -> None:
    subject = person(1, "王芳芳芳", at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text, encode(p.name, 'escape') FROM identity_person p")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT row_to_json(a)::text FROM audit_auditentry a")
        logged = str(cursor.fetchall())
    for text in (stored, logged):
        assert resident_id(1) not in text
        assert "芳" not in text
        assert "芳".encode().hex() not in text
    assert str(subject) in logged


def test_registering_is_recorded(db: None, at: datetime) -> None:
    subject = person(1, "王芳", at)
    entries = AuditEntry.objects.filter(object_id=str(subject))
    assert [entry.action for entry in entries] == ["identity.person.registered"]
    resolve_persons([resident_id(2), resident_id(3)], actor=REGISTER, at=at)
    assert AuditEntry.objects.get(data__count=2).action == "identity.person.registered"
    assert history("identity.subject", subject) == []


@pytest.mark.parametrize("bad", ["91310000MA000001I0", "short", "91310000ma0000001x"])
def test_the_database_refuses_a_credit_code_of_another_shape(db: None, at: datetime, bad: str) -> None:
    firm = enterprise(1, "示例", at)
    with pytest.raises((IntegrityError, DataError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE identity_enterprise SET credit_code = %s WHERE subject_id = %s", [bad, firm])


def test_two_feeds_that_bring_the_same_people_at_once_agree(committed_db: str, at: datetime) -> None:
    ids = [resident_id(number) for number in range(200)]
    barrier = threading.Barrier(2)
    answers: list[dict[str, UUID]] = []

    def feed(order: list[str]) -> None:
        barrier.wait()
        try:
            answers.append(resolve_persons(order, names=dict.fromkeys(order, "王芳"), actor=REGISTER, at=at))
        finally:
            connection.close()

    feeds = [threading.Thread(target=feed, args=(order,)) for order in (ids, ids[::-1])]
    for thread in feeds:
        thread.start()
    for thread in feeds:
        thread.join()
    assert len(answers) == 2
    assert answers[0] == answers[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), (SELECT count(*) FROM identity_person) FROM identity_subject")
        assert cursor.fetchone() == (200, 200)


def test_a_feed_waits_for_the_one_that_was_first_and_takes_its_subject(committed_db: str, at: datetime) -> None:
    second: list[UUID] = []

    def feed() -> None:
        try:
            second.append(person(1, "王芳", at))
        finally:
            connection.close()

    thread = threading.Thread(target=feed)
    with transaction.atomic():
        first = person(1, "王芳", at)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()  # it waits: whether the first one stands is not known yet
    thread.join(20)
    assert second == [first]
