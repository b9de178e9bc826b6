"""The log can only grow, and whoever changes it behind our back is named."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from services.core.access.api import AccessEntry, Purpose, reading
from services.core.audit.api import (
    Act,
    Actor,
    ActorKind,
    AuditEntry,
    AuditSeal,
    Fault,
    Head,
    record,
    record_many,
    seal_pending,
    verify,
)
from services.core.audit.chain import head
from services.core.outbox.api import run_due_ticks
from services.core.transitions.api import HistoryEntry
from tests.integration.core.conftest import Threads
from tests.integration.core.samples import CLERK, owner


def note(at: datetime, number: int = 1) -> None:
    acts = (
        Act(str(n), {"n": n, "text": "批次", "ratio": 0.1, "none": None, "deep": {"b": [1, 2], "a": True}})
        for n in range(number)
    )
    record_many(actor=CLERK, action="samples.sample.noted", object_type="samples.sample", at=at, acts=acts)


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def verified(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_which_when(at: datetime) -> None:
    actor = Actor(ActorKind.USER, "u", person=uuid.UUID(int=1), on_behalf_of=uuid.UUID(int=2))
    record(
        actor=actor, action="awards.offer.confirmed", object_type="awards.offer", object_id="7", at=at, data={"a": 1}
    )
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.at, entry.action, entry.object_id, entry.data) == (
        actor,
        at,
        "awards.offer.confirmed",
        "7",
        {"a": 1},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["confirmed", "Awards.Offer", "awards.offer.", "awards offer", ""])
def test_an_action_is_app_noun_verb(at: datetime, action: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        record(actor=CLERK, action=action, object_type="x", object_id="1", at=at)


class TestNobodyChangesALog:
    @pytest.fixture(autouse=True)
    def logs(self, committed_db: str, at: datetime) -> None:
        note(at)
        seal_pending()
        with reading(actor=CLERK, at=at, purpose=Purpose.CASEWORK, datasets=["birth"], subjects=[uuid.UUID(int=3)]):
            pass
        HistoryEntry.objects.create(at=at, actor_kind="user", actor_id="u", object_type="x", object_id="1")

    TABLES = [model._meta.db_table for model in (AuditEntry, AuditSeal, AccessEntry, HistoryEntry)]

    @pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
    def test_not_the_app_and_not_the_owner_by_mistake(self, statement: str) -> None:
        for table in self.TABLES:
            column = "position" if table == "audit_auditseal" else "id"
            with pytest.raises(DatabaseError, match=r"permission denied|append-only"), connection.cursor() as cursor:
                cursor.execute(statement.format(table, column))
            with owner() as session, pytest.raises(psycopg.Error, match=r"append-only|foreign key"):
                session.execute(statement.format(table, column))

    def test_the_owner_may_after_naming_the_table(self) -> None:
        with owner() as session:
            session.execute("SET tongban.maintenance = 'access_accessentry'")
            session.execute("DELETE FROM access_accessentry")
            with pytest.raises(psycopg.Error, match="append-only"):
                session.execute("DELETE FROM transitions_historyentry")
        assert not AccessEntry.objects.exists()

    def test_the_app_gains_nothing_by_naming_the_table(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET tongban.maintenance = 'access_accessentry'")
            with pytest.raises(DatabaseError, match="permission denied"):
                cursor.execute("DELETE FROM access_accessentry")


@pytest.mark.usefixtures("english")
class TestTheChain:
    @pytest.fixture(autouse=True)
    def sealed(self, committed_db: str, at: datetime) -> None:
        note(at, 10)
        assert seal_pending(chunk=4) == 10

    def tamper(self, *statements: str) -> None:
        with owner() as session:
            for statement in statements:
                table = next(word for word in statement.split() if word.startswith("audit_"))
                session.execute(f"SET tongban.maintenance = '{table}'")
                session.execute(statement)

    def test_an_untouched_log_verifies(self, at: datetime) -> None:
        assert verify().bad is None
        note(at, 3)
        assert "10 entries sealed, 3 waiting" in verified()
        assert seal_pending() == 3
        assert seal_pending() == 0
        assert verify().head == head() == Head(13, bytes(AuditSeal.objects.get(position=13).chain_hash))

    def test_any_changed_column_is_found(self) -> None:
        victim = AuditEntry.objects.order_by("pk")[6]
        changes = {
            "at": "at + interval '1 microsecond'",
            "recorded_at": "recorded_at - interval '1 day'",
            "actor_kind": "'system'",
            "actor_id": "'clerk-2'",
            "actor_person": "NULL",
            "on_behalf_of": "gen_random_uuid()",
            "action": "'samples.sample.denied'",
            "object_type": "'samples.other'",
            "object_id": "'8'",
            "data": "jsonb_set(data, '{deep,b,0}', '3')",
        }
        assert {"id", *changes} == {field.column for field in AuditEntry._meta.concrete_fields}
        self.tamper("CREATE TABLE kept AS SELECT * FROM audit_auditentry")
        for column, value in changes.items():
            self.tamper(f"UPDATE audit_auditentry SET {column} = {value} WHERE id = {victim.pk}")
            bad = verify().bad
            assert bad is not None, column
            assert (bad.fault, bad.position, bad.entry_id) == (Fault.CHANGED, 7, victim.pk)
            with pytest.raises(CommandError, match=f"Entry {victim.pk} .position 7. is not what was sealed"):
                verified()
            self.tamper(f"UPDATE audit_auditentry AS e SET {column} = k.{column} FROM kept AS k WHERE k.id = e.id")
        assert verify().bad is None

    def test_the_first_of_several_is_named(self) -> None:
        self.tamper("UPDATE audit_auditentry SET object_id = 'x' WHERE object_id IN ('3', '8')")
        assert (bad := verify().bad) is not None
        assert bad.position == 4

    def test_a_removed_entry_is_found(self) -> None:
        self.tamper("DELETE FROM audit_auditentry WHERE object_id = '4'")
        with pytest.raises(CommandError, match=r"position 5. was removed"):
            verified()

    def test_a_removed_link_is_found(self) -> None:
        self.tamper(
            "DELETE FROM audit_auditseal WHERE position = 5", "DELETE FROM audit_auditentry WHERE object_id = '4'"
        )
        with pytest.raises(CommandError, match="seal of position 5 is missing"):
            verified()

    def test_an_entry_kept_out_of_the_chain_is_found(self, at: datetime) -> None:
        note(at)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_auditpending")
        with pytest.raises(CommandError, match="was never sealed"):
            verified()

    def test_a_cut_tail_is_found_by_an_anchor(self) -> None:
        anchor = str(head())
        assert anchor in verified("--anchor", anchor)
        self.tamper(
            "DELETE FROM audit_auditseal WHERE position > 8",
            "DELETE FROM audit_auditentry WHERE object_id IN ('8', '9')",
        )
        assert verify().bad is None
        with pytest.raises(CommandError, match="seal of position 9 is missing"):
            verified("--anchor", anchor)

    def test_a_chain_that_was_written_anew_is_found_by_an_anchor(self) -> None:
        anchor = str(head())
        self.tamper(
            "UPDATE audit_auditentry SET object_id = 'x' WHERE object_id = '4'",
            "DELETE FROM audit_auditseal",
            "INSERT INTO audit_auditpending SELECT id FROM audit_auditentry",
        )
        assert seal_pending() == 10
        assert verify().bad is None
        with pytest.raises(CommandError, match="chain was rewritten"):
            verified("--anchor", anchor)

    def test_a_misspelt_anchor_is_explained(self) -> None:
        for anchor in ("", "ten", "10", "10:zz", ":", "10:00"):
            with pytest.raises(CommandError, match="POSITION:HASH"):
                verified("--anchor", anchor)


@pytest.mark.usefixtures("committed_db")
def test_what_commits_late_is_sealed_late(at: datetime, threads: Threads) -> None:
    with transaction.atomic():
        note(at)  # takes the lower id
        threads.start(note, at).result()
        assert threads.start(seal_pending).result() == 1
    assert seal_pending() == 1
    assert verify().bad is None
    first, second = AuditSeal.objects.order_by("position")
    assert first.entry_id > second.entry_id


@pytest.mark.usefixtures("committed_db")
def test_sealers_and_writers_at_once_leave_one_chain(at: datetime, threads: Threads) -> None:
    writers = [threads.start(note, at, 20) for _thread in range(8)]
    sealers = [threads.start(seal_pending, chunk=7) for _thread in range(6)]
    for thread in (*writers, *sealers):
        thread.result()
    seal_pending()
    assert AuditSeal.objects.count() == 160
    assert verify().bad is None


@pytest.mark.usefixtures("committed_db")
def test_the_periodic_tick_seals(at: datetime) -> None:
    note(at)
    assert "audit.seal" in run_due_ticks(at=at)
    assert verify().waiting == 0
    note(at)
    assert "audit.seal" not in run_due_ticks(at=at + timedelta(seconds=5))
    assert "audit.seal" in run_due_ticks(at=at + timedelta(seconds=21))
    assert verify().waiting == 0
