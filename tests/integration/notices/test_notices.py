"""What the portal tells people: once, to whom it concerns, in their language."""

import threading
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import gettext_lazy
from pytest_django import DjangoAssertNumQueries, Settings

from services.core.audit.api import Actor, AuditEntry
from services.core.routes.api import Acting
from services.identity.api import register_person, resident_id_check
from services.notices import kinds
from services.notices.api import NoticeKind, notices_of, send, unread_count
from services.notices.context import unread_notices
from services.notices.models import Notice

ACTOR = Actor.system("tests")
OFFER = {"benefit": {"zh-hans": "生育津贴", "en": "Maternity allowance"}, "amount": "63,200.00"}


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = NoticeKind("tests.offer", title=gettext_lazy("%(benefit)s"), body=gettext_lazy("%(benefit)s: %(amount)s"))
    monkeypatch.setitem(kinds._kinds, kind.code, kind)


def told(subject: UUID, at: datetime, key: str = "1", **more: Any) -> UUID:
    arguments = {"kind": "tests.offer", "params": OFFER, "path": "/benefits/", **more}
    return send(subject=subject, key=key, actor=ACTOR, at=at, **arguments)


@pytest.fixture
def subject(db: None, at: datetime) -> UUID:
    body = "31010119900307123"
    return register_person(resident_id=body + resident_id_check(body), name="王芳", actor=ACTOR, at=at)


@pytest.fixture
def browser(subject: UUID, settings: Settings) -> Client:
    settings.TONGBAN_TODAY = date(2025, 12, 1)
    return signed_in(subject)


def signed_in(person: UUID | None) -> Client:
    user = get_user_model().objects.create(username=uuid4().hex, person_id=person)
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_a_key_is_sent_once(subject: UUID, at: datetime) -> None:
    assert told(subject, at) == told(subject, at + timedelta(days=1)) != told(subject, at, "2")
    assert unread_count(subject) == 2
    assert AuditEntry.objects.filter(action="notices.notice.sent").count() == 2


def test_a_notice_names_nobody_in_the_log(subject: UUID, at: datetime) -> None:
    told(subject, at)
    assert "63,200" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "tests.unknown"}, ImproperlyConfigured),
        ({"params": {}}, KeyError),
        ({"path": "https://evil.example/"}, ValueError),
        ({"path": "//evil.example/"}, ValueError),
        ({"path": "/\\evil.example/"}, ValueError),
        ({"path": "benefits/"}, ValueError),
        ({"path": ""}, ValueError),
    ],
)
def test_a_notice_that_could_not_be_read_or_followed_is_not_sent(
    subject: UUID, at: datetime, wrong: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        told(subject, at, **wrong)
    assert unread_count(subject) == 0


def test_the_database_refuses_a_path_to_elsewhere(subject: UUID, at: datetime) -> None:
    told(subject, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(path="//evil.example/")


def test_two_senders_at_once_send_one(committed_db: str, at: datetime) -> None:
    subject, barrier, found = uuid4(), threading.Barrier(8), []

    def act() -> None:
        barrier.wait()
        try:
            found.append(told(subject, at))
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert unread_count(subject) == 1
    assert AuditEntry.objects.filter(action="notices.notice.sent").count() == 1


def test_a_second_sender_waits_for_the_first_and_takes_over_if_it_fails(committed_db: str, at: datetime) -> None:
    subject, second = uuid4(), []

    def act() -> None:
        try:
            second.append(told(subject, at))
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        first = told(subject, at)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
        transaction.set_rollback(True)
    thread.join(20)
    assert second != [first]
    assert [notice.id for notice in notices_of(subject)] == second


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "生育津贴: 63,200.00"), ("en", "Maternity allowance: 63,200")]
)
def test_the_list_speaks_the_readers_language(
    browser: Client, subject: UUID, at: datetime, language: str, words: str
) -> None:
    told(subject, at)
    assert words in browser.get(reverse("notices:list"), headers={"accept-language": language}).content.decode()


def test_opening_marks_as_read_and_leads_on(browser: Client, subject: UUID, at: datetime) -> None:
    notice = told(subject, at)
    address = reverse("notices:open", args=[notice])
    assert browser.get(address).status_code == 405
    assert unread_count(subject) == 1
    for _twice in range(2):
        answer = browser.post(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/benefits/")
    assert unread_count(subject) == 0
    assert AuditEntry.objects.filter(action="notices.notice.read").count() == 1


def test_somebody_elses_notice_does_not_exist(browser: Client, subject: UUID, at: datetime) -> None:
    theirs = told(uuid4(), at)
    assert browser.post(reverse("notices:open", args=[theirs])).status_code == 404
    assert browser.post(reverse("notices:open", args=[uuid4()])).status_code == 404
    assert "63,200" not in browser.get(reverse("notices:list")).content.decode()
    assert Notice.objects.get(id=theirs).read_at is None


def test_who_is_no_person_has_no_notices(db: None) -> None:
    assert signed_in(None).get(reverse("notices:list")).status_code == 403
    assert Client().get(reverse("notices:list")).status_code == 302


def test_the_list_is_in_pages_newest_first(browser: Client, subject: UUID, at: datetime) -> None:
    for number in range(45):
        told(subject, at + timedelta(minutes=number), str(number), params={**OFFER, "amount": f"#{number}#"})
    first, third = (browser.get(f"{reverse('notices:list')}?page={page}") for page in ("1", "3"))
    assert [len(answer.context["page"].object_list) for answer in (first, third)] == [20, 5]
    assert "#44#" in first.content.decode()
    assert "#0#" in third.content.decode()
    for odd in ("0", "99", "x", ""):
        assert browser.get(f"{reverse('notices:list')}?page={odd}").status_code == 200


def test_an_empty_list_says_what_would_be_there(browser: Client) -> None:
    assert "tb-empty" in browser.get(reverse("notices:list")).content.decode()


def test_the_page_takes_the_same_statements_whatever_its_length(
    browser: Client, subject: UUID, at: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        told(subject, at, str(number))
    with django_assert_max_num_queries(11):  # session, user, count, page, attempts, means (3), bell, own name
        browser.get(reverse("notices:list"))


def test_the_number_at_the_bell_costs_at_most_one_statement(
    subject: UUID, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    told(subject, at)
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        assert unread_notices(request)["unread_notices"] == 0
        request.acting = Acting(  # type: ignore[attr-defined]
            user=uuid4(), person=subject, subject=subject, relation="self", label_of=str
        )
        lazy = unread_notices(request)["unread_notices"]
    with django_assert_num_queries(1):
        assert (f"{lazy}", bool(lazy), lazy == 1) == ("1", True, True)


def test_what_a_notice_says_is_text_and_never_markup(browser: Client, subject: UUID, at: datetime) -> None:
    told(subject, at, params={**OFFER, "amount": "<script>alert(1)</script>{{ 7|add:7 }}"})
    page = browser.get(reverse("notices:list")).content.decode()
    assert "<script>alert" not in page
    assert "{{ 7|add:7 }}" in page


def test_the_desk_shows_that_it_was_sent_and_not_what_it_said(subject: UUID, at: datetime) -> None:
    notice = told(subject, at)
    user = get_user_model().objects.create(username="auditor", is_staff=True, is_superuser=True)
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in (
        reverse("admin:notices_notice_changelist"),
        reverse("admin:notices_notice_change", args=[notice]),
    ):
        page = browser.get(address).content.decode()
        assert str(subject) in page
        assert "63,200" not in page
    assert browser.get(reverse("admin:notices_notice_add")).status_code == 403
