"""Work for clerks: opened once, done once, seen by whose it is."""

import threading
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from services.core.audit.api import Actor, ActorKind, AuditEntry
from services.core.outbox.api import Event
from services.core.transitions.api import NotAllowed, WrongState, history
from services.tasks import kinds
from services.tasks.api import Task, TaskKind, TaskState, cancel_task, close_task, open_task, open_tasks, tasks_about

ACTOR = Actor.system("tests")
DUE = date(2025, 12, 5)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = TaskKind("tests.unmatched", title=gettext_lazy("Enter %(what)s"))
    monkeypatch.setitem(kinds._kinds, kind.code, kind)


def opened(at: datetime, object_id: str = "1", *, role: str = "payment_clerk", **more: object) -> Task:
    arguments = {"kind": "tests.unmatched", "subject": None, "params": {"what": "it"}, **more}
    return open_task(
        role=role, due=DUE, object_type="bank.answer", object_id=object_id, actor=ACTOR, at=at, **arguments
    )  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_open_task_is_not_opened_twice(at: datetime) -> None:
    assert opened(at).id == opened(at).id != opened(at, "2").id
    assert AuditEntry.objects.filter(action="tasks.task.opened").count() == 2


@pytest.mark.django_db
def test_what_was_done_can_have_to_be_done_again(at: datetime) -> None:
    first = close_task(task=opened(at), outcome="matched by hand", actor=ACTOR, at=at)
    assert (first.state, first.outcome, first.closed_at) == (TaskState.DONE, "matched by hand", at)
    second = opened(at)
    assert second.id != first.id
    assert {task.id for task in tasks_about("bank.answer", "1")} == {first.id, second.id}


@pytest.mark.django_db
def test_closing_is_in_the_history_and_announced(at: datetime) -> None:
    task = close_task(task=opened(at), outcome="", actor=ACTOR, at=at)
    assert [(step.transition, step.target) for step in history("tasks.task", task.id)] == [("closed", "done")]
    assert Event.objects.get(topic="tasks.task.closed").payload == {"id": str(task.id)}


@pytest.mark.django_db
def test_what_is_closed_is_not_closed_again(at: datetime) -> None:
    task = opened(at)
    cancel_task(task=task, reason="settled itself", actor=ACTOR, at=at)
    for again in (close_task, lambda **call: cancel_task(reason=call.pop("outcome"), **call)):
        with pytest.raises(WrongState):
            again(task=task, outcome="", actor=ACTOR, at=at)


@pytest.mark.django_db
def test_a_bank_closes_no_task(at: datetime) -> None:
    with pytest.raises(NotAllowed):
        close_task(task=opened(at), outcome="", actor=Actor(ActorKind.BANK, "bank"), at=at)


@pytest.mark.django_db
def test_an_inbox_is_a_roles_most_urgent_first(at: datetime) -> None:
    late, soon = opened(at, "1"), opened(at, "2")
    Task.objects.filter(id=soon.id).update(due=date(2025, 12, 2))
    opened(at, "3", role="benefit_clerk")
    close_task(task=opened(at, "4"), outcome="", actor=ACTOR, at=at)
    assert [task.id for task in open_tasks(role="payment_clerk")] == [soon.id, late.id]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "error"), [({"kind": "tests.unknown"}, ImproperlyConfigured), ({"params": {}}, KeyError)]
)
def test_a_task_nobody_could_read_is_not_opened(at: datetime, wrong: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        opened(at, **wrong)
    assert Task.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["state = 'forgotten'", "state = 'done'", "closed_at = now()"])
def test_the_database_refuses_states_that_are_none(at: datetime, change: str) -> None:
    opened(at)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE tasks_task SET {change}")


def test_two_who_open_at_once_open_one(committed_db: str, at: datetime) -> None:
    barrier, found = threading.Barrier(2), []

    def act() -> None:
        barrier.wait()
        try:
            found.append(opened(at).id)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_two_clerks_who_close_at_once_close_once(committed_db: str, at: datetime) -> None:
    task, barrier, outcomes = opened(at), threading.Barrier(2), []

    def act(name: str) -> None:
        barrier.wait()
        try:
            outcomes.append(close_task(task=task, outcome=name, actor=ACTOR, at=at).outcome)
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(name,)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    task.refresh_from_db()
    assert sorted(outcomes) == sorted(["refused", task.outcome])


def clerk(*permissions: str, role: str = "payment_clerk") -> Client:
    user = get_user_model().objects.create(username=f"clerk-{uuid4().hex[:6]}", is_staff=True)
    group, _made = Group.objects.get_or_create(name=role)
    group.permissions.clear()
    user.groups.add(group)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="tasks", codename__in=permissions))
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.mark.django_db
def test_the_desk_shows_a_role_its_own_tasks(at: datetime) -> None:
    opened(at, "mine-1")
    opened(at, "theirs-1", role="benefit_clerk")
    address = reverse("admin:tasks_task_changelist")
    own = clerk("view_task").get(address).content.decode()
    assert "mine-1" in own
    assert "theirs-1" not in own
    every = clerk("view_task", "view_every_task").get(address).content.decode()
    assert "theirs-1" in every


@pytest.mark.django_db
def test_the_desk_says_what_is_to_be_done_in_the_readers_language(at: datetime) -> None:
    opened(at, params={"what": {"zh-hans": "回执", "en": "the answer"}})
    with translation.override("en"):
        page = clerk("view_task").get(reverse("admin:tasks_task_changelist"), headers={"accept-language": "en"})
    assert "Enter the answer" in page.content.decode()


@pytest.mark.django_db
def test_a_task_is_done_from_the_desk_by_whose_it_is_and_may(at: datetime) -> None:
    mine, theirs = opened(at, "1"), opened(at, "2", role="benefit_clerk")
    address = reverse("admin:tasks_task_changelist")
    action = {"action": "close", "_selected_action": [str(mine.id), str(theirs.id)]}
    clerk("view_task").post(address, action)
    assert Task.objects.filter(state=TaskState.DONE).count() == 0
    clerk("view_task", "close_task").post(address, action)
    assert list(Task.objects.filter(state=TaskState.DONE)) == [mine]
