"""Names, resident IDs and account numbers stay where they are encrypted: a whole story leaves them nowhere else.

The story is played once, by people who also make the mistakes that people make: a resident ID typed as a username or
into a search, a file sent without its header, a bank that quotes the account in its reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from celery import Celery
from django.db import connection, transaction
from django.test import override_settings
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from eligibility.awards.models import Contest, Entitlement, Offer
from eligibility.facts.api import Feed
from eligibility.payments.api import PaymentView, payment_for, read_answer
from eligibility.payments.models import BankMessage, BankStatement, Batch, Payment
from fakes.bank import documents
from portal.celery import app
from portal.celery.tasks import connect
from services.core.audit.api import Actor
from services.core.outbox.api import drain, register_doorbell, run_due_ticks
from services.identity import api as identity
from services.identity.api import Role
from services.notices.models import Notice
from services.tasks.api import open_task
from tests import databases, story
from tests.fixtures import SETUP, person
from tests.integration import canary
from tests.integration.canary import Browser, Canary, Evidence
from tests.integration.payments.bank_process import KEY, BankProcess
from tests.listening import listening
from tests.moments import AT

KNOWN = Canary("鹮雎鵷", story.resident_id(date(1992, 3, 14), 842), ("6225887766554433221",))
GIVEN = Canary("鸑鷟鸾", story.resident_id(date(1994, 7, 28), 864), ("6225998877665544332", "6225776655443322110"))
CHILD = Canary("鹓鶵鹔", story.resident_id(date(2025, 2, 17), 886), ("6225111222333444555",))
ALL = (KNOWN, GIVEN, CHILD)
PASSWORD = "a-long-enough-pass-1"
TODAY = AT.date() + timedelta(days=1)
PLACES = (
    "records", "stream", "headers", "events", "deliveries", "ticks", "audit", "history", "tasks", "notices", "access",
    "sessions", "cache", "messages",
)  # fmt: skip


class Story:
    """The acts, in the order in which they are played."""

    def __init__(self, bank: BankProcess, headers: list[str]) -> None:
        self.bank = bank
        self.browser = partial(Browser, headers, headers={"Accept-Language": "en"})
        self.rounds = 0
        keys = identity.issue_key
        datasets = ["person", "kinship", "employment", "birth", "bank_account"]
        self.key = keys(body="hrss", datasets=datasets, actor=SETUP, at=AT)

    def send(self, dataset: str, content: bytes, kind: str = "text/csv") -> int:
        headers = {"Authorization": f"Bearer {self.key}"}
        address = reverse("facts:feeds", args=[dataset])
        return int(self.browser().post(address, content, content_type=kind, headers=headers).status_code)

    def work(self) -> None:
        """What `manage.py work` does in a while."""
        for _round in range(3):
            self.rounds += 1
            moment = AT + timedelta(days=1, seconds=10 * self.rounds)
            drain(at=moment)
            run_due_ticks(at=moment)

    # The registers and the health commission

    def registers_deliver(self) -> None:
        people = [
            {
                "id": one.resident_id,
                "name": one.name,
                "birth_date": f"{one.resident_id[6:10]}-{one.resident_id[10:12]}-{one.resident_id[12:14]}",
                "sex": "F",
                "hukou_district": story.AREA,
                "death_date": "",
            }
            for one in ALL
        ]
        assert self.send("person", story.table(people)) == 201
        kin = {"person": CHILD.resident_id, "relative": KNOWN.resident_id, "kind": "parent"}
        assert self.send("kinship", story.table([{**kin, "since": "2025-02-17", "until": ""}])) == 201
        work = {"employer": story.EMPLOYER, "started": "2019-05-01", "ended": "", "insured": "true"}
        jobs = [{"employee": one.resident_id, **work, "contribution_base": "11000.00"} for one in (KNOWN, GIVEN)]
        assert self.send("employment", story.table(jobs)) == 201
        assert self.send("bank_account", story.table([self._account(KNOWN)])) == 201
        births = [story.birth(one.resident_id, number=f"CAN-{place}") for place, one in enumerate(ALL[:2])]
        typed = {"dystocia": False, "facility_designated": True, "lawful": True}
        lines = [json.dumps({**birth, **typed}) for birth in births]
        assert self.send("birth", "\n".join(lines).encode(), "application/x-ndjson") == 201

    def bad_feeds_come(self) -> None:
        good = story.table([{"id": KNOWN.resident_id, "name": KNOWN.name, **_NOTHING_MORE}])
        assert self.send("person", good.split(b"\r\n", 1)[1]) == 422  # without its header
        assert self.send("person", good.decode().encode("gb18030")) == 422
        wrong = KNOWN.resident_id[:17] + ("1" if KNOWN.resident_id[17] != "1" else "2")
        rows = [
            {"id": wrong, "name": KNOWN.name, **_NOTHING_MORE},
            {"id": KNOWN.name, "name": KNOWN.resident_id, **_NOTHING_MORE},  # the columns changed places
            {"id": GIVEN.resident_id, "name": "", **_NOTHING_MORE, "sex": GIVEN.name},
            {"id": GIVEN.resident_id, "name": "", **_NOTHING_MORE, "hukou_district": GIVEN.resident_id},
            {"id": GIVEN.resident_id, "name": GIVEN.name * 40, **_NOTHING_MORE},
        ]
        assert self.send("person", story.table(rows)) == 201
        account = self._account(KNOWN)
        bad = [{**account, "account_no": account["account_no"] + "元"}, {**account, "bank_code": account["account_no"]}]
        assert self.send("bank_account", story.table(bad)) == 201
        assert Feed.objects.filter(quarantined__gt=0).count() == 2

    @staticmethod
    def _account(one: Canary) -> dict[str, str]:
        bank = {"bank_code": "102100000021", "holder_name": one.name, "kind": "personal"}
        return {"holder": one.resident_id, "account_no": one.accounts[0], **bank}

    # People at their browsers

    def people_get_accounts(self) -> None:
        """One through the command, one through the form of the desk, where the number is mistyped first."""
        opened = partial(identity.open_account, password=PASSWORD, actor=SETUP, at=AT)
        opened(username="reader", person=person(KNOWN.resident_id))
        for name, role in (("anna", Role.PAYMENT_CLERK), ("bo", Role.PAYMENT_SUPERVISOR), ("chen", Role.AUDITOR)):
            opened(username=name, person=person(story.CLERKS[name]), roles=[role])
        opened(username="dora", roles=[Role.DATA_STEWARD])
        identity.User.objects.create_superuser("operator", password=PASSWORD)
        desk = self.signed_in("operator")
        typed = {"username": "giver", "password": PASSWORD, "password_again": PASSWORD}
        address = reverse("admin:identity_user_add")
        assert desk.post(address, {**typed, "resident_id": GIVEN.resident_id[:17]}).status_code == 200
        assert desk.post(address, {**typed, "resident_id": GIVEN.resident_id}).status_code == 302

    def signed_in(self, username: str) -> Browser:
        browser = self.browser()
        login = reverse("account_login")
        assert browser.post(login, {"login": username, "password": PASSWORD}).status_code == 302
        return browser

    def somebody_types_a_number_for_a_name(self) -> None:
        login = {"login": KNOWN.resident_id, "password": "whatever-it-may-be"}
        assert self.browser().post(reverse("account_login"), login).status_code == 200

    def the_known_account_is_paid_to(self) -> None:
        browser = self.signed_in("reader")
        offer = _offer_of(KNOWN)
        assert KNOWN.name in browser.get(reverse("benefits:list")).content.decode() + _page(browser, "home")
        for name in ("list", "looked_at"):
            _page(browser, f"benefits:{name}")
        for name in ("reasons", "contest", "decline"):
            _page(browser, f"benefits:{name}", offer.pk)
        fact = browser.get(reverse("benefits:contest", args=[offer.pk])).context["form"].fields["fact"].choices[0][0]
        said = {"fact": fact, "right": f"{KNOWN.name} {KNOWN.resident_id}"}
        assert browser.post(reverse("benefits:contest", args=[offer.pk]), said).status_code == 302
        assert browser.post(reverse("benefits:snooze", args=[offer.pk])).status_code == 302
        confirm(browser, offer)
        self.look_around(browser, KNOWN)
        child = {"subject": str(person(CHILD.resident_id)), "next": "/benefits/"}
        assert browser.post(reverse("acting:choose"), child).status_code == 302
        for name in ("benefits:list", "benefits:looked_at", "access:list", "notices:list"):
            _page(browser, name)
        browser.post(reverse("identity:reading"), {"language": "zh-hans", "next": "/"})

    def a_given_account_is_checked_refused_and_mended(self) -> None:
        browser = self.signed_in("giver")
        self.bank.set_account(GIVEN.accounts[0], "someone else")
        confirm(browser, _offer_of(GIVEN), bank_code="102", number=GIVEN.accounts[0])
        self.work()
        entitlement = Entitlement.objects.get(subject=person(GIVEN.resident_id))
        mend = reverse("benefits:account", args=[entitlement.pk])
        assert browser.get(mend).status_code == 200
        assert browser.post(mend, {"bank_code": "102", "number": GIVEN.typed + "x"}).status_code == 200
        assert browser.post(mend, {"bank_code": "102", "number": GIVEN.typed}).status_code == 302
        self.work()
        self.look_around(browser, GIVEN)

    def look_around(self, browser: Browser, one: Canary) -> None:
        entitlement = Entitlement.objects.get(subject=person(one.resident_id))
        assert one.name in _page(browser, "benefits:receipt", entitlement.pk)
        assert browser.get(reverse("benefits:receipt_pdf", args=[entitlement.pk])).content.startswith(b"%PDF")
        for name in ("access:list", "notices:list", "acting:choose"):
            _page(browser, name)
        notice = Notice.objects.filter(subject=person(one.resident_id))[0]
        assert browser.post(reverse("notices:open", args=[notice.pk])).status_code == 302

    # Clerks and the bank

    def clerks_release_and_the_bank_pays(self) -> None:
        anna, bo = self.signed_in("anna"), self.signed_in("bo")
        assert anna.post(reverse("admin:payments_batch_build")).status_code == 302
        batch = Batch.objects.get()
        for clerk, step in ((anna, "seal"), (anna, "submit"), (anna, "sign"), (bo, "sign"), (bo, "release")):
            assert clerk.post(reverse("admin:payments_batch_step", args=[batch.pk, step])).status_code == 302
        self.work()
        assert batch.members.count() == 2
        assert {payment.state for payment in batch.members.all()} == {"ACSC"}
        self.the_bank_quotes(batch)

    @staticmethod
    def the_bank_quotes(batch: Batch) -> None:
        """An answer with the account and the name in its free text, against what was said before."""
        payment = batch.members.get(payee=person(KNOWN.resident_id))
        transfer = documents.Transfer(payment.end_to_end_id, payment.amount.amount, "CNY", "", "")
        order = documents.TransferOrder(batch.message_id, batch.message_id, 1, transfer.amount, ())
        outcome = documents.Outcome(transfer, "RJCT", f"{KNOWN.name} {KNOWN.accounts[0]}")
        report = documents.transfer_report("quoting", "2025-12-02T01:00:00Z", order, [outcome])
        read_answer(content=report.replace(b"Cd>", b"Prtry>"), at=AT + timedelta(days=1))
        assert BankStatement.objects.filter(effect="contradiction").count() == 1

    def clerks_look_around(self) -> None:
        """Every list of the desk; searches hold what should never have been typed there."""
        for name in ("anna", "bo", "chen", "dora", "operator"):
            browser = self.signed_in(name)
            for model in ("payments_payment", "identity_subject", "facts_quarantinedrow", "payments_bankstatement"):
                for typed in ("", KNOWN.resident_id, GIVEN.accounts[0], GIVEN.typed, KNOWN.name):
                    browser.get(reverse(f"admin:{model}_changelist"), {"q": typed} if typed else {})
        auditor = self.signed_in("chen")
        for row in (*BankMessage.objects.all(), *Payment.objects.all(), *Contest.objects.all()):
            address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
            assert auditor.get(address).status_code == 200


_NOTHING_MORE = {"birth_date": "1992-03-14", "sex": "F", "hukou_district": story.AREA, "death_date": ""}


def _offer_of(one: Canary) -> Offer:
    return Offer.objects.get(policy="maternity-allowance", subject=person(one.resident_id))


def _page(browser: Browser, name: str, *args: UUID) -> str:
    response = browser.get(reverse(name, args=args))
    assert response.status_code == 200, name
    text: str = response.content.decode()
    return text


def confirm(browser: Browser, offer: Offer, **account: str) -> None:
    address = reverse("benefits:confirm", args=[offer.pk])
    shown = browser.get(address).context["shown"]
    assert browser.post(address, {"shown": shown, **account}).status_code == 302


def state_of(one: Canary) -> PaymentView:
    view = payment_for(Entitlement.objects.get(subject=person(one.resident_id)).instalments.get().pk)
    assert view is not None
    return view


def play(told: Story) -> None:
    for act in (
        told.registers_deliver,
        told.bad_feeds_come,
        told.work,
        told.people_get_accounts,
        told.somebody_types_a_number_for_a_name,
        told.the_known_account_is_paid_to,
        told.a_given_account_is_checked_refused_and_mended,
        told.clerks_release_and_the_bank_pays,
        told.work,
        told.clerks_look_around,
    ):
        act()
    assert all(state_of(one).is_paid for one in (KNOWN, GIVEN))


def gathered(bank: BankProcess, broker: Celery) -> Evidence:
    """Play the story and search everything; must run where the database may be used."""
    needles = tuple(needle for one in ALL for needle in one.needles)
    headers: list[str] = []
    connect()
    try:
        with listening() as (records, stream):
            play(Story(bank, headers))
    finally:
        register_doorbell(None)
    said = {"records": records, "stream": stream.getvalue().splitlines(), "headers": headers}
    said |= {**canary.kept_beside_facts(), "messages": canary.rung(broker)}
    columns, searched = canary.columns_with(needles)
    return Evidence(needles, said, columns, searched)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BankProcess]:
    process = BankProcess(Path(tmp_path_factory.mktemp("bank")) / "bank.sqlite3")
    process.start()
    try:
        yield process
    finally:
        process.stop()


@pytest.fixture(scope="module")
def evidence(
    city_template: str, django_db_blocker: DjangoDbBlocker, bank: BankProcess
) -> Iterator[tuple[Evidence, Callable[[], list[str]]]]:
    """What the story left behind, and a second search of the database for tests that plant something there."""
    said = {"broker_url": "memory://", "task_default_queue_type": "classic"}
    before = {name: app.conf[name] for name in said}
    shared = {"BANK_URL": bank.url, "BANK_KEY": KEY, "TONGBAN_TODAY": TODAY}
    with databases.server() as server, databases.clone(server, city_template) as name, django_db_blocker.unblock():
        with databases.connected(connection, server, name), override_settings(**shared):
            app.conf.update(said)
            try:
                found = gathered(bank, app)
                yield found, lambda: canary.columns_with(found.needles)[0]
            finally:
                app.conf.update(before)


@pytest.mark.parametrize("place", PLACES)
def test_nobodys_data_turn_up_in(place: str, evidence: tuple[Evidence, Any]) -> None:
    found, _search = evidence
    assert found.found_in(place) == []


def test_no_column_of_the_database_holds_them_in_plain(evidence: tuple[Evidence, Any]) -> None:
    found, _search = evidence
    assert found.searched > 200
    assert found.columns == []


def test_the_search_finds_what_is_there(evidence: tuple[Evidence, Callable[[], list[str]]]) -> None:
    """Otherwise the tests above prove nothing."""
    found, search = evidence
    with transaction.atomic():
        open_task(
            kind="payments.refused_question",
            subject=None,
            role="payment_clerk",
            params={"reason": KNOWN.name},
            due=TODAY,
            object_type="payments.accountcheck",
            object_id=GIVEN.accounts[0],
            actor=Actor.system("test"),
            at=_noon(),
        )
    assert set(search()) == {"public.tasks_task.params", "public.tasks_task.object_id", "public.audit_auditentry.data"}
    kept = Evidence(found.needles, canary.kept_beside_facts())
    assert kept.found_in("tasks")
    assert kept.found_in("audit")
    assert not kept.found_in("events")


def _noon() -> datetime:
    return AT + timedelta(days=1, hours=3)
