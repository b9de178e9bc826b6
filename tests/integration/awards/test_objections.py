"""What is disputed is answered, what is not given is decided in writing, and whoever objects is heard by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.utils import translation

from eligibility.awards.appealing import answer_appeal, lodge_appeal, take_up_appeal, withdraw_appeal
from eligibility.awards.contesting import DisputedFact, answer_contest, contest_fact, withdraw_contest
from eligibility.awards.deciding import ask_for_decision, serve_decision
from eligibility.awards.errors import AlreadyAnswered, NothingRefused, NotYours, TooLate
from eligibility.awards.instalments import pay_due_instalments
from eligibility.awards.models import Appeal, Contest, Decision, Entitlement, Offer
from eligibility.awards.states import APPEALS, CONTESTS, AppealState, ContestState
from services.core.audit.api import Actor, ActorKind
from services.core.outbox.api import drain
from services.core.transitions.api import TransitionError, TransitionTable, move
from services.identity.api import SubjectKind
from services.notices.api import notices_of
from services.tasks.api import open_tasks
from tests import story
from tests.concurrency import at_once
from tests.fixtures import acting_as, load, person, run_match
from tests.integration.awards.conftest import report_birth
from tests.integration.pages import course

WAGE = DisputedFact("employer_wage", "average_monthly_wage", "birth.mother.employer.wages.0", "r-1", "¥12,000.00")
ANSWERED = (ContestState.CORRECTED, ContestState.UPHELD, AppealState.OVERTURNED)


def contest(offer: Offer, at: datetime, **changes: Any) -> Contest:
    given = {"subject": offer.subject_id, "offer_id": offer.pk, "fact": WAGE, "statement": "应为 13000 元"}
    return contest_fact(**{**given, **changes}, actor=acting_as(story.MOTHER), at=at)  # type: ignore[arg-type]  # what a test changes


def refuse(at: datetime, code: str = "elderly-allowance", who: str = story.MOTHER) -> Decision:
    return ask_for_decision(subject=person(who), code=code, kind=SubjectKind.PERSON, actor=acting_as(who), at=at)


def served(at: datetime) -> Decision:
    return serve_decision(decision_id=refuse(at).pk, actor=acting_as(story.MOTHER), at=at)


def lodge(decision: Decision, at: datetime, statement: str = "我已经六十五岁了") -> Appeal:
    return lodge_appeal(decision_id=decision.pk, statement=statement, actor=acting_as(story.MOTHER), at=at)


def titles(who: str = story.MOTHER) -> list[str]:
    with translation.override("en"):
        return [one.title for one in notices_of(person(who), limit=20)]


class TestEveryPair:
    ALLOWED_CONTESTS = {("RAISED", "CORRECTED"), ("RAISED", "UPHELD"), ("RAISED", "WITHDRAWN")}
    ALLOWED_APPEALS = {
        ("LODGED", "UNDER_REVIEW"),
        ("LODGED", "UPHELD"),
        ("LODGED", "OVERTURNED"),
        ("LODGED", "WITHDRAWN"),
        ("UNDER_REVIEW", "UPHELD"),
        ("UNDER_REVIEW", "OVERTURNED"),
        ("UNDER_REVIEW", "WITHDRAWN"),
    }

    def walk(self, row: Contest | Appeal, table: TransitionTable, at: datetime) -> set[tuple[str, str]]:
        clerk = acting_as(story.CLERKS["anna"])
        found = set()
        for state, transition in product(table.states, table):
            answered_at = at if state in ANSWERED or state == "UPHELD" else None
            type(row)._default_manager.filter(pk=row.pk).update(state=state, answered_at=answered_at)
            wanted = transition.target
            changes = {"answered_at": at if wanted in ANSWERED or wanted == "UPHELD" else None}
            try:
                with transaction.atomic():
                    move(row, transition.name, table=table, actor=clerk, at=at, changes=changes)
            except TransitionError:
                continue
            found.add((str(state), transition.target))
        return found

    def test_of_a_contest(self, offer: Offer, at: datetime) -> None:
        assert self.walk(contest(offer, at), CONTESTS, at) == self.ALLOWED_CONTESTS

    def test_of_an_appeal(self, city: None, at: datetime) -> None:
        assert self.walk(lodge(served(at), at), APPEALS, at) == self.ALLOWED_APPEALS

    @pytest.mark.parametrize("name", ["correct", "uphold", "withdraw"])
    def test_only_people_answer(self, name: str, offer: Offer, at: datetime) -> None:
        row = contest(offer, at)
        with pytest.raises(TransitionError), transaction.atomic():
            move(row, name, table=CONTESTS, actor=Actor.system("nobody"), at=at)


class TestThisIsWrong:
    def test_is_due_in_working_days(self, offer: Offer, at: datetime) -> None:
        # 1 December 2025 is a Monday: fifteen working days later is Monday the 22nd.
        assert contest(offer, at).answer_by == date(2025, 12, 22)

    def test_names_the_body_that_keeps_the_fact(self, offer: Offer, at: datetime) -> None:
        contest(offer, at)
        [task] = open_tasks(role="benefit_clerk")
        assert task.params["body"]["zh-hans"] == "青渡市人力资源和社会保障局"
        assert "13000" not in str(task.params)

    def test_corrected_closes_the_task_and_tells(self, offer: Offer, at: datetime) -> None:
        made = contest(offer, at)
        clerk = acting_as(story.CLERKS["anna"])
        answer_contest(contest_id=made.pk, corrected=True, answer="工资已更正", actor=clerk, at=at)
        drain(at=at)
        assert open_tasks(role="benefit_clerk") == []
        made.refresh_from_db()
        assert (made.state, made.answer) == (ContestState.CORRECTED, "工资已更正")
        assert "Average wages of employers: you were right" in titles()
        assert not Decision.objects.exists()

    def test_not_changed_is_a_decision(self, offer: Offer, at: datetime) -> None:
        made = contest(offer, at)
        clerk = acting_as(story.CLERKS["anna"])
        answer_contest(contest_id=made.pk, corrected=False, answer="申报表为证", actor=clerk, at=at)
        drain(at=at)
        decision = Decision.objects.get()
        assert (decision.kind, decision.contest, decision.body) == ("fact_upheld", made, "hrss")
        assert "Average wages of employers: the entry stays as it is" in titles()

    def test_sent_twice_is_one(self, offer: Offer, at: datetime) -> None:
        assert contest(offer, at).pk == contest(offer, at, statement="另一句话").pk
        assert len(open_tasks(role="benefit_clerk")) == 1

    def test_needs_no_offer(self, city: None, at: datetime) -> None:
        fact = DisputedFact("person", "birth_date", record="r-2", value="1993-04-18")
        made = contest_fact(
            subject=person(story.MOTHER), fact=fact, statement="四月十九日", actor=acting_as(story.MOTHER), at=at
        )
        assert made.offer is None

    def test_of_somebody_else_is_refused(self, offer: Offer, at: datetime) -> None:
        with pytest.raises(NotYours):
            contest_fact(subject=offer.subject_id, fact=WAGE, statement="x", actor=acting_as(story.FATHER), at=at)

    def test_nobody_answers_their_own(self, offer: Offer, at: datetime) -> None:
        made = contest(offer, at)
        with pytest.raises(AlreadyAnswered):
            answer_contest(contest_id=made.pk, corrected=True, answer="x", actor=acting_as(story.MOTHER), at=at)
        made.refresh_from_db()
        assert made.state == ContestState.RAISED

    def test_taken_back_leaves_no_task(self, offer: Offer, at: datetime) -> None:
        made = contest(offer, at)
        withdraw_contest(contest_id=made.pk, actor=acting_as(story.MOTHER), at=at)
        assert open_tasks(role="benefit_clerk") == []
        with pytest.raises(AlreadyAnswered):
            withdraw_contest(contest_id=made.pk, actor=acting_as(story.MOTHER), at=at)
        assert contest(offer, at).pk != made.pk

    def test_what_was_written_is_encrypted(self, offer: Offer, at: datetime) -> None:
        contest(offer, at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement, value FROM awards_contest")
            [row] = cursor.fetchall()
        for column in row:
            assert b"13000" not in bytes(column)
            assert b"12,000" not in bytes(column)


class TestDecisions:
    def test_a_refusal_that_is_asked_for(self, city: None, at: datetime) -> None:
        decision = refuse(at)
        drain(at=at)
        assert (decision.kind, decision.body, decision.served_at) == ("not_granted", "civil_affairs", None)
        assert decision.verdict["state"] == "not_eligible"
        assert "Elderly comprehensive allowance: a decision for you" in titles()

    def test_for_the_same_reasons_is_the_same(self, city: None, at: datetime) -> None:
        assert refuse(at).pk == refuse(at).pk

    def test_nothing_is_decided_where_nothing_is_refused(self, offer: Offer, at: datetime) -> None:
        with pytest.raises(NothingRefused):
            refuse(at, "maternity-allowance")

    def test_it_is_served_once(self, city: None, at: datetime) -> None:
        first = served(at)
        again = serve_decision(decision_id=first.pk, actor=acting_as(story.MOTHER), at=at + timedelta(days=3))
        assert again.served_at == first.served_at == at

    def test_nobody_else_has_it_served(self, city: None, at: datetime) -> None:
        with pytest.raises(NotYours):
            serve_decision(decision_id=refuse(at).pk, actor=acting_as(story.FATHER), at=at)

    def test_an_offer_that_is_taken_back_is_one(self, offer: Offer, at: datetime) -> None:
        report_birth(at, facility_designated="false")
        decision = Decision.objects.get(offer=offer)
        assert (decision.kind, decision.verdict["state"]) == ("withdrawn", "not_eligible")
        assert "Maternity allowance: a decision for you" in titles()

    def test_another_amount_is_none(self, offer: Offer, at: datetime) -> None:
        row = {"employer": story.EMPLOYER, "year": 2024, "average_monthly_wage": "9000.00"}
        load({"employer_wage": story.table([row])}, at)
        run_match(at)
        assert not Decision.objects.exists()

    def test_an_entitlement_that_ends_is_one(self, city: None, at: datetime) -> None:
        run_match(at, "elderly-allowance")
        offer = Offer.objects.get(policy="elderly-allowance")
        course.confirmed_by(offer, at, who=story.GRANDMOTHER, last4="4321")
        died = {**story.person_row(story.GRANDMOTHER), "death_date": "2025-12-20"}
        later = at + timedelta(days=40)
        load({"person": story.table([died])}, later)
        paid = pay_due_instalments(
            today=later.date(), actor=Actor.system("test"), at=later, progress=lambda _done: None
        )
        assert (paid.ended, paid.instalments) == (1, 0)
        decision = Decision.objects.get(entitlement=Entitlement.objects.get())
        assert (decision.kind, decision.effective_on) == ("ended", date(2026, 1, 1))

    def test_it_stands(self, city: None, at: datetime) -> None:
        decision = served(at)
        for change in ("policy = 'other'", "verdict = '{}'", "served_at = NULL", "served_at = now()"):
            with pytest.raises(Error, match="stands"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE awards_decision SET {change} WHERE id = %s", [decision.pk])
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM awards_decision")

    @pytest.mark.parametrize("kind", ["withdrawn", "ended", "fact_upheld"])
    def test_the_database_wants_its_object(self, kind: str, city: None, at: datetime) -> None:
        decision = refuse(at)
        decision.pk, decision.kind = None, kind
        with pytest.raises(IntegrityError, match="names_its_object"), transaction.atomic():
            decision.save(force_insert=True)


class TestAppeals:
    def test_becomes_a_task_with_a_day(self, city: None, at: datetime) -> None:
        appeal = lodge(served(at), at)
        [task] = open_tasks(role="benefit_clerk")
        assert (task.object_id, task.due) == (str(appeal.pk), date(2025, 12, 22))

    def test_a_person_takes_it_up_and_answers(self, city: None, at: datetime) -> None:
        appeal = lodge(served(at), at)
        clerk = acting_as(story.CLERKS["anna"])
        take_up_appeal(appeal_id=appeal.pk, actor=clerk, at=at)
        answer_appeal(appeal_id=appeal.pk, overturned=True, answer="您说得对", actor=clerk, at=at)
        drain(at=at)
        appeal.refresh_from_db()
        assert (appeal.state, appeal.answer) == (AppealState.OVERTURNED, "您说得对")
        assert "Your objection has been answered" in titles()
        assert open_tasks(role="benefit_clerk") == []

    def test_nobody_answers_twice(self, city: None, at: datetime) -> None:
        appeal = lodge(served(at), at)
        clerk = acting_as(story.CLERKS["anna"])
        answer_appeal(appeal_id=appeal.pk, overturned=False, answer="维持", actor=clerk, at=at)
        with pytest.raises(AlreadyAnswered):
            answer_appeal(appeal_id=appeal.pk, overturned=True, answer="改变", actor=clerk, at=at)

    def test_nobody_decides_their_own(self, city: None, at: datetime) -> None:
        appeal = lodge(served(at), at)
        with pytest.raises(AlreadyAnswered):
            take_up_appeal(appeal_id=appeal.pk, actor=acting_as(story.MOTHER), at=at)

    def test_the_sixtieth_day_is_in_time_the_next_is_not(self, city: None, at: datetime) -> None:
        decision = served(at)  # 1 December 2025; the sixtieth day is Friday 30 January 2026
        with pytest.raises(TooLate):
            lodge(decision, at + timedelta(days=61))
        assert lodge(decision, at + timedelta(days=60)).state == AppealState.LODGED

    def test_taken_back_another_may_follow(self, city: None, at: datetime) -> None:
        decision = served(at)
        first = lodge(decision, at)
        withdraw_appeal(appeal_id=first.pk, actor=acting_as(story.MOTHER), at=at)
        assert lodge(decision, at).pk != first.pk

    def test_of_somebody_else_is_refused(self, city: None, at: datetime) -> None:
        decision = served(at)
        with pytest.raises(NotYours):
            lodge_appeal(decision_id=decision.pk, statement="x", actor=acting_as(story.FATHER), at=at)


class TestTwoConnections:
    """The same button on two devices in the same moment."""

    def test_two_contests_are_one(self, committed_city: str, at: datetime) -> None:
        report_birth(at)
        offer = Offer.objects.get(policy="maternity-allowance")
        assert set(at_once(lambda _device: contest(offer, at).pk, 4)) == {Contest.objects.get().pk}
        assert len(open_tasks(role="benefit_clerk")) == 1

    def test_two_appeals_are_one(self, committed_city: str, at: datetime) -> None:
        decision = served(at)
        assert set(at_once(lambda _device: lodge(decision, at).pk, 4)) == {Appeal.objects.get().pk}

    def test_two_who_ask_get_one_decision(self, committed_city: str, at: datetime) -> None:
        assert set(at_once(lambda _device: refuse(at).pk, 4)) == {Decision.objects.get().pk}


def test_a_person_of_the_desk_is_known_by_the_person_not_the_account(offer: Offer, at: datetime) -> None:
    """Two accounts of one person are one person."""
    made = contest(offer, at)
    other_account = replace(acting_as(story.MOTHER), id="another-account", kind=ActorKind.USER)
    with pytest.raises(AlreadyAnswered):
        answer_contest(contest_id=made.pk, corrected=True, answer="x", actor=other_account, at=at)
