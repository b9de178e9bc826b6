"""What each page may ask of the database. A page that lists things asks the same for one and for many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from eligibility.awards.models import Offer
from services.core.outbox.api import drain
from services.identity.api import SubjectKind
from tests import story
from tests.fixtures import enterprise, load, mandate, run_match
from tests.integration.pages import course
from tests.integration.pages.conftest import come, page_of, report_birth
from tests.pages import ENGLISH, Visitor, query_budget

# What every page of somebody who is signed in asks: the session, the account, their name and their unread notices.
FRAME = 4


def check_budget(visitor: Visitor, path: str, most: int) -> None:
    visitor.opens(path)  # what a process learns once: the rulebook, the children of the last minutes
    with query_budget(most):
        visitor.opens(path)


@pytest.fixture(autouse=True)
def _no_children_remembered() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def mother(offer: Offer, at: datetime) -> Visitor:
    return come(story.MOTHER, ENGLISH, at)


class TestTheHelper:
    def test_names_what_was_asked_most_often_first(self, city: None) -> None:
        statements = ["SELECT now()", *(f"SELECT {number} WHERE 'a' IN ('b', 'c')" for number in (1, 2, 3))]
        with pytest.raises(pytest.fail.Exception, match=r"4 statements, 2 are allowed:\n +3 x SELECT \?") as failed:
            self.ask(statements)
        assert "IN (…)" in str(failed.value)

    def ask(self, statements: list[str]) -> None:
        with query_budget(2), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def test_says_nothing_within_the_budget(self, city: None) -> None:
        with query_budget(1):
            SubjectKind(SubjectKind.PERSON)


class TestSignedOut:
    @pytest.mark.parametrize("path", ["/", "/account/sign-in/", "/health/live"])
    def test_asks_nothing(self, city: None, path: str) -> None:
        client = Client()
        client.get(path)
        with query_budget(0):
            assert client.get(path).status_code == 200


class TestOwnPages:
    def test_home(self, mother: Visitor) -> None:
        check_budget(mother, "/", 8)

    def test_my_benefits(self, mother: Visitor) -> None:
        check_budget(mother, "/benefits/", FRAME + 7)

    def test_all_benefits(self, mother: Visitor) -> None:
        # Everything is decided anew: for each unit its reading is recorded, and each dataset is gathered once for all
        # policies. Another policy that reads the same facts adds nothing.
        check_budget(mother, "/benefits/all/", FRAME + 28)

    def test_reasons_of_a_policy(self, mother: Visitor) -> None:
        check_budget(mother, "/benefits/all/maternity-allowance/", FRAME + 8)

    def test_notices(self, mother: Visitor) -> None:
        check_budget(mother, "/notices/", FRAME + 6)  # page and count, attempts, contacts, browsers, choices

    def test_who_read_my_data(self, mother: Visitor) -> None:
        check_budget(mother, "/my/access/", FRAME + 4)

    def test_acting_for_others(self, mother: Visitor) -> None:
        check_budget(mother, "/acting/", FRAME + 2)

    @pytest.mark.parametrize(
        ("name", "most"),
        [("reasons", FRAME + 2), ("decline", FRAME + 2), ("contest", FRAME + 4), ("confirm", FRAME + 5)],
    )
    def test_an_offer(self, mother: Visitor, offer: Offer, name: str, most: int) -> None:
        check_budget(mother, page_of(name, offer), most)

    def test_the_click_and_the_receipt_that_follows(self, mother: Visitor, offer: Offer) -> None:
        page = mother.opens(page_of("confirm", offer))
        with query_budget(60):
            mother.presses(page, "Confirm")

    def test_a_receipt(self, mother: Visitor, offer: Offer, at: datetime) -> None:
        entitlement = course.confirmed(offer, at)
        check_budget(mother, page_of("receipt", entitlement), FRAME + 6)

    def test_a_receipt_on_paper(self, mother: Visitor, offer: Offer, at: datetime) -> None:
        path = page_of("receipt_pdf", course.confirmed(offer, at))
        mother.client.get(path)
        with query_budget(FRAME + 4):
            assert mother.client.get(path).status_code == 200

    def test_another_account(self, offer: Offer, at: datetime) -> None:
        given = report_birth(at, mother=story.SECOND_MOTHER, number="QD-2")
        entitlement = course.held(given, at)
        course.bank_knows_holder(knows=False, at=at)
        visitor = come(story.SECOND_MOTHER, ENGLISH, at)
        check_budget(visitor, page_of("account", entitlement), FRAME + 6)

    def test_a_choice_of_payees(self, offer: Offer, at: datetime) -> None:
        load({"birth": story.table([story.birth(number="QD-3", child=story.CHILD, date="2025-06-10")])}, at)
        drain(at=at)
        subsidy = Offer.objects.get(policy="childcare-subsidy")
        mother = come(story.MOTHER, ENGLISH, at)
        act_for(mother, subsidy.subject_id)
        check_budget(mother, page_of("confirm", subsidy), FRAME + 6)


def act_for(visitor: Visitor, subject: UUID) -> None:
    visitor.sends("/acting/", {"subject": str(subject), "next": "/benefits/"})


class TestManyThings:
    """Twenty of a kind cost what one costs."""

    def more_births(self, at: datetime, many: int) -> None:
        days = [date(2025, 11, 19) - timedelta(days=number) for number in range(many)]
        births = [
            story.birth(number=f"QD-M-{number}", date=day.isoformat(), kind="loss", live_births=0, gestation_months=5)
            for number, day in enumerate(days)
        ]
        load({"birth": story.table(births)}, at)
        drain(at=at)

    @pytest.mark.parametrize(("path", "most"), [("/", 8), ("/benefits/", FRAME + 7), ("/notices/", FRAME + 6)])
    def test_twenty_offers(self, mother: Visitor, at: datetime, path: str, most: int) -> None:
        self.more_births(at, 19)
        assert Offer.objects.filter(state="OFFERED", policy="maternity-allowance").count() == 20
        check_budget(mother, path, most)

    def test_twenty_receipts(self, mother: Visitor, at: datetime) -> None:
        self.more_births(at, 19)
        for one in Offer.objects.filter(policy="maternity-allowance"):
            course.confirmed(one, at)
        # Three more than without any: instalments, their payments, and what the bank contradicts.
        check_budget(mother, "/benefits/", FRAME + 10)

    def test_a_full_page_of_readings(self, mother: Visitor) -> None:
        for _time in range(8):
            mother.opens("/benefits/all/")
        check_budget(mother, "/my/access/", FRAME + 4)


class TestOurPolicies:
    @pytest.fixture
    def boss(self, city: None, at: datetime) -> Visitor:
        run_match(at)
        shop = enterprise(story.NOODLES)
        mandate(story.BOSS, shop, at)
        visitor = come(story.BOSS, ENGLISH, at)
        act_for(visitor, shop)
        return visitor

    def test_with_an_offer(self, boss: Visitor) -> None:
        check_budget(boss, reverse("enterprise:policies"), FRAME + 26)
