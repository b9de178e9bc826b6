"""Who may act for whom on which day."""

import threading
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from services.core.audit.api import AuditEntry
from services.identity.api import (
    MandateEnded,
    MandateRefused,
    MandateRole,
    Relation,
    end_mandate,
    ensure_mandate,
    grant_mandate,
    may_represent,
    represented,
)
from tests.integration.identity.conftest import Families
from tests.integration.identity.people import REGISTER, enterprise, person

TODAY = date(2025, 12, 1)
DAY = timedelta(days=1)


def grant(
    agent: UUID,
    firm: UUID,
    at: datetime,
    *,
    since: date = TODAY,
    until: date | None = None,
    role: MandateRole = MandateRole.AGENT,
) -> UUID:
    mandate = grant_mandate(
        agent=agent, enterprise=firm, role=role, valid_from=since, valid_to=until, actor=REGISTER, at=at
    )
    return mandate.id


def test_everybody_acts_for_themselves_and_nobody_for_strangers(wang: UUID, li: UUID, firm: UUID) -> None:
    assert may_represent(person=wang, subject=wang, on=TODAY) is Relation.SELF
    assert may_represent(person=wang, subject=li, on=TODAY) is None
    assert may_represent(person=wang, subject=firm, on=TODAY) is None
    assert may_represent(person=wang, subject=uuid4(), on=TODAY) is None


def test_a_mandate_holds_from_its_first_day_until_the_day_it_ends(wang: UUID, firm: UUID, at: datetime) -> None:
    grant(wang, firm, at, until=TODAY + 10 * DAY)
    holds = {
        offset: may_represent(person=wang, subject=firm, on=TODAY + offset * DAY) is Relation.ENTERPRISE
        for offset in (-1, 0, 9, 10)
    }
    assert holds == {-1: False, 0: True, 9: True, 10: False}


def test_a_mandate_ended_today_has_ended_now(wang: UUID, firm: UUID, at: datetime) -> None:
    mandate = grant(wang, firm, at)
    end_mandate(mandate=mandate, on=TODAY, actor=REGISTER, at=at)
    assert may_represent(person=wang, subject=firm, on=TODAY) is None
    with pytest.raises(MandateEnded), transaction.atomic():
        ensure_mandate(person=wang, subject=firm, on=TODAY)


def test_an_end_is_never_moved_back_and_never_before_the_beginning(wang: UUID, firm: UUID, at: datetime) -> None:
    mandate = grant(wang, firm, at, since=TODAY + 5 * DAY)
    assert end_mandate(mandate=mandate, on=TODAY, actor=REGISTER, at=at).valid_to == TODAY + 5 * DAY
    assert end_mandate(mandate=mandate, on=TODAY + 9 * DAY, actor=REGISTER, at=at).valid_to == TODAY + 5 * DAY


def test_two_mandates_of_one_kind_do_not_overlap(wang: UUID, firm: UUID, at: datetime) -> None:
    grant(wang, firm, at, until=TODAY + 10 * DAY)
    with pytest.raises(MandateRefused):
        grant(wang, firm, at, since=TODAY + 9 * DAY)
    grant(wang, firm, at, role=MandateRole.LEGAL_REPRESENTATIVE)
    grant(wang, firm, at, since=TODAY + 10 * DAY)
    with pytest.raises(MandateRefused):
        grant(wang, firm, at, since=TODAY + 400 * DAY)
    assert len(represented(wang, TODAY)) == 2  # two kinds of mandate are one enterprise


def test_the_database_refuses_a_second_open_mandate(wang: UUID, firm: UUID, at: datetime) -> None:
    grant(wang, firm, at)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_representation (id, agent_id, enterprise_id, role, valid_from, created_at)"
            " SELECT gen_random_uuid(), agent_id, enterprise_id, role, valid_from + 1, created_at"
            " FROM identity_representation"
        )


def test_a_parent_acts_for_a_child_as_long_as_the_facts_say_so(
    wang: UUID, li: UUID, child: UUID, families: Families
) -> None:
    families.add(wang, child, until=TODAY + DAY)
    assert may_represent(person=wang, subject=child, on=TODAY) is Relation.CHILD
    assert may_represent(person=wang, subject=child, on=TODAY + DAY) is None
    assert may_represent(person=li, subject=child, on=TODAY) is None
    assert may_represent(person=child, subject=wang, on=TODAY) is None
    with transaction.atomic():
        assert ensure_mandate(person=wang, subject=child, on=TODAY) is Relation.CHILD


def test_the_choices_are_oneself_then_children_then_enterprises(
    wang: UUID, child: UUID, firm: UUID, families: Families, at: datetime
) -> None:
    families.add(wang, child)
    grant(wang, firm, at)
    other = enterprise(2, "另一公司", at)
    grant(wang, other, at, until=TODAY)
    choices = [(choice.relation, choice.label) for choice in represented(wang, TODAY)]
    assert choices == [
        (Relation.SELF, "王芳"),
        (Relation.CHILD, "王小宝"),
        (Relation.ENTERPRISE, "示例科技有限公司"),
    ]


def test_giving_and_ending_are_recorded_once(wang: UUID, firm: UUID, at: datetime) -> None:
    mandate = grant(wang, firm, at)
    for _again in range(2):
        end_mandate(mandate=mandate, on=TODAY, actor=REGISTER, at=at)
    actions = list(AuditEntry.objects.filter(object_id=str(mandate)).values_list("action", flat=True))
    assert actions == ["identity.mandate.granted", "identity.mandate.ended"]


def test_a_mandate_cannot_end_between_its_check_and_the_act(committed_db: str, at: datetime) -> None:
    agent, firm = person(1, "王芳", at), enterprise(1, "示例", at)
    mandate = grant(agent, firm, at)

    def revoke() -> None:
        try:
            end_mandate(mandate=mandate, on=TODAY, actor=REGISTER, at=at)
        finally:
            connection.close()

    thread = threading.Thread(target=revoke)
    with transaction.atomic():
        assert ensure_mandate(person=agent, subject=firm, on=TODAY) is Relation.ENTERPRISE
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()  # the end waits for the act
    thread.join(20)
    with pytest.raises(MandateEnded), transaction.atomic():
        ensure_mandate(person=agent, subject=firm, on=TODAY)
