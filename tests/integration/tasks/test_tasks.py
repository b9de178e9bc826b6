"""Work for clerks: opened once, done once, seen by whose it is."""

import threading
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

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
from services.core.transitions.api import NotAllowed, Refused, WrongState, history
from services.tasks import kinds
from services.tasks.api import (
    NotOfThisRole,
    Task,
    TaskKind,
    TaskState,
    cancel_task,
    claim_task,
    close_task,
    hand_on_task,
    open_task,
    open_tasks,
    reassign_task,
    release_task,
    tasks_about,
    workload,
)

ACTOR = Actor.system("tests")
DUE = date(2025, 12, 5)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = TaskKind("tests.unmatched", title=gettext_lazy("Enter %(what)s"))
    monkeypatch.setitem(kinds._kinds, kind.code, kind)


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


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


def test_two_clerks_who_claim_at_once_are_not_both_given_it(committed_db: str, at: datetime) -> None:
    task, barrier, outcomes = opened(at), threading.Barrier(2), []

    def act(who: Actor) -> None:
        barrier.wait()
        try:
            outcomes.append(claim_task(task=task, actor=who, at=at).owner)
        except WrongState:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(somebody(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    task.refresh_from_db()
    assert task.owner is not None
    assert sorted(outcomes, key=str) == sorted([None, task.owner], key=str)
    assert len(history("tasks.task", task.id)) == 1


def somebody() -> Actor:
    return Actor(ActorKind.USER, str(uuid4()))


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_a_claimed_task_is_its_owners_until_released(at: datetime) -> None:
    task, mine, other = opened(at), somebody(), somebody()
    claim_task(task=task, actor=mine, at=at)
    for step in (
        lambda: close_task(task=task, outcome="x", actor=other, at=at),
        lambda: release_task(task=task, actor=other, at=at),
    ):
        with pytest.raises(Refused, match="Somebody else"):
            step()
    assert release_task(task=task, actor=mine, at=at).owner is None
    assert close_task(task=task, outcome="done", actor=other, at=at).state == TaskState.DONE


@pytest.mark.django_db
def test_while_it_is_in_hand_asking_again_opens_no_second(at: datetime) -> None:
    task = claim_task(task=opened(at), actor=somebody(), at=at)
    assert opened(at).id == task.id
    assert [each.id for each in open_tasks(role="payment_clerk")] == [task.id]


@pytest.mark.django_db
def test_a_task_goes_only_to_a_colleague_of_its_role_with_a_reason_on_record(at: datetime) -> None:
    colleague, stranger = member("payment_clerk"), member("benefit_clerk")
    task, supervisor = opened(at), somebody()
    with pytest.raises(NotOfThisRole):
        reassign_task(task=task, to=stranger.pk, reason="holidays", actor=supervisor, at=at)
    given = reassign_task(task=task, to=colleague.pk, reason="holidays", actor=supervisor, at=at)
    assert (given.state, given.owner) == (TaskState.CLAIMED, colleague.pk)
    assert history("tasks.task", task.id)[-1].reason == "holidays"
    with pytest.raises(Refused):
        hand_on_task(task=task, to=member("payment_clerk").pk, reason="mine now", actor=somebody(), at=at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["state = 'claimed'", "owner = gen_random_uuid()", "result = 'lost'", "result = 'settled'"]
)
def test_the_database_refuses_owners_and_outcomes_that_do_not_fit(at: datetime, change: str) -> None:
    opened(at)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE tasks_task SET {change}")


@pytest.mark.django_db
def test_the_workload_counts_what_is_mine_and_what_is_free(at: datetime) -> None:
    me = somebody()
    for number in ("1", "2"):
        claim_task(task=opened(at, number), actor=me, at=at)
    claim_task(task=opened(at, "3"), actor=somebody(), at=at)
    opened(at, "4"), opened(at, "5", role="benefit_clerk")
    close_task(task=opened(at, "6"), outcome="x", actor=me, at=at)
    Task.objects.filter(object_id__in=["1", "4"]).update(due=date(2025, 11, 28))
    found = workload(account=UUID(me.id), roles=["payment_clerk"], on=date(2025, 12, 1))
    assert (found.mine, found.mine_late, found.unclaimed, found.unclaimed_late, found.late) == (2, 1, 1, 1, 2)


def member(role: str) -> Any:
    user = get_user_model().objects.create(username=f"clerk-{uuid4().hex[:6]}", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


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
    opened(at, "1", params={"what": "mine-1"})
    opened(at, "2", role="benefit_clerk", params={"what": "theirs-1"})
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


def act(browser: Client, task: Task, name: str, **given: str) -> str:
    address = reverse("admin:tasks_task_act", args=[task.pk, name])
    response = browser.post(address, given, follow=True, headers={"accept-language": "en"})
    text: str = response.content.decode()
    return text


@pytest.mark.django_db
def test_a_task_is_taken_and_closed_from_the_desk_with_how_it_came_out(at: datetime) -> None:
    task, browser = opened(at), clerk("view_task", "claim_task", "close_task")
    assert "The task is yours." in act(browser, task, "claim")
    silent = act(browser, task, "close", result="settled", outcome=" ")
    assert "Say what you did, and why." in silent
    assert 'value="settled" checked' in silent.replace("\n", " ")
    assert "Choose how it came out." in act(browser, task, "close", outcome="Asked the bank")
    assert "The task is closed." in act(browser, task, "close", result="settled", outcome="Asked the bank")
    task.refresh_from_db()
    assert (task.state, task.result, task.outcome) == (TaskState.DONE, "settled", "Asked the bank")
    page = browser.get(reverse("admin:tasks_task_change", args=[task.pk]), headers={"accept-language": "en"})
    assert "“Asked the bank”" in page.content.decode()
    assert "What you can do" not in page.content.decode()


@pytest.mark.django_db
def test_somebody_elses_task_offers_no_closing_but_says_why(at: datetime) -> None:
    task = claim_task(task=opened(at), actor=somebody(), at=at)
    browser = clerk("view_task", "claim_task", "close_task")
    page = browser.get(reverse("admin:tasks_task_change", args=[task.pk]), headers={"accept-language": "en"})
    assert "Somebody else has this task in hand." in page.content.decode()
    act(browser, task, "close", result="settled", outcome="mine")
    act(browser, task, "release")
    task.refresh_from_db()
    assert task.state == TaskState.CLAIMED


@pytest.mark.django_db
def test_a_task_is_moved_from_the_desk_only_by_whose_it_is_and_may(at: datetime) -> None:
    theirs = opened(at, "2", role="benefit_clerk")
    assert clerk("view_task").post(reverse("admin:tasks_task_act", args=[opened(at).pk, "claim"])).status_code == 403
    browser = clerk("view_task", "claim_task", "close_task")
    assert browser.post(reverse("admin:tasks_task_act", args=[theirs.pk, "claim"])).status_code == 404
    assert browser.post(reverse("admin:tasks_task_act", args=[opened(at).pk, "explode"])).status_code == 404
    assert browser.get(reverse("admin:tasks_task_act", args=[opened(at).pk, "claim"])).status_code == 405
    colleague = member("payment_clerk")
    act(browser, opened(at), "reassign", to=str(colleague.pk), reason="holidays")
    assert Task.objects.exclude(state=TaskState.OPEN).count() == 0


@pytest.mark.django_db
def test_several_are_taken_at_once_and_none_is_closed_without_words(at: datetime) -> None:
    mine, theirs = opened(at, "1"), opened(at, "2", role="benefit_clerk")
    address, browser = reverse("admin:tasks_task_changelist"), clerk("view_task", "claim_task", "close_task")
    for action in ("close", "claim"):
        browser.post(address, {"action": action, "index": "0", "_selected_action": [str(mine.id), str(theirs.id)]})
    assert list(Task.objects.filter(state=TaskState.CLAIMED)) == [mine]
    assert not Task.objects.filter(state=TaskState.DONE).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("inbox", "shown"),
    [("", {"a", "b", "c"}), ("mine", {"a"}), ("unclaimed", {"b", "c"}), ("late", {"c"}), ("closed", {"d"})],
)
def test_the_inbox_opens_on_what_is_to_be_done(at: datetime, inbox: str, shown: set[str], settings: Any) -> None:
    settings.TONGBAN_TODAY = date(2025, 12, 1)
    browser = clerk("view_task", "claim_task")
    me = get_user_model().objects.get(pk=browser.session["_auth_user_id"])
    tasks = {name: opened(at, name, params={"what": f"paper-{name}"}) for name in "abcd"}
    claim_task(task=tasks["a"], actor=Actor(ActorKind.USER, str(me.pk)), at=at)
    Task.objects.filter(pk=tasks["c"].pk).update(due=date(2025, 11, 28))
    close_task(task=tasks["d"], outcome="x", actor=ACTOR, at=at)
    page = browser.get(reverse("admin:tasks_task_changelist"), {"inbox": inbox} if inbox else {})
    text = page.content.decode()
    assert {name for name in "abcd" if f"paper-{name}" in text} == shown
